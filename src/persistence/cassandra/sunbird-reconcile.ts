/**
 * Reads Sunbird's rows of the learners of a batch and says where they differ from Laurel's states.
 * Writes nothing. What counts as a difference is `../sunbird/reconcile.ts`.
 *
 * - R1 Memory is bounded whatever the size of the batch: so many learners are read at once, and
 *   no more states are asked for before what was found is taken.
 * - R2 A learner whose rows cannot be read is named, and the others are compared all the same.
 * - R3 States and rows are not of one moment: what is flushed in between may show as a difference.
 */
import type { Client } from 'cassandra-driver';
import type { CourseTree } from '../../domain/course.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import type { EnrolmentKey } from '../../domain/ids.js';
import { ok, type Result } from '../../domain/result.js';
import type { Stored, StoreError } from '../ports.js';
import {
  reconciliation,
  type CellDifference,
  type ReconcileOptions,
} from '../sunbird/reconcile.js';
import type { StoredRow } from '../sunbird/rows.js';
import { sunbirdReads, type SunbirdReads } from './sunbird-reads.js';

export interface ReconciledEnrolment {
  readonly key: EnrolmentKey;
  /** None = Sunbird's tables show what Laurel knows. */
  readonly differences: Result<readonly CellDifference[], StoreError>;
}

export interface ReconcileRequest extends ReconcileOptions {
  readonly states: AsyncIterable<EnrolmentState>;
  /** The course of these states; `null` = not known here: progress is not compared. */
  readonly tree: CourseTree | null;
}

/** Learners whose rows are read at once. */
const LEARNERS_AT_ONCE_MAX = 16;

/** One answer a state, in their order. */
export async function* reconciled(
  client: Client,
  keyspace: string,
  request: ReconcileRequest,
): AsyncGenerator<ReconciledEnrolment> {
  const reads = sunbirdReads(client, keyspace);
  const compare = async (state: EnrolmentState): Promise<ReconciledEnrolment> => ({
    key: state.key,
    differences: await differencesOf(reads, state, request),
  });
  for await (const states of inGroups(request.states, LEARNERS_AT_ONCE_MAX)) {
    yield* await Promise.all(states.map(compare));
  }
}

async function differencesOf(
  reads: SunbirdReads,
  state: EnrolmentState,
  { tree, ...options }: ReconcileRequest,
): Stored<readonly CellDifference[]> {
  const { units, differences } = reconciliation(state, tree, options);
  const stored = await reads.enrolment(state.key);
  if (!stored.ok) return stored;
  const ofUnits = new Map<string, StoredRow>();
  for (const unit of units) {
    const row = await reads.activity(state.key, unit);
    if (!row.ok) return row;
    if (row.value !== null) ofUnits.set(unit, row.value);
  }
  return ok(differences(stored.value, ofUnits));
}

async function* inGroups<T>(values: AsyncIterable<T>, sizeMax: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const value of values) {
    group.push(value);
    if (group.length < sizeMax) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
