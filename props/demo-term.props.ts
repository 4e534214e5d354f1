/** The demo's term keeps its promises on any day. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { DEMO_BATCHES } from '../src/gateway/demo/course.js';
import { DEMO_LEARNERS, demoTerm } from '../src/gateway/demo/term.js';
import { zoneOf } from '../src/gateway/zone.js';
import { holds } from './check.js';

const DAY_MS = 86_400_000;
const zone = zoneOf('Asia/Kolkata');
const moment = fc.integer({ min: 1_700_000_000_000, max: 2_000_000_000_000 });
const begunOf = new Map(DEMO_BATCHES.map(({ batch, begunDaysAgo }) => [batch, begunDaysAgo]));

describe('The term of the demo', () => {
  holds(
    'Nothing happens before a batch began or after now, and all is in order',
    fc.property(moment, (now) => {
      const today = zone.startOf(zone.dayOf(now));
      const { enrolments, sessions } = demoTerm(now, today);

      expect(enrolments).toHaveLength(DEMO_LEARNERS);
      expect(new Set(enrolments.map(({ learner }) => learner)).size).toBe(DEMO_LEARNERS);
      for (const { at, batch } of [...enrolments, ...sessions]) {
        expect(at).toBeLessThan(now);
        expect(at).toBeGreaterThanOrEqual(today - (begunOf.get(batch) ?? 0) * DAY_MS);
      }
      const times = sessions.map(({ at }) => at);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(sessions.length).toBeGreaterThan(800);
    }),
  );

  holds(
    'One day has one term',
    fc.property(moment, (now) => {
      const today = zone.startOf(zone.dayOf(now));

      expect(demoTerm(now, today)).toEqual(demoTerm(now, today));
    }),
  );
});
