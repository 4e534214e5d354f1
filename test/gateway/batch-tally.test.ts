import { describe, expect, it } from 'vitest';
import {
  BatchTally,
  isStuck,
  newestDays,
  percentOf,
  SUMMARY_DAYS_MAX,
  type SeenEnrolment,
} from '../../src/gateway/batch-tally.js';

const DAY_MS = 86_400_000;
const NOW = 100 * DAY_MS;

describe('a batch', () => {
  it('is counted learner by learner', () => {
    const summary = summaryOf(
      seen({ completed: 4, completedAt: 9 * DAY_MS, certified: true, lastAccessAt: 9 * DAY_MS }),
      seen({ completed: 2, lastAccessAt: 99 * DAY_MS }),
      seen({ completed: 1, lastAccessAt: 80 * DAY_MS }),
      seen({ lastAccessAt: 99 * DAY_MS }),
      seen({ enrolledAt: 99 * DAY_MS }),
      seen({ isEnrolled: false, completed: 4, certified: true }),
    );

    expect(summary).toMatchObject({
      ...{ enrolled: 5, started: 4, half: 2, completed: 1, certified: 1, stuck: 1, left: 1 },
      ...{ bins: [2, 0, 1, 0, 0, 1, 0, 0, 0, 1], days: [{ day: 'day 9', count: 1 }] },
      ...{ asOf: NOW, isPartial: false },
    });
  });

  it('has learners who are complete, though the course has grown since', () => {
    const summary = summaryOf(seen({ completed: 1, completedAt: DAY_MS }));

    expect(summary).toMatchObject({ completed: 1, half: 1, bins: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] });
  });
});

describe('a percentage', () => {
  it.each([
    [0, 4, 0],
    [1, 3, 33],
    [2, 3, 66],
    [3, 3, 100],
    [5, 3, 100],
    [1, 0, 0],
  ])('of %i of %i is %i', (completed, required, percent) => {
    expect(percentOf(seen({ completed }), required)).toBe(percent);
  });
});

describe('a stuck learner', () => {
  const rules = { stuckDays: 14, now: NOW };

  it.each([
    ['silent for just as long as is set', { lastAccessAt: 86 * DAY_MS }, true],
    ['silent for a moment less', { lastAccessAt: 86 * DAY_MS + 1 }, false],
    ['enrolled not long ago, with nothing done', { enrolledAt: 95 * DAY_MS }, false],
    ['enrolled long ago, with nothing done', { enrolledAt: DAY_MS }, true],
    ['complete', { completedAt: DAY_MS, lastAccessAt: DAY_MS }, false],
    ['gone', { isEnrolled: false, lastAccessAt: DAY_MS }, false],
  ])('is one who is %s: %o', (_, differing, stuck) => {
    expect(isStuck(seen(differing), rules)).toBe(stuck);
  });
});

describe('completions by day', () => {
  it('are summed over batches, in order', () => {
    const one = [
      { day: '2026-01-02', count: 1 },
      { day: '2026-01-04', count: 2 },
    ];
    const other = [
      { day: '2026-01-01', count: 3 },
      { day: '2026-01-02', count: 4 },
    ];

    expect(newestDays([one, other])).toEqual([
      { day: '2026-01-01', count: 3 },
      { day: '2026-01-02', count: 5 },
      { day: '2026-01-04', count: 2 },
    ]);
  });

  it('are told of the newest days only', () => {
    const all = Array.from({ length: SUMMARY_DAYS_MAX + 1 }, (_, i) => ({
      ...{ day: String(1000 + i), count: 1 },
    }));

    const days = newestDays([all]);

    expect(days).toHaveLength(SUMMARY_DAYS_MAX);
    expect(days[0]?.day).toBe('1001');
  });
});

const seen = (differing: Partial<SeenEnrolment> = {}): SeenEnrolment => ({
  ...{ isEnrolled: true, enrolledAt: DAY_MS, completedAt: 0, completed: 0 },
  ...{ certified: false, lastAccessAt: 0 },
  ...differing,
  ...(differing.lastAccessAt === undefined && differing.enrolledAt === undefined
    ? { enrolledAt: 99 * DAY_MS }
    : {}),
});

function summaryOf(...learners: readonly SeenEnrolment[]) {
  const dayOf = (at: number): string => `day ${String(at / DAY_MS)}`;
  const tally = new BatchTally({ required: 4, stuckDays: 14, now: NOW, dayOf });
  for (const learner of learners) tally.add(learner);
  return tally.summary(false);
}
