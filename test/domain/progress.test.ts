import { describe, expect, it } from 'vitest';
import { NEVER } from '../../src/domain/ids.js';
import {
  completionTime,
  countCompleted,
  courseProgress,
  enrolmentStatus,
  lastRead,
} from '../../src/domain/progress.js';
import { content, contentId, contentIds, enrolled, tree, unenrolled, unit } from './given.js';

/** The course of the cases agg-*: two units that share do_R3; do_R4 is optional in unit2. */
const LEAVES = ['do_R1', 'do_R3', 'do_R2', 'do_R4'];
const UNITS = [
  unit('unit1', ['do_R1', 'do_R3']),
  unit('unit2', ['do_R2', 'do_R3', 'do_R4'], ['do_R4']),
];

describe('The counts of a course', () => {
  it('are those of course and units when all is completed (case agg-01)', () => {
    const state = enrolled({ contents: LEAVES.map((id) => content(id, 2, 200)) });

    const progress = courseProgress(state, tree(LEAVES, { units: UNITS }));

    expect(progress).toMatchObject({ completed: 4, required: 4 });
    expect(progress.units.map((u) => [u.unit, u.completed, u.required])).toEqual([
      ['unit1', 2, 2],
      ['unit2', 2, 2],
    ]);
  });

  it('leave optional contents out (case agg-12)', () => {
    const done = ['do_R1', 'do_R2', 'do_R3', 'do_R4'].map((id) => content(id, 2, 200));
    const course = tree(LEAVES, { units: UNITS, optional: contentIds('do_R4') });

    expect(courseProgress(enrolled({ contents: done }), course)).toMatchObject({
      completed: 3,
      required: 3,
    });
  });

  it('count a content in every unit that holds it (case agg-02)', () => {
    const [one, two, three] = ['do_2299', 'do_2300', 'do_2301'] as const;
    const course = tree([one, two, three], {
      units: [unit('unit1', [one]), unit('unit2', [two]), unit('unit3', [three, two])],
    });
    const state = enrolled({
      contents: [content(one, 2, 200), content(two, 2, 200), content(three, 1, 200)],
    });

    const progress = courseProgress(state, course);

    expect(progress).toMatchObject({ status: 1, completed: 2, required: 3, percentage: 66 });
    expect(progress.units.map((u) => u.completed)).toEqual([1, 1, 1]);
  });

  it('take only status 2 of required contents (vector roll-02)', () => {
    const course = tree(['content1', 'content2', 'content3'], { optional: contentIds('content3') });
    const contents = [content('content1', 2, 200), content('content2', 1, 200)];

    expect(countCompleted(enrolled({ contents }), course.required)).toBe(1);
  });
});

describe('Status and percentage', () => {
  it.each([
    [0, 10, 0, 0],
    [5, 10, 1, 50],
    [10, 10, 2, 100],
    [15, 10, 2, 100],
    [5, 0, 1, 0],
  ])(
    'of %i completed contents of %i are %i and %i (vector roll-05)',
    (done, leaves, status, pct) => {
      const course = tree(numbered(leaves));
      const contents = numbered(done).map((id) => content(id, 2, 200));
      const state = enrolled({ contents });
      const completedAt = completionTime(state, course);

      const progress = courseProgress({ ...state, completedAt }, course);

      expect([progress.status, progress.percentage]).toEqual([status, pct]);
    },
  );

  it('round down (reference/lms.md 3.3)', () => {
    const state = enrolled({ contents: [content('n0', 2, 200), content('n1', 2, 200)] });

    expect(courseProgress(state, tree(numbered(3))).percentage).toBe(66);
  });

  it('stay 2 and 100 when the course grows after the completion', () => {
    const state = enrolled({ contents: [content('n0', 2, 200)], completedAt: 200 });

    expect(courseProgress(state, tree(numbered(2)))).toMatchObject({
      status: 2,
      percentage: 100,
      completed: 1,
      required: 2,
    });
  });

  it('of an unknown course are the status alone', () => {
    const state = enrolled({ contents: [content('n0', 2, 200)] });

    expect(courseProgress(state, null)).toEqual({
      status: 1,
      completed: 0,
      required: 0,
      percentage: 0,
      units: [],
    });
  });

  it('stay 0 while contents are only begun (reference/jobs.md 1.4)', () => {
    expect(enrolmentStatus(enrolled({ contents: [content('n0', 1, 200)] }))).toBe(0);
  });
});

describe('The completion time', () => {
  const contents = [content('a', 2, 500), content('b', 2, 300)];

  it('is the latest first completion of the required contents', () => {
    expect(completionTime(enrolled({ contents }), tree(['a', 'b']))).toBe(500);
  });

  it('ignores when optional contents were completed', () => {
    const course = tree(['a', 'b'], { optional: contentIds('a') });

    expect(completionTime(enrolled({ contents }), course)).toBe(300);
  });

  it('is not before the enrolment', () => {
    expect(completionTime(enrolled({ contents, enrolledAt: 900 }), tree(['a', 'b']))).toBe(900);
  });

  it('is kept by a learner who left', () => {
    expect(completionTime(enrolled({ contents, active: false }), tree(['a', 'b']))).toBe(500);
  });

  it('is never for a learner who is not enrolled', () => {
    expect(completionTime(unenrolled({ contents }), tree(['a', 'b']))).toBe(NEVER);
  });

  it.each(['c', 'd'])('is never while %s, begun or untouched, is required', (missing) => {
    const begun = [...contents, content('c', 1, 900)];

    expect(completionTime(enrolled({ contents: begun }), tree(['a', 'b', missing]))).toBe(NEVER);
  });

  it('is never for a course without leaf nodes (case agg-10)', () => {
    expect(completionTime(enrolled({ contents }), tree([]))).toBe(NEVER);
  });
});

describe('A course whose contents are all optional (Q5)', () => {
  const course = tree(['a', 'b'], { optional: contentIds('a', 'b') });

  it('is completed by, and at the time of, the first completed content', () => {
    const contents = [content('a', 2, 500), content('b', 2, 300)];

    expect(completionTime(enrolled({ contents }), course)).toBe(300);
  });

  it('is not completed before the enrolment', () => {
    const contents = [content('a', 2, 300)];

    expect(completionTime(enrolled({ contents, enrolledAt: 900 }), course)).toBe(900);
  });

  it('is not completed by the enrolment alone, nor by a content that is only begun', () => {
    expect(completionTime(enrolled(), course)).toBe(NEVER);
    expect(completionTime(enrolled({ contents: [content('a', 1, 300)] }), course)).toBe(NEVER);
  });
});

describe('The content read last', () => {
  it('is that of the latest access', () => {
    const contents = [content('a', 1, 500), content('b', 2, 900), content('c', 1, 700)];

    expect(lastRead(enrolled({ contents }))).toEqual({ content: 'b', status: 2, at: 900 });
  });

  it.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('of %s and %s with equal times is the lesser id', (first, second) => {
    const contents = [content(first, 1, 500), content(second, 1, 500)];

    expect(lastRead(enrolled({ contents }))?.content).toBe(contentId('a'));
  });

  it('is none when nothing was accessed', () => {
    expect(lastRead(enrolled())).toBeNull();
    expect(lastRead(enrolled({ contents: [content('a', 0, NEVER)] }))).toBeNull();
  });
});

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `n${i}`);
