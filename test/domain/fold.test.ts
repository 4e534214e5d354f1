import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/domain/command.js';
import { initialEnrolment, type EnrolmentState } from '../../src/domain/enrolment.js';
import { fold } from '../../src/domain/fold.js';
import { NEVER } from '../../src/domain/ids.js';
import { KEY, attempt, content, contentId, enrolled, tree, unenrolled } from './given.js';
import { confirm, enrol, issue, observe, record, reevaluate, revoke, unenrol } from './commands.js';

const COURSE = tree(['a', 'b']);
const NOTHING = initialEnrolment(KEY);

describe('Observed work', () => {
  it('is joined into the contents', () => {
    const { state, outcome } = fold(NOTHING, observe(content('a', 1, 200)), COURSE);

    expect(outcome).toBe('applied');
    expect(state.contents.get(contentId('a'))).toEqual(content('a', 1, 200));
  });

  it('of one content told twice in one command is joined', () => {
    const told = observe(content('a', 2, 300), content('a', 1, 400), content('b', 1, 100));

    const { state } = fold(NOTHING, told, COURSE);

    expect(state.contents.get(contentId('a'))).toMatchObject({ status: 2, lastAccessAt: 400 });
    expect(state.contents.size).toBe(2);
  });

  it('that brings nothing new is a duplicate and the same object (F2)', () => {
    const before = enrolled({ contents: [content('a', 2, 300)] });

    expect(fold(before, observe(content('a', 2, 300)), COURSE)).toEqual({
      state: before,
      outcome: 'duplicate',
    });
    expect(fold(before, observe(content('a', 2, 300)), COURSE).state).toBe(before);
    expect(fold(before, observe(), COURSE).outcome).toBe('duplicate');
  });

  it('leaves the old state as it was', () => {
    const before = enrolled({ contents: [content('a', 1, 300)] });

    fold(before, observe(content('a', 2, 400), content('b', 2, 400)), COURSE);

    expect([...before.contents.values()]).toEqual([content('a', 1, 300)]);
  });

  it('of a learner who is not enrolled creates no enrolment (E2)', () => {
    const { state } = fold(NOTHING, observe(content('a', 2, 1), content('b', 2, 2)), COURSE);

    expect(state).toMatchObject({ membership: null, completedAt: NEVER });
  });
});

describe('An attempt', () => {
  it('is kept by content and attempt id', () => {
    const first = fold(NOTHING, record(attempt()), COURSE).state;

    const { state, outcome } = fold(first, record(attempt({ attempt: 'a2' })), COURSE);

    expect([outcome, state.attempts.size]).toEqual(['applied', 2]);
  });

  it('is overwritten by a later record of it', () => {
    const before = enrolled({ attempts: [attempt({ attemptedAt: 1000, score: 2 })] });
    const later = attempt({ attemptedAt: 2000, score: 1 });

    const { state } = fold(before, record(later), COURSE);

    expect([...state.attempts.values()]).toEqual([later]);
  });

  it.each([999, 1000])('is not touched by a record of %i, which is not later', (attemptedAt) => {
    const before = enrolled({ attempts: [attempt({ attemptedAt: 1000 })] });

    const folded = fold(before, record(attempt({ attemptedAt })), COURSE);

    expect(folded).toEqual({ state: before, outcome: 'duplicate' });
    expect(folded.state).toBe(before);
  });
});

describe('Enrolling', () => {
  it('makes the learner an active member from that moment', () => {
    const { state } = fold(NOTHING, enrol(100, 'anil'), COURSE);

    expect(state.membership).toEqual({
      active: true,
      decidedAt: 100,
      enrolledAt: 100,
      addedBy: 'anil',
    });
  });

  it('late makes earlier work count, not before the enrolment', () => {
    const worked = unenrolled({ contents: [content('a', 2, 200), content('b', 2, 300)] });

    expect(fold(worked, enrol(900), COURSE).state.completedAt).toBe(900);
  });

  it('again at the same time by the same person is a duplicate', () => {
    const member = fold(NOTHING, enrol(100, 'anil'), COURSE).state;

    expect(fold(member, enrol(100, 'anil'), COURSE).outcome).toBe('duplicate');
  });

  it('again by another person at another time is a new decision that keeps the first date', () => {
    const member = fold(NOTHING, enrol(100, 'anil'), COURSE).state;

    const { state, outcome } = fold(member, enrol(200, 'meera'), COURSE);

    expect(outcome).toBe('applied');
    expect(state.membership).toMatchObject({
      decidedAt: 200,
      enrolledAt: 100,
      addedBy: 'anil',
    });
  });

  it('again at the same time by a known person instead of an unknown one names that person', () => {
    const member = fold(NOTHING, enrol(100), COURSE).state;

    expect(fold(member, enrol(100, 'meera'), COURSE).state.membership?.addedBy).toBe('meera');
  });
});

describe('Leaving', () => {
  it('makes the member inactive and keeps the work and the date of enrolment', () => {
    const before = enrolled({ contents: [content('a', 2, 200)] });

    const { state, outcome } = fold(before, unenrol(500), COURSE);

    expect(outcome).toBe('applied');
    expect(state.membership).toMatchObject({ active: false, enrolledAt: 100 });
    expect(state.contents).toBe(before.contents);
  });

  it.each([
    ['never enrolled', unenrolled()],
    ['has left already', enrolled({ active: false })],
  ])('is refused to a learner who %s (reference/lms.md 3.1, check 6)', (_who, before) => {
    const folded = fold(before, unenrol(500), COURSE);

    expect(folded.outcome).toBe('not-enrolled');
    expect(folded.state).toBe(before);
  });

  it('before the latest enrolment changes nothing', () => {
    const before = enrolled({ enrolledAt: 500 });

    expect(fold(before, unenrol(400), COURSE)).toEqual({ state: before, outcome: 'duplicate' });
  });

  it('can be taken back', () => {
    const left = fold(enrolled(), unenrol(500), COURSE).state;

    expect(fold(left, enrol(600), COURSE).state.membership?.active).toBe(true);
  });
});

describe('Completion', () => {
  const half = enrolled({ contents: [content('a', 2, 300)] });

  it('is decided with the last required content, under the course version of the command', () => {
    const { state } = fold(half, observe(content('b', 2, 200)), { ...COURSE, version: 4 });

    expect(state).toMatchObject({ completedAt: 300, completedVersion: 4 });
  });

  it('is not decided while the course is unknown, and by re-evaluation once it is known', () => {
    const waiting = fold(half, observe(content('b', 2, 400)), null).state;
    expect(waiting.completedAt).toBe(NEVER);

    const { state, outcome } = fold(waiting, reevaluate(), COURSE);

    expect([state.completedAt, outcome]).toEqual([400, 'applied']);
  });

  it('moves earlier when an earlier first completion becomes known', () => {
    const done = fold(half, observe(content('b', 2, 400)), COURSE).state;

    expect(fold(done, observe(content('b', 2, 250)), COURSE).state.completedAt).toBe(300);
  });

  it('does not move later when a content is completed again', () => {
    const done = fold(half, observe(content('b', 2, 400)), COURSE).state;

    expect(fold(done, observe(content('b', 2, 900)), COURSE).state.completedAt).toBe(400);
  });

  it('stays, with its version, when the course grows', () => {
    const done = fold(half, observe(content('b', 2, 400)), COURSE).state;
    const grown = { ...tree(['a', 'b', 'c']), version: 2 };

    const folded = fold(done, reevaluate(), grown);

    expect(folded.outcome).toBe('duplicate');
    expect(folded.state).toMatchObject({ completedAt: 400, completedVersion: 1 });
  });

  it('follows a course that no longer asks for the missing content', () => {
    const shrunk = { ...tree(['a']), version: 2 };

    expect(fold(half, reevaluate(), shrunk).state).toMatchObject({
      completedAt: 300,
      completedVersion: 2,
    });
  });
});

describe('A certificate', () => {
  it('is remembered as decided and not yet rendered', () => {
    const { state, outcome } = fold(enrolled(), issue('g1', 'g0'), COURSE);

    expect(outcome).toBe('applied');
    expect(state.generations.get('g1')).toEqual({
      id: 'g1',
      template: 'template-1',
      name: 'Course Completion Certificate',
      issuedAt: 1000,
      replaces: 'g0',
      rendered: false,
      identifier: '',
      listing: '{}',
      revocation: null,
    });
  });

  it('keeps its first decision: its facts may be printed already (G1)', () => {
    const decided = fold(enrolled(), issue('g1'), COURSE).state;

    const again = fold(decided, issue('g1', 'other'), COURSE);

    expect(again.outcome).toBe('duplicate');
    expect(again.state).toBe(decided);
  });

  it('is rendered once it is confirmed, and confirmed once', () => {
    const decided = fold(enrolled(), issue('g1'), COURSE).state;

    const rendered = fold(decided, confirm('g1'), COURSE);

    expect(rendered.outcome).toBe('applied');
    expect(rendered.state.generations.get('g1')?.rendered).toBe(true);
    expect(fold(rendered.state, confirm('g1'), COURSE).state).toBe(rendered.state);
  });

  it('that is unknown cannot be confirmed', () => {
    expect(fold(enrolled(), confirm('g9'), COURSE).outcome).toBe('duplicate');
  });

  it('is revoked for good, with the earliest reason (G3)', () => {
    const issued = fold(enrolled(), issue('g1'), COURSE).state;
    const revoked = fold(issued, revoke('g1', 20, 'copied'), COURSE).state;

    expect(revoked.generations.get('g1')?.revocation).toEqual({ at: 20, reason: 'copied' });
    expect(fold(revoked, revoke('g1', 30, 'late'), COURSE)).toMatchObject({
      state: revoked,
      outcome: 'duplicate',
    });
    const earlier = fold(revoked, revoke('g1', 10, 'early'), COURSE).state;
    expect(earlier.generations.get('g1')?.revocation).toEqual({ at: 10, reason: 'early' });
  });

  it('stays revoked when it is confirmed afterwards', () => {
    const issued = fold(enrolled(), issue('g1'), COURSE).state;
    const revoked = fold(issued, revoke('g1', 20, 'copied'), COURSE).state;

    expect(fold(revoked, confirm('g1'), COURSE).state.generations.get('g1')).toMatchObject({
      rendered: true,
      revocation: { at: 20 },
    });
  });
});

describe('A kind of command that nobody handles', () => {
  it('stops as a broken invariant', () => {
    const unheard = { ...reevaluate(), kind: 'unheard-of' } as unknown as Command;

    expect(() => fold(NOTHING, unheard, COURSE)).toThrow('unhandled variant');
  });
});

describe('The example of case agg-01', () => {
  it('completes with the last content and keeps counts when it is replayed', () => {
    const stored = ['do_R1', 'do_R2', 'do_R3', 'do_R4'].map((id) => content(id, 2, 200));
    const events = ['do_R1', 'do_R2', 'do_R3'].map((id) => observe(content(id, 2, 300)));
    const course = tree(['do_R1', 'do_R3', 'do_R2', 'do_R4']);

    const once = play(enrolled({ contents: stored }), events);

    expect(once.completedAt).toBe(200);
    expect(play(once, events)).toBe(once);

    function play(from: EnrolmentState, commands: readonly Command[]): EnrolmentState {
      return commands.reduce((state, command) => fold(state, command, course).state, from);
    }
  });
});
