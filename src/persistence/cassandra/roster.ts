/**
 * Who is in a batch: the way from a batch to the snapshots of its learners, so that a report costs
 * what the batch costs and not what the installation does.
 *
 * - R1 A batch's learners are spread over a fixed number of partitions by a hash of their id; a scan
 *   merges them, so that learners come in the order of their ids' bytes as in every store.
 * - R2 A scan holds a page of each partition and a portion of snapshots, whatever the batch's size.
 * - R3 It shows everything that was committed before it began; what is committed meanwhile may be
 *   in it (design 6).
 */
import { crc32 } from 'node:zlib';
import type { BatchId, CourseId, EnrolmentKey, LearnerId } from '../../domain/ids.js';
import type { SnapshotRow, SnapshotStore, SnapshotWrite } from '../ports.js';
import type { Session } from './session.js';
import type { Statement } from './statement.js';

/** Never changes: rows would no longer be found. */
const BUCKETS = 16;
/** Snapshots that are read at once. */
const LOADED_AT_ONCE = 64;

const bucketOf = (learner: string): number => crc32(learner) % BUCKETS;

/** Rows for enrolments that are new. */
export function rosterStatements(
  keyspace: string,
  snapshots: readonly SnapshotWrite[],
): Statement[] {
  const fresh = snapshots.filter(({ isNew }) => isNew);
  const batches = new Map(fresh.map(({ key }) => [`${key.course}\u0000${key.batch}`, key]));
  return [
    ...[...batches.values()].map(({ course, batch }) => ({
      query: `INSERT INTO ${keyspace}.laurel_roster_batch (courseid, batchid) VALUES (?, ?)`,
      params: [course, batch],
    })),
    ...fresh.map(({ key: { learner, course, batch } }) => ({
      query:
        `INSERT INTO ${keyspace}.laurel_roster (courseid, batchid, bucket, userid) ` +
        'VALUES (?, ?, ?, ?)',
      params: [course, batch, bucketOf(learner), learner],
    })),
  ];
}

export interface RosterParts {
  readonly session: Session;
  readonly keyspace: string;
  readonly load: SnapshotStore['load'];
}

/** The snapshots of a batch in the order of the learners' ids; throws when they cannot be read. */
export async function* batchRows(
  parts: RosterParts,
  course: CourseId,
  batch: BatchId,
): AsyncGenerator<SnapshotRow> {
  let portion: EnrolmentKey[] = [];
  for await (const learner of learnersOf(parts, course, batch)) {
    portion.push({ learner, course, batch });
    if (portion.length < LOADED_AT_ONCE) continue;
    yield* loaded(parts, portion);
    portion = [];
  }
  yield* loaded(parts, portion);
}

/** The snapshots of all batches of a course. */
export async function* courseRows(
  parts: RosterParts,
  course: CourseId,
): AsyncGenerator<SnapshotRow> {
  const { session, keyspace } = parts;
  const query = `SELECT batchid FROM ${keyspace}.laurel_roster_batch WHERE courseid = ?`;
  const batches: BatchId[] = [];
  for await (const row of session.pages(query, [course])) batches.push(row['batchid'] as BatchId);
  for (const batch of batches) yield* batchRows(parts, course, batch);
}

/** C3 of `learner-store.ts`: who is named and has no snapshot yet is passed over. */
async function* loaded(
  { load }: RosterParts,
  keys: readonly EnrolmentKey[],
): AsyncGenerator<SnapshotRow> {
  const all = await Promise.all(keys.map(load));
  for (const [i, key] of keys.entries()) {
    const one = all[i];
    if (one?.ok === false) throw new Error(`a snapshot cannot be read: ${one.error.detail}`);
    if (one?.ok === true && one.value !== null) yield { key, bytes: one.value.bytes };
  }
}

interface Head {
  readonly learner: LearnerId;
  readonly bytes: Buffer;
  readonly rest: AsyncIterator<LearnerId>;
}

/** R1. */
async function* learnersOf(
  parts: RosterParts,
  course: CourseId,
  batch: BatchId,
): AsyncGenerator<LearnerId> {
  const buckets = Array.from({ length: BUCKETS }, (_, bucket) =>
    bucketRows(parts, [course, batch, bucket]),
  );
  let heads = (await Promise.all(buckets.map(headOf))).filter((head) => head !== null);
  while (heads.length > 0) {
    const least = heads.reduce((a, b) => (Buffer.compare(a.bytes, b.bytes) <= 0 ? a : b));
    yield least.learner;
    const next = await headOf(least.rest);
    heads = heads.flatMap((head) => (head === least ? (next === null ? [] : [next]) : [head]));
  }
}

async function headOf(rest: AsyncIterator<LearnerId>): Promise<Head | null> {
  const next = await rest.next();
  if (next.done === true) return null;
  return { learner: next.value, bytes: Buffer.from(next.value), rest };
}

async function* bucketRows(
  { session, keyspace }: RosterParts,
  place: readonly unknown[],
): AsyncGenerator<LearnerId> {
  const query =
    `SELECT userid FROM ${keyspace}.laurel_roster ` +
    'WHERE courseid = ? AND batchid = ? AND bucket = ?';
  for await (const row of session.pages(query, place)) yield row['userid'] as LearnerId;
}
