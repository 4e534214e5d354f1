import { describe, expect, it } from 'vitest';
import {
  bestPercent,
  scoredOf,
  recipientName,
  sameName,
  standing,
  type Standing,
  type UserEntry,
} from '../../src/domain/certificate.js';
import type { CourseTree } from '../../src/domain/course.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import { issuedEntries } from '../../src/domain/issued-list.js';
import type { ScoreOperator, Template } from '../../src/domain/template.js';
import {
  attempt,
  contentId,
  contentIds,
  enrolled,
  generation,
  template,
  tree,
  unenrolled,
} from './given.js';

const USER: UserEntry = { firstname: 'user', lastname: 'name', rootorgid: 'Org001' };
const COURSE = tree(['content_001', 'content_002'], {
  scored: contentIds('content_001', 'content_002'),
});
const COMPLETED = enrolled({ completedAt: 900 });

describe('A certificate for completion', () => {
  it('is earned by a member who has completed', () => {
    expect(judge(COMPLETED, template())).toEqual({
      kind: 'earned',
      scorePercent: null,
      replaces: '',
    });
  });

  it('is open while the course is not completed (case pre-08)', () => {
    expect(judge(enrolled(), template(), { status: 1 })).toEqual(
      open({ kind: 'status', wanted: 2, is: 1 }),
    );
  });

  it('is open for a member who left (case pre-09)', () => {
    const left = enrolled({ active: false, completedAt: 900 });

    expect(judge(left, template())).toEqual(open({ kind: 'enrolment-inactive' }));
  });

  it('is open for a learner who is not enrolled (Q11)', () => {
    expect(judge(unenrolled(), template(), { status: 0 })).toEqual(open({ kind: 'not-enrolled' }));
  });

  it('that asks for status 1 is not earned at status 2 (reference/jobs.md 2.3)', () => {
    const wanted = template({ enrolmentStatus: 1 });

    expect(judge(COMPLETED, wanted)).toEqual(open({ kind: 'status', wanted: 1, is: 2 }));
    expect(judge(enrolled(), wanted, { status: 1 }).kind).toBe('earned');
  });
});

describe('A certificate that is there', () => {
  const issued = generation('g1', { name: 'COURSE completion Certificate' });

  it('counts as issued under its name, ignoring case (K1)', () => {
    const state = enrolled({ completedAt: 900, generations: [issued] });

    expect(judge(state, template())).toEqual({ kind: 'issued', generation: issued });
  });

  it('counts as issued also when it would no longer be earned', () => {
    const state = enrolled({ active: false, generations: [issued] });

    expect(judge(state, template(), { status: 0, user: null }).kind).toBe('issued');
  });

  it('is the latest generation after a re-issue', () => {
    const again = generation('g2', { replaces: 'g1', issuedAt: 2000 });
    const state = enrolled({ completedAt: 900, generations: [issued, again] });

    expect(judge(state, template())).toEqual({ kind: 'issued', generation: again });
  });

  it('counts as issued when it was revoked, so that it does not come back by itself', () => {
    const revoked = { ...issued, revocation: { at: 5, reason: 'copied' } };
    const state = enrolled({ completedAt: 900, generations: [revoked] });

    expect(judge(state, template())).toEqual({ kind: 'issued', generation: revoked });
    expect(issuedEntries(state)).toEqual([]);
  });

  it('of another name does not count', () => {
    const merit = generation('g1', { name: 'Merit' });
    const state = enrolled({ completedAt: 900, generations: [merit] });

    expect(judge(state, template()).kind).toBe('earned');
  });
});

describe('A certificate for a score', () => {
  it.each<[ScoreOperator, number, boolean]>([
    ['eq', 75, true],
    ['eq', 74, false],
    ['ne', 74, true],
    ['ne', 75, false],
    ['<', 76, true],
    ['<', 75, false],
    ['>', 74, true],
    ['>', 75, false],
    ['<=', 75, true],
    ['<=', 74, false],
    ['>=', 75, true],
    ['>=', 76, false],
  ])('of %s %i is earned with 75 percent: %s', (operator, percent, earned) => {
    const state = enrolled({ completedAt: 900, attempts: [attempt({ score: 3, maxScore: 4 })] });

    const verdict = judge(state, template({ score: { operator, percent } }));

    const obstacle = { kind: 'score', wanted: `${operator} ${percent}`, isPercent: 75 };
    expect(verdict).toEqual(
      earned
        ? { kind: 'earned', scorePercent: 75, replaces: '' }
        : { kind: 'open', obstacles: [obstacle] },
    );
  });

  it('is decided by the best percentage over contents (case pre-21: 40 and 75)', () => {
    const state = enrolled({
      completedAt: 900,
      attempts: [
        attempt({ content: contentId('content_001'), score: 2, maxScore: 5 }),
        attempt({ content: contentId('content_002'), score: 3, maxScore: 4 }),
      ],
    });

    const merit = template({ enrolmentStatus: 2, score: { operator: '>=', percent: 70 } });

    expect(judge(state, merit)).toEqual({ kind: 'earned', scorePercent: 75, replaces: '' });
  });

  it('is not earned by an attempt at a content that is not scored (case pre-19)', () => {
    const state = enrolled({ completedAt: 900, attempts: [attempt()] });
    const course = tree(['content_001'], { scored: [] });

    const verdict = judge(state, template({ score: { operator: '>=', percent: 80 } }), { course });

    expect(verdict).toEqual(open({ kind: 'score', wanted: '>= 80', isPercent: 0 }));
  });

  it('can be asked for together with completion, and both obstacles are named', () => {
    const merit = template({ enrolmentStatus: 2, score: { operator: '>', percent: 50 } });

    expect(judge(enrolled(), merit, { status: 0 })).toEqual(
      open({ kind: 'status', wanted: 2, is: 0 }, { kind: 'score', wanted: '> 50', isPercent: 0 }),
    );
  });
});

describe('The best percentage', () => {
  it('is 0 without attempts', () => {
    expect(bestPercent(enrolled(), scoredOf(COURSE))).toBe(0);
  });

  it('takes a maximum of 0 as 1 (reference/jobs.md 2.3)', () => {
    const state = enrolled({ attempts: [attempt({ score: 1, maxScore: 0 })] });

    expect(bestPercent(state, scoredOf(COURSE))).toBe(100);
  });

  it('counts every content while the course is unknown', () => {
    const state = enrolled({ attempts: [attempt({ score: 1, maxScore: 2 })] });

    expect(bestPercent(state, null)).toBe(50);
  });
});

describe('A certificate for certain users', () => {
  const forOrg = template({ user: { rootOrgId: 'Org001' } });

  it('is earned by a user whose fields are equal, without any other criterion (Q7)', () => {
    expect(judge(COMPLETED, forOrg).kind).toBe('earned');
  });

  it('is open when a field differs or is unknown (case pre-12)', () => {
    const obstacle = { kind: 'user-field', field: 'rootOrgId', wanted: 'Org001' } as const;

    expect(judge(COMPLETED, forOrg, { user: { ...USER, rootorgid: 'Org002' } })).toEqual(
      open(obstacle),
    );
    expect(judge(COMPLETED, forOrg, { user: { firstname: 'user' } })).toEqual(open(obstacle));
  });

  it('is open while the user is unknown', () => {
    expect(judge(COMPLETED, forOrg, { user: null })).toEqual(open({ kind: 'user-unknown' }));
  });

  it('waits for a name', () => {
    const user = { rootorgid: 'Org001', firstname: ' ', lastname: 'null' };

    expect(judge(COMPLETED, forOrg, { user })).toEqual(open({ kind: 'name-unknown' }));
  });
});

describe('The name of a recipient', () => {
  it.each<[UserEntry, string]>([
    [{ firstname: 'user', lastname: 'name' }, 'user name'],
    [{ firstname: 'Suresh', lastname: 'null' }, 'Suresh'],
    [{ firstname: 'Suresh', lastname: '' }, 'Suresh'],
    [{ firstname: 'Suresh' }, 'Suresh'],
    [{ lastname: 'Rao' }, 'Rao'],
    [{ firstname: '  Asha ', lastname: ' Rao  ' }, 'Asha Rao'],
    [{ firstname: 'NULL', lastname: ' ' }, ''],
    [{}, ''],
  ])('of %j is %j (case pre-03)', (user, name) => {
    expect(recipientName(user)).toBe(name);
  });
});

describe('Two names of certificates', () => {
  it('are the same without regard to case alone', () => {
    expect(sameName('Merit', 'MERIT')).toBe(true);
    expect(sameName('Merit', 'Merit ')).toBe(false);
  });
});

interface Circumstances {
  readonly status?: number;
  readonly course?: CourseTree | null;
  readonly user?: UserEntry | null;
}

function judge(state: EnrolmentState, asked: Template, but: Circumstances = {}): Standing {
  const user = but.user === undefined ? USER : but.user;
  const scored = scoredOf(but.course ?? COURSE);
  return standing({ state, status: but.status ?? 2, scored, user }, asked);
}

function open(...obstacles: Extract<Standing, { kind: 'open' }>['obstacles'][number][]): Standing {
  return { kind: 'open', obstacles };
}
