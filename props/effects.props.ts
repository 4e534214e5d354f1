/**
 * What the world is told does not depend on how a history was told: nothing that follows from the
 * state is forgotten, and nothing is said again by a replay.
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Command } from '../src/domain/command.js';
import type { CourseTree } from '../src/domain/course.js';
import { effectsBetween, type Effect } from '../src/domain/effects.js';
import { fold } from '../src/domain/fold.js';
import { NEVER } from '../src/domain/ids.js';
import { command, enrolmentState } from './arbitraries.js';
import { holds } from './check.js';
import { tree } from './hierarchies.js';
import { stateAfter, retold, statesOf } from './histories.js';

const anyTree = fc.option(tree);

describe('The effects of a history', () => {
  holds(
    'A learner with something to judge is judged, however the history was told',
    fc.property(retold, anyTree, ({ told, again }, course) => {
      const { membership, completedAt, attempts } = stateAfter(told, course);
      const judged = membership !== null && (completedAt !== NEVER || attempts.size > 0);

      expect(effectsOf(again, course).some((e) => e.kind === 'certify')).toBe(judged);
    }),
  );

  holds(
    'A document is asked for once for each certificate that was decided and not yet rendered',
    fc.property(fc.array(command, { maxLength: 12 }), anyTree, (commands, course) => {
      const decided = [...stateAfter(commands, course).generations.keys()];

      const rendered = effectsOf(commands, course).flatMap((e) =>
        e.kind === 'render' ? [e.certificate] : [],
      );

      expect([...rendered].sort()).toEqual(decided.sort());
    }),
  );

  holds(
    'A repeated command has no effect',
    fc.property(enrolmentState, command, anyTree, (before, asked, course) => {
      const { state } = fold(before, asked, course);

      expect(effectsBetween(state, fold(state, asked, course).state)).toEqual([]);
    }),
  );
});

function effectsOf(commands: readonly Command[], course: CourseTree | null): Effect[] {
  const states = statesOf(commands, course);
  return states.slice(1).flatMap((after, i) => effectsBetween(states[i]!, after));
}
