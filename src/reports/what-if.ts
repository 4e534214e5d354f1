/**
 * Who changes under another structure, or would earn a certificate under other criteria: one row a
 * learner whom it concerns, and counts of all. Reads durable snapshots, and changes nothing.
 *
 * - W1 Every enrolled learner is counted in exactly one count.
 * - W2 Memory does not depend on how many there are: rows are handed on as they are found.
 */
import type { CourseTree } from '../domain/course.js';
import { scoredOf } from '../domain/certificate.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { ok, type Result } from '../domain/result.js';
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
import { enrolledChunks, inTurns, withUsers } from './learner-chunks.js';

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

/** Some learners under two structures. */
export interface ComparedChunk {
  readonly counts: Readonly<ChangeCounts>;
  readonly changed: readonly ChangedLearner[];
}

/** Compares every enrolled learner, chunk by chunk; whoever has seen enough stops asking. */
export async function* comparedChunks(
  states: AsyncIterable<EnrolmentState>,
  compare: (state: EnrolmentState) => StructureChange,
): AsyncGenerator<ComparedChunk> {
  for await (const chunk of enrolledChunks(states)) {
    const counts = { ...NO_CHANGES };
    const changed: ChangedLearner[] = [];
    for await (const state of inTurns(chunk)) {
      const compared = compare(state);
      const change = changeKind(compared);
      counts[change]++;
      if (change !== 'none') changed.push(changedLearner(state, compared, change));
    }
    yield { counts, changed };
  }
}

/** Compares every enrolled learner; `changed` hears of those that change. */
export async function compareStructures(
  states: AsyncIterable<EnrolmentState>,
  compare: (state: EnrolmentState) => StructureChange,
  changed: (learner: ChangedLearner) => void,
): Promise<ChangeCounts> {
  let counts = { ...NO_CHANGES };
  for await (const chunk of comparedChunks(states, compare)) {
    counts = sumOf(counts, chunk.counts);
    chunk.changed.forEach(changed);
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

/** Some learners under other criteria. */
export interface JudgedChunk {
  readonly counts: VerdictCounts;
  /** Those who would earn it. */
  readonly earning: readonly EnrolmentState[];
}

/** Judges every enrolled learner of a batch, chunk by chunk; ends after the first failure. */
export async function* judgedChunks(
  { states, users, tree }: JudgedBatch,
  template: Template,
): AsyncGenerator<Result<JudgedChunk, StoreError>> {
  const scored = scoredOf(tree);
  for await (const chunk of enrolledChunks(states)) {
    const learners = await withUsers(chunk, users, null);
    if (!learners.ok) {
      yield learners;
      return;
    }
    const counts = { ...NO_VERDICTS };
    const earning: EnrolmentState[] = [];
    for await (const { state, user } of inTurns(learners.value.shown)) {
      const candidate = { state, status: enrolmentStatus(state), scored, user };
      const verdict = underCriteria(candidate, template);
      counts[verdict]++;
      if (verdict === 'would-earn') earning.push(state);
    }
    yield ok({ counts, earning });
  }
}

const NO_VERDICTS: VerdictCounts = { has: 0, 'would-earn': 0, 'would-not': 0 };

/** Judges every enrolled learner of a batch; `earns` hears of those that would earn it. */
export async function judgeCriteria(
  batch: JudgedBatch,
  template: Template,
  earns: (state: EnrolmentState) => void,
): Promise<Result<VerdictCounts, StoreError>> {
  const counts = { ...NO_VERDICTS };
  for await (const chunk of judgedChunks(batch, template)) {
    if (!chunk.ok) return chunk;
    for (const verdict of VERDICTS) counts[verdict] += chunk.value.counts[verdict];
    chunk.value.earning.forEach(earns);
  }
  return ok(counts);
}

const VERDICTS: readonly CriteriaVerdict[] = ['has', 'would-earn', 'would-not'];
