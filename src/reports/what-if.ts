/**
 * Who changes under another structure, or would earn a certificate under other criteria: one row a
 * learner whom it concerns, and counts of all. Reads durable snapshots, and changes nothing.
 *
 * - W1 Every enrolled learner is counted in exactly one count.
 * - W2 Memory does not depend on how many there are: rows are handed on as they are found.
 */
import type { CourseTree } from '../domain/course.js';
import { scoredOf, type UserEntry } from '../domain/certificate.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { Result } from '../domain/result.js';
import { enrolmentStatus } from '../domain/progress.js';
import type { Template } from '../domain/template.js';
import {
  changeKind,
  underCriteria,
  type ChangeKind,
  type CriteriaVerdict,
  type StructureChange,
} from '../domain/what-if.js';
import type { StoreError, UserStore } from '../persistence/ports.js';
import { enrolledChunks, withUsers } from './learner-chunks.js';

/** A learner of whom something changes. */
export interface ChangedLearner {
  readonly userId: string;
  readonly batchId: string;
  readonly change: ChangeKind;
  readonly completedBefore: number;
  readonly requiredBefore: number;
  readonly percentBefore: number;
  readonly completedAfter: number;
  readonly requiredAfter: number;
  readonly percentAfter: number;
}

export type ChangeCounts = Record<ChangeKind, number>;

export const NO_CHANGES: Readonly<ChangeCounts> = {
  completes: 0,
  'progress-up': 0,
  'progress-down': 0,
  none: 0,
};

/** The counts of two batches together. */
export const sumOf = (
  one: Readonly<ChangeCounts>,
  other: Readonly<ChangeCounts>,
): ChangeCounts => ({
  completes: one.completes + other.completes,
  'progress-up': one['progress-up'] + other['progress-up'],
  'progress-down': one['progress-down'] + other['progress-down'],
  none: one.none + other.none,
});

/** Compares every enrolled learner; `changed` hears of those that change. */
export async function compareStructures(
  states: AsyncIterable<EnrolmentState>,
  compare: (state: EnrolmentState) => StructureChange,
  changed: (learner: ChangedLearner) => void,
): Promise<ChangeCounts> {
  const counts = { ...NO_CHANGES };
  for await (const chunk of enrolledChunks(states)) {
    for (const state of chunk) {
      const compared = compare(state);
      const change = changeKind(compared);
      counts[change]++;
      if (change !== 'none') changed(changedLearner(state, compared, change));
    }
  }
  return counts;
}

function changedLearner(
  { key }: EnrolmentState,
  { before, after }: StructureChange,
  change: ChangeKind,
): ChangedLearner {
  return {
    ...{ userId: key.learner, batchId: key.batch, change },
    ...{ completedBefore: before.completed, requiredBefore: before.required },
    percentBefore: before.percentage,
    ...{ completedAfter: after.completed, requiredAfter: after.required },
    percentAfter: after.percentage,
  };
}

export type VerdictCounts = Readonly<Record<CriteriaVerdict, number>>;

export interface JudgedBatch {
  readonly states: AsyncIterable<EnrolmentState>;
  readonly users: Pick<UserStore, 'users'>;
  readonly tree: CourseTree | null;
}

/** Judges every enrolled learner of a batch; `earns` hears of those that would earn it. */
export async function judgeCriteria(
  { states, users, tree }: JudgedBatch,
  template: Template,
  earns: (state: EnrolmentState) => void,
): Promise<Result<VerdictCounts, StoreError>> {
  const counts = { has: 0, 'would-earn': 0, 'would-not': 0 };
  const scored = scoredOf(tree);
  const judge = (state: EnrolmentState, user: UserEntry | null): void => {
    const verdict = underCriteria(
      { state, status: enrolmentStatus(state), scored, user },
      template,
    );
    counts[verdict]++;
    if (verdict === 'would-earn') earns(state);
  };
  for await (const chunk of enrolledChunks(states)) {
    const learners = await withUsers(chunk, users, null);
    if (!learners.ok) return learners;
    for (const { state, user } of learners.value.shown) judge(state, user);
  }
  return { ok: true, value: counts };
}
