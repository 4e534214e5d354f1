/**
 * Histories of one enrolment: the same commands told again in another order, with duplicates and in
 * other portions.
 */
import fc from 'fast-check';
import type { Command } from '../src/domain/command.js';
import type { CourseTree } from '../src/domain/course.js';
import { initialEnrolment, type EnrolmentState } from '../src/domain/enrolment.js';
import { fold } from '../src/domain/fold.js';
import { KEY, orderFree } from './arbitraries.js';

const COMMANDS_MAX = 10;

/** A history and a retelling of it that must come to the same. */
export interface Retold {
  readonly told: readonly Command[];
  readonly again: readonly Command[];
}

export const history: fc.Arbitrary<Command[]> = fc.array(orderFree, { maxLength: COMMANDS_MAX });

/** Every command at least once, some twice, in any order, large observations split. */
export const retold: fc.Arbitrary<Retold> = history
  .chain((told) => fc.tuple(fc.constant(told), fc.subarray(told), fc.boolean()))
  .chain(([told, twice, apart]) => {
    const all = [...told, ...twice].flatMap((command) => (apart ? split(command) : [command]));
    return fc.record({
      told: fc.constant(told),
      again: fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
    });
  });

/** The state after a history, from nothing. */
export function stateAfter(commands: readonly Command[], tree: CourseTree | null): EnrolmentState {
  return commands.reduce((state, c) => fold(state, c, tree).state, initialEnrolment(KEY));
}

/** Every state on the way of a history, the first one included. */
export function statesOf(commands: readonly Command[], tree: CourseTree | null): EnrolmentState[] {
  const states = [initialEnrolment(KEY)];
  for (const command of commands) states.push(fold(states.at(-1)!, command, tree).state);
  return states;
}

function split(command: Command): Command[] {
  if (command.kind !== 'observe') return [command];
  return command.contents.map((content) => ({ ...command, contents: [content] }));
}
