/**
 * The fold of observations, attempts and enrolments under one course version is free of order,
 * number and grouping (design: the lattice); what it decides never goes back.
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Command } from '../src/domain/command.js';
import { completedCount, viewCount, type ContentState } from '../src/domain/content.js';
import type { CourseTree } from '../src/domain/course.js';
import { joinEnrolment, type EnrolmentState } from '../src/domain/enrolment.js';
import { fold, foldAll } from '../src/domain/fold.js';
import { NEVER } from '../src/domain/ids.js';
import { courseProgress } from '../src/domain/progress.js';
import { KEY, attempt, command, enrol, enrolmentState, observe } from './arbitraries.js';
import { canonical } from './canonical.js';
import { holds } from './check.js';
import { tree } from './hierarchies.js';
import { stateAfter, history, retold, statesOf } from './histories.js';

const anyTree = fc.option(tree);
const anyCommands = fc.array(command, { maxLength: 12 });
const versioned = fc.array(
  fc
    .tuple(command, fc.constantFrom(1, 2))
    .map(([asked, courseVersion]): Command => ({ ...asked, courseVersion })),
  { maxLength: 8 },
);
const work = fc.array(fc.oneof(observe, attempt), { maxLength: 8 });

describe('A history', () => {
  holds(
    'A history told in any order, portions and number of times comes to the same state',
    fc.property(retold, anyTree, ({ told, again }, course) => {
      expect(canonical(stateAfter(again, course))).toBe(canonical(stateAfter(told, course)));
    }),
  );

  holds(
    'Two halves of a history, folded apart, joined and judged again, come to the whole',
    fc.property(retold, fc.nat(), anyTree, ({ told, again }, at, course) => {
      const cut = told.length === 0 ? 0 : at % again.length;
      const first = stateAfter(again.slice(0, cut), course);
      const joined = joinEnrolment(first, stateAfter(again.slice(cut), course));

      const { state } = fold(joined, REEVALUATE, course);

      expect(canonical(state)).toBe(canonical(stateAfter(told, course)));
    }),
  );

  holds(
    'Enrolling late comes to the same as enrolling first',
    fc.property(work, enrol, anyTree, (observed, joining, course) => {
      const late = stateAfter([...observed, joining], course);

      expect(canonical(late)).toBe(canonical(stateAfter([joining, ...observed], course)));
    }),
  );

  holds(
    'The work of a learner who never enrols is kept and creates no enrolment',
    fc.property(work, anyTree, (observed, course) => {
      const state = stateAfter(observed, course);

      expect(state.membership).toBeNull();
      expect(state.completedAt).toBe(NEVER);
      expect([...state.contents.keys()].sort()).toEqual(contentsOf(observed));
    }),
  );
});

describe('Commands folded at once', () => {
  holds(
    'Commands folded at once come to what they come to one after another, outcomes included',
    fc.property(enrolmentState, versioned, anyTree, anyTree, (before, commands, older, newer) => {
      const treeOf = (version: number): CourseTree | null =>
        version === 1 ? older : newer && { ...newer, version };
      const asItWas = canonical(before);

      const atOnce = foldAll(before, commands, treeOf);

      expect(canonical(before)).toBe(asItWas);
      let state = before;
      const outcomes = commands.map((c) => {
        const folded = fold(state, c, treeOf(c.courseVersion));
        state = folded.state;
        return folded.outcome;
      });
      expect(atOnce.outcomes).toEqual(outcomes);
      expect(canonical(atOnce.state)).toBe(canonical(state));
      expect(atOnce.state === before).toBe(!outcomes.includes('applied'));
    }),
  );
});

describe('A command folded again', () => {
  holds(
    'A repeated command changes nothing and returns the same object',
    fc.property(enrolmentState, command, anyTree, (before, asked, course) => {
      const { state } = fold(before, asked, course);

      const again = fold(state, asked, course);

      expect(again.state).toBe(state);
      const mayLeaveAgain = asked.kind !== 'unenrol' || state.membership?.active === true;
      expect(again.outcome).toBe(mayLeaveAgain ? 'duplicate' : 'not-enrolled');
    }),
  );

  holds(
    'The outcome is applied exactly when the state is another object, and then it differs',
    fc.property(enrolmentState, command, anyTree, (before, asked, course) => {
      const { state, outcome } = fold(before, asked, course);

      expect(outcome === 'applied').toBe(state !== before);
      expect(canonical(state) === canonical(before)).toBe(state === before);
    }),
  );
});

describe('What was reached', () => {
  holds(
    'Status, percentage and the counts of course and units never decrease',
    fc.property(anyCommands, tree, (commands, course) => {
      for (const [before, after] of steps(commands, course)) {
        const old = courseProgress(before, course);
        const now = courseProgress(after, course);
        expect(now.status).toBeGreaterThanOrEqual(old.status);
        expect(now.completed).toBeGreaterThanOrEqual(old.completed);
        expect(now.percentage).toBeGreaterThanOrEqual(old.percentage);
        now.units.forEach((unit, i) =>
          expect(unit.completed).toBeGreaterThanOrEqual(old.units[i]!.completed),
        );
      }
    }),
  );

  holds(
    'No content loses status, progress, counts, completions or accesses',
    fc.property(anyCommands, anyTree, (commands, course) => {
      for (const [before, after] of steps(commands, course)) {
        for (const [content, old] of before.contents) {
          expectNotLess(old, after.contents.get(content)!);
        }
      }
    }),
  );

  holds(
    'A completion stays under every later course version and only moves earlier',
    fc.property(anyCommands, tree, anyCommands, anyTree, (first, older, then, newer) => {
      const completed = stateAfter(first, older);
      fc.pre(completed.completedAt !== NEVER);

      const { completedAt } = then.reduce(
        (state, c) => fold(state, c, newer && { ...newer, version: 2 }).state,
        completed,
      );

      expect(completedAt).not.toBe(NEVER);
      expect(completedAt).toBeLessThanOrEqual(completed.completedAt);
    }),
  );

  holds(
    'A completion lies neither before the enrolment nor before all work',
    fc.property(history, tree, (commands, course) => {
      const state = stateAfter(commands, course);
      fc.pre(state.completedAt !== NEVER);
      const firsts = [...state.contents.values()]
        .map((c) => c.firstCompletedAt)
        .filter((at) => at !== NEVER);

      expect(state.completedAt).toBeGreaterThanOrEqual(state.membership!.enrolledAt);
      expect(state.completedAt).toBeGreaterThanOrEqual(Math.min(...firsts));
    }),
  );
});

const REEVALUATE: Command = { kind: 'reevaluate', key: KEY, receivedAt: 0, courseVersion: 1 };

function steps(
  commands: readonly Command[],
  course: CourseTree | null,
): (readonly [EnrolmentState, EnrolmentState])[] {
  const states = statesOf(commands, course);
  return states.slice(1).map((after, i) => [states[i]!, after] as const);
}

function contentsOf(commands: readonly Command[]): string[] {
  const seen = commands.flatMap((c) => (c.kind === 'observe' ? c.contents : []));
  return [...new Set(seen.map((c) => c.content))].sort();
}

function expectNotLess(old: ContentState, now: ContentState): void {
  expect(now.status).toBeGreaterThanOrEqual(old.status);
  expect(now.progress).toBeGreaterThanOrEqual(old.progress);
  expect(viewCount(now)).toBeGreaterThanOrEqual(viewCount(old));
  expect(completedCount(now)).toBeGreaterThanOrEqual(completedCount(old));
  expect(now.lastAccessAt).toBeGreaterThanOrEqual(old.lastAccessAt);
  expect(now.lastCompletedAt).toBeGreaterThanOrEqual(old.lastCompletedAt);
  if (old.firstCompletedAt !== NEVER) {
    expect(now.firstCompletedAt).not.toBe(NEVER);
    expect(now.firstCompletedAt).toBeLessThanOrEqual(old.firstCompletedAt);
  }
}
