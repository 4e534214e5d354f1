/** What the console counts of a batch adds up, whatever its learners did. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { BatchTally, type SeenEnrolment } from '../src/gateway/batch-tally.js';
import { holds } from './check.js';

const REQUIRED = 7;
const NOW = 10_000 * 86_400_000;
const instant = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: NOW }));

const learner: fc.Arbitrary<SeenEnrolment> = fc.record({
  isEnrolled: fc.boolean(),
  enrolledAt: instant,
  completedAt: instant,
  completed: fc.nat(REQUIRED + 2),
  certified: fc.boolean(),
  lastAccessAt: instant,
});

describe('A batch', () => {
  holds(
    'Each step of the funnel is a part of the one before, and each learner is counted once',
    fc.property(fc.array(learner), (learners) => {
      const summary = tallied(learners);

      const { enrolled, started, half, completed, certified, stuck, left, bins, days } = summary;
      expect(enrolled + left).toBe(learners.length);
      expect(enrolled).toBeGreaterThanOrEqual(started);
      expect(started).toBeGreaterThanOrEqual(half);
      expect(half).toBeGreaterThanOrEqual(completed);
      expect(enrolled).toBeGreaterThanOrEqual(certified);
      expect(enrolled - completed).toBeGreaterThanOrEqual(stuck);
      expect(bins.reduce((a, b) => a + b, 0)).toBe(enrolled);
      expect(days.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(completed);
    }),
  );

  holds(
    'The order of its learners changes nothing',
    fc.property(fc.array(learner, { maxLength: 8 }), (learners) => {
      expect(tallied([...learners].reverse())).toEqual(tallied(learners));
    }),
  );
});

function tallied(learners: readonly SeenEnrolment[]) {
  const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const tally = new BatchTally({ required: REQUIRED, stuckDays: 14, now: NOW, dayOf });
  for (const seen of learners) tally.add(seen);
  return tally.summary(false);
}
