/**
 * What follows from an enrolment's state and its course: counts, units, percentage, status.
 * Derived on demand, never stored in the state and never merged.
 *
 * Source: `reference/jobs.md` 1.6-1.8, design 8 (status and percentages).
 */
import { earliest } from './content.js';
import type { CourseTree, Unit } from './course.js';
import type { EnrolmentState } from './enrolment.js';
import { NEVER, type ContentId, type Instant } from './ids.js';

/** 0 not started, 1 in progress, 2 completed. */
export type EnrolmentStatus = 0 | 1 | 2;

export interface UnitProgress {
  readonly unit: ContentId;
  readonly name: string;
  readonly completed: number;
  readonly required: number;
}

export interface CourseProgress {
  readonly status: EnrolmentStatus;
  /** Required contents completed. */
  readonly completed: number;
  readonly required: number;
  /** floor(100 * completed / required); 100 once completed; 0 where the course is unknown. */
  readonly percentage: number;
  readonly units: readonly UnitProgress[];
}

/** Everything derived from one enrolment under one course version. */
export function courseProgress(state: EnrolmentState, tree: CourseTree | null): CourseProgress {
  const required = tree?.required ?? [];
  const completed = countCompleted(state, required);
  return {
    status: enrolmentStatus(state),
    completed,
    required: required.length,
    percentage: percentage(state, completed, required.length),
    units: (tree?.units ?? []).map((unit) => unitProgress(state, unit)),
  };
}

/** 2 once completed, 1 as soon as any content is completed, else 0. */
export function enrolmentStatus(state: EnrolmentState): EnrolmentStatus {
  if (state.completedAt !== NEVER) return 2;
  return hasCompletedContent(state) ? 1 : 0;
}

/** How many of `contents` the learner has completed. */
export function countCompleted(state: EnrolmentState, contents: readonly ContentId[]): number {
  let count = 0;
  for (const content of contents) if (state.contents.get(content)?.status === 2) count++;
  return count;
}

/** The content of the latest access, ties to the lesser id; `null` when nothing was accessed. */
export function lastRead(
  state: EnrolmentState,
): { readonly content: ContentId; readonly status: number; readonly at: Instant } | null {
  let last = null;
  for (const c of state.contents.values()) {
    const later =
      last === null ||
      c.lastAccessAt > last.lastAccessAt ||
      (c.lastAccessAt === last.lastAccessAt && c.content < last.content);
    if (later && c.lastAccessAt !== NEVER) last = c;
  }
  return last && { content: last.content, status: last.status, at: last.lastAccessAt };
}

/**
 * When the course was completed under this tree: the latest first completion of the required
 * contents, not before the enrolment. `NEVER` while the learner is not enrolled, something required
 * is missing, the course has no leaf nodes, or nothing at all was completed. A course whose
 * contents are all optional completes with, and at the time of, the first completed content
 * (design 8, Q5).
 */
export function completionTime(state: EnrolmentState, tree: CourseTree): Instant {
  const { membership } = state;
  if (membership === null || tree.leaves.length === 0) return NEVER;
  if (tree.required.length === 0) return firstWork(state, membership.enrolledAt);
  let at = membership.enrolledAt;
  for (const content of tree.required) {
    const held = state.contents.get(content);
    if (held?.status !== 2) return NEVER;
    if (held.firstCompletedAt > at) at = held.firstCompletedAt;
  }
  return at;
}

/** The first completion of any content, not before `from`; `NEVER` when there is none. */
function firstWork(state: EnrolmentState, from: Instant): Instant {
  let first = NEVER;
  for (const content of state.contents.values()) first = earliest(first, content.firstCompletedAt);
  return first === NEVER ? NEVER : Math.max(first, from);
}

function unitProgress(state: EnrolmentState, unit: Unit): UnitProgress {
  return {
    unit: unit.unit,
    name: unit.name,
    completed: countCompleted(state, unit.required),
    required: unit.required.length,
  };
}

function percentage(state: EnrolmentState, completed: number, required: number): number {
  if (state.completedAt !== NEVER) return 100;
  return required === 0 ? 0 : Math.floor((completed * 100) / required);
}

function hasCompletedContent(state: EnrolmentState): boolean {
  for (const content of state.contents.values()) if (content.status === 2) return true;
  return false;
}
