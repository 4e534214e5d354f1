/**
 * Who is in a batch: rows by batch that lead to the snapshots. Owns the buckets, the list of a
 * course's batches, and scanning in order within bounded memory.
 *
 * 1. A roster row is written before its snapshot, so that every snapshot is found; a row without a
 *    snapshot is passed over.
 * 2. The bucket of a learner follows from the id alone, and the number of buckets never changes:
 *    a million learners of a batch are 16 partitions of a few megabytes.
 * 3. Each bucket is in the order of the ids' UTF-8 bytes, as Cassandra orders text; merging the
 *    buckets' pages gives the order of all.
 */
import { crc32 } from 'node:zlib';
import type { BatchId, CourseId, EnrolmentKey, LearnerId } from '../../domain/ids.js';
import type { SnapshotRow } from '../ports.js';
import { inRuns, inSequence } from './merge.js';
import type { Session } from './session.js';
import { eachOf } from './in-flight.js';
import type { Statement } from './statement.js';

const BUCKETS = 16;
/** Ids of one bucket in memory. */
const PAGE_ROWS_MAX = 500;
/** Snapshots read at once, and in memory. */
const SNAPSHOTS_AT_ONCE_MAX = 512;
/** Snapshots asked for by one statement: a request costs as much as reading several. */
const SNAPSHOTS_A_READ_MAX = 32;
/** Statements under way at once. */
const READS_AT_ONCE_MAX = SNAPSHOTS_AT_ONCE_MAX / SNAPSHOTS_A_READ_MAX;
/** Roster rows of one batch statement. */
const ROWS_A_WRITE_MAX = 200;
/** Batches that this process remembers to have listed. */
const LISTED_MAX = 10_000;

/** Loads the snapshots of some learners of one batch, in any order; those without are left out. */
export type LoadRows = (
  course: CourseId,
  batch: BatchId,
  learners: readonly LearnerId[],
) => Promise<ReadonlyMap<string, Uint8Array>>;

export interface Roster {
  /** The writes that list these enrolments, each group of one partition. */
  writes(keys: readonly EnrolmentKey[]): readonly (readonly Statement[])[];
  /** Notes that these writes are durable. */
  written(keys: readonly EnrolmentKey[]): void;
  /** Snapshots of a batch in the order of the learners' bytes. */
  scanBatch(course: CourseId, batch: BatchId, load: LoadRows): AsyncIterable<SnapshotRow>;
  /** Snapshots of a course, batch by batch. */
  scanCourse(course: CourseId, load: LoadRows): AsyncIterable<SnapshotRow>;
}

export function cassandraRoster(session: Session): Roster {
  /** Batches that are in the list of their course already; losing one costs a write. */
  const listed = new Set<string>();
  const roster: Roster = {
    writes: (keys) => [
      ...listings(session.keyspace, keys, listed),
      ...entries(session.keyspace, keys),
    ],
    written: (keys) => {
      if (listed.size > LISTED_MAX) listed.clear();
      for (const key of keys) listed.add(batchText(key));
    },
    async *scanBatch(course, batch, load) {
      const buckets = Array.from({ length: BUCKETS }, (_, bucket) =>
        session.scan(bucketOf(session.keyspace, course, batch, bucket), PAGE_ROWS_MAX),
      );
      const learners = inSequence(buckets, (row) => row['userid'] as string);
      for await (const run of inRuns(learners, SNAPSHOTS_AT_ONCE_MAX)) {
        const groups = groupsOf(run as readonly LearnerId[], SNAPSHOTS_A_READ_MAX);
        const found = await eachOf(groups, READS_AT_ONCE_MAX, async (group) => {
          const bytesOf = await load(course, batch, group);
          return group.flatMap((learner) => {
            const bytes = bytesOf.get(learner);
            return bytes === undefined ? [] : [{ key: { learner, course, batch }, bytes }];
          });
        });
        yield* found.flat();
      }
    },
    async *scanCourse(course, load) {
      const query = `SELECT batchid FROM ${session.keyspace}.laurel_roster_batch
        WHERE courseid = ?`;
      for await (const row of session.scan({ query, params: [course] }, PAGE_ROWS_MAX)) {
        yield* roster.scanBatch(course, row['batchid'] as BatchId, load);
      }
    },
  };
  return roster;
}

const groupsOf = <T>(items: readonly T[], itemsMax: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / itemsMax) }, (_, i) =>
    items.slice(i * itemsMax, (i + 1) * itemsMax),
  );

const batchText = (key: EnrolmentKey): string => `${key.course}\u0000${key.batch}`;

function listings(
  keyspace: string,
  keys: readonly EnrolmentKey[],
  listed: ReadonlySet<string>,
): (readonly Statement[])[] {
  const query = `INSERT INTO ${keyspace}.laurel_roster_batch (courseid, batchid) VALUES (?, ?)`;
  const batches = new Map(keys.map((key) => [batchText(key), key]));
  return [...batches]
    .filter(([text]) => !listed.has(text))
    .map(([, { course, batch }]) => [{ query, params: [course, batch] }]);
}

function entries(keyspace: string, keys: readonly EnrolmentKey[]): (readonly Statement[])[] {
  const query = `INSERT INTO ${keyspace}.laurel_roster (courseid, batchid, bucket, userid)
    VALUES (?, ?, ?, ?)`;
  const groups = new Map<string, Statement[][]>();
  for (const key of keys) {
    const bucket = crc32(key.learner) % BUCKETS;
    const partition = `${batchText(key)}\u0000${String(bucket)}`;
    const chunks = groups.get(partition) ?? [[]];
    groups.set(partition, chunks);
    if ((chunks.at(-1)?.length ?? 0) >= ROWS_A_WRITE_MAX) chunks.push([]);
    chunks.at(-1)?.push({ query, params: [key.course, key.batch, bucket, key.learner] });
  }
  return [...groups.values()].flat();
}

const bucketOf = (
  keyspace: string,
  course: CourseId,
  batch: BatchId,
  bucket: number,
): Statement => ({
  query: `SELECT userid FROM ${keyspace}.laurel_roster
    WHERE courseid = ? AND batchid = ? AND bucket = ?`,
  params: [course, batch, bucket],
});
