/** What is said of another structure is what evaluating under it makes. */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { fold } from '../src/domain/fold.js';
import { enrolmentStatus } from '../src/domain/progress.js';
import { sinceStructure, underStructure } from '../src/domain/what-if.js';
import { reevaluate } from '../test/domain/commands.js';
import { holds } from './check.js';
import { history, stateAfter } from './histories.js';
import { tree } from './hierarchies.js';

describe('Another structure', () => {
  holds(
    'completes whom re-evaluating under it completes, and at that time',
    fc.property(history, tree, tree, (commands, one, other) => {
      const [before, after] = [
        { ...one, version: 1 },
        { ...other, version: 2 },
      ];
      const state = stateAfter(commands, before);

      const said = underStructure(state, before, after);
      const made = fold(state, reevaluate(), after).state;

      expect(said.completedAt).toBe(made.completedAt);
      expect(said.after.status).toBe(enrolmentStatus(made));
    }),
  );

  holds(
    'is said to have changed, afterwards, what it was said to change before',
    fc.property(history, tree, tree, (commands, one, other) => {
      const [before, after] = [
        { ...one, version: 1 },
        { ...other, version: 2 },
      ];
      const state = stateAfter(commands, before);
      const made = fold(state, reevaluate(), after).state;
      // A completion that only moved earlier was one before.
      fc.pre(state.completedAt === made.completedAt || enrolmentStatus(state) !== 2);

      const { completedAt, ...told } = sinceStructure(made, before, after);

      expect(told).toEqual({
        before: underStructure(state, before, after).before,
        after: underStructure(state, before, after).after,
      });
      expect(completedAt).toBe(made.completedAt);
    }),
  );
});
