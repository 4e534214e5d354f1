import { describe, expect, it } from 'vitest';
import {
  initialEnrolment,
  joinEnrolment,
  joinMembership,
  type Membership,
} from '../../src/domain/enrolment.js';
import { NEVER } from '../../src/domain/ids.js';
import { KEY, attempt, content, contentId, enrolled, generation, unenrolled } from './given.js';

const JOINED: Membership = { active: true, decidedAt: 100, enrolledAt: 100, addedBy: 'anil' };
const LEFT: Membership = { active: false, decidedAt: 200, enrolledAt: NEVER, addedBy: '' };

describe('Nothing observed', () => {
  it('is no enrolment', () => {
    expect(initialEnrolment(KEY)).toMatchObject({
      membership: null,
      completedAt: NEVER,
      completedVersion: 0,
    });
  });
});

describe('A membership', () => {
  it('follows the latest decision, whichever came first', () => {
    expect(joinMembership(JOINED, LEFT)?.active).toBe(false);
    expect(joinMembership(LEFT, JOINED)?.active).toBe(false);
  });

  it('is active when two decisions have the same time', () => {
    const left = { ...LEFT, decidedAt: 100 };

    expect(joinMembership(left, JOINED)?.active).toBe(true);
    expect(joinMembership(JOINED, left)?.active).toBe(true);
  });

  it('keeps the first date of enrolment and who made it when the learner comes back', () => {
    const back: Membership = { active: true, decidedAt: 300, enrolledAt: 300, addedBy: 'meera' };

    const membership = joinMembership(back, joinMembership(JOINED, LEFT));

    expect(membership).toEqual({
      active: true,
      decidedAt: 300,
      enrolledAt: 100,
      addedBy: 'anil',
    });
  });

  it.each([
    ['anil', 'meera', 'anil'],
    ['meera', 'anil', 'anil'],
    ['', 'meera', 'meera'],
    ['meera', '', 'meera'],
    ['', '', ''],
  ])('enrolled at one time by %j and %j was added by %j', (a, b, expected) => {
    const joined = joinMembership({ ...JOINED, addedBy: a }, { ...JOINED, addedBy: b });

    expect(joined?.addedBy).toBe(expected);
  });

  it('exists once either side knows it', () => {
    expect(joinMembership(null, JOINED)).toBe(JOINED);
    expect(joinMembership(JOINED, null)).toBe(JOINED);
    expect(joinMembership(null, null)).toBeNull();
  });
});

describe('Two states of one enrolment', () => {
  it('come together field by field', () => {
    const one = enrolled({ contents: [content('x', 1, 100)], attempts: [attempt()] });
    const other = unenrolled({
      contents: [content('x', 2, 200), content('y', 1, 300)],
      attempts: [attempt({ attempt: 'a2' })],
      generations: [generation('g1')],
    });

    const joined = joinEnrolment(one, other);

    expect(joined.membership?.active).toBe(true);
    expect(joined.contents.get(contentId('x'))?.status).toBe(2);
    expect([joined.contents.size, joined.attempts.size, joined.generations.size]).toEqual([
      2, 2, 1,
    ]);
  });

  it.each([
    ['the earlier completion', [900, 1], [500, 2], [500, 2]],
    ['the only completion', [NEVER, 0], [500, 2], [500, 2]],
    ['the lower version on equal times', [500, 2], [500, 1], [500, 1]],
  ] as const)('keep %s with its course version, in either order', (_what, a, b, kept) => {
    const one = { ...enrolled(), completedAt: a[0], completedVersion: a[1] };
    const other = { ...enrolled(), completedAt: b[0], completedVersion: b[1] };
    const expected = { completedAt: kept[0], completedVersion: kept[1] };

    expect(joinEnrolment(one, other)).toMatchObject(expected);
    expect(joinEnrolment(other, one)).toMatchObject(expected);
  });
});
