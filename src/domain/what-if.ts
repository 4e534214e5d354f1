/**
 * What another structure of a course, or other criteria, would change for learners that there are.
 * Decides nothing: what really happens is `fold.ts`'s, once a structure is published.
 *
 * - W1 A completion stays, whatever the structure: another one completes learners, and takes
 *   nobody's completion away (design 8).
 * - W2 The verdict on a structure is what re-evaluating under it would make (`props/what-if`).
 */
import { standing, type Candidate } from './certificate.js';
import { earliest } from './content.js';
import type { CourseTree } from './course.js';
import type { EnrolmentState } from './enrolment.js';
import { NEVER, type Instant } from './ids.js';
import { completionTime, courseProgress, type CourseProgress } from './progress.js';
import type { Template } from './template.js';

/** One enrolment under two structures. */
export interface StructureChange {
  readonly before: CourseProgress;
  readonly after: CourseProgress;
  /** When the course counts as completed under the second one; `NEVER` = it does not. */
  readonly completedAt: Instant;
}

export type ChangeKind = 'completes' | 'progress-up' | 'progress-down' | 'none';

/** An enrolment as it is, and as it would be under another structure (W1, W2). */
export function underStructure(
  state: EnrolmentState,
  before: CourseTree | null,
  after: CourseTree,
): StructureChange {
  const completedAt = earliest(state.completedAt, completionTime(state, after));
  return {
    before: courseProgress(state, before),
    after: courseProgress({ ...state, completedAt }, after),
    completedAt,
  };
}

/**
 * An enrolment that was derived under `after` already, and as it was before that. A completion that
 * the newer structure only moved to an earlier time was one before, too.
 */
export function sinceStructure(
  state: EnrolmentState,
  before: CourseTree | null,
  after: CourseTree,
): StructureChange {
  const isNew = state.completedAt !== NEVER && state.completedVersion === after.version;
  const earlier = before === null ? NEVER : completionTime(state, before);
  const was = isNew ? { ...state, completedAt: earlier } : state;
  return {
    before: courseProgress(was, before),
    after: courseProgress(state, after),
    completedAt: state.completedAt,
  };
}

/** What a report calls the change; percentages are compared, as learners see them. */
export function changeKind({ before, after }: StructureChange): ChangeKind {
  if (after.status === 2 && before.status !== 2) return 'completes';
  if (after.percentage > before.percentage) return 'progress-up';
  return after.percentage < before.percentage ? 'progress-down' : 'none';
}

/** How a template with other criteria would stand for a learner. */
export type CriteriaVerdict = 'has' | 'would-earn' | 'would-not';

/** Judges as issuing does, and issues nothing. */
export function underCriteria(candidate: Candidate, template: Template): CriteriaVerdict {
  switch (standing(candidate, template).kind) {
    case 'issued':
      return 'has';
    case 'earned':
      return 'would-earn';
    case 'open':
      return 'would-not';
  }
}
