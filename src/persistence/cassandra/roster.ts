/**
 * Who is in a batch: rows by batch that lead to the snapshots, each with a copy of the snapshot's
 * bytes. Owns the buckets, the list of a course's batches, and scanning in order within bounded
 * memory.
 *
 * 1. A roster row is written before its snapshot, so that every snapshot is found; a row without a
 *    copy and without a snapshot is passed over.
 * 2. The bucket of a learner follows from the id alone, and the number of buckets never changes:
 *    a million learners of a batch are 16 partitions of some twenty megabytes.
 * 3. Each bucket is in the order of the ids' UTF-8 bytes, as Cassandra orders text; merging the
 *    buckets' pages gives the order of all.
 * 4. Every write of a snapshot writes its copy before it and at the same time, so a copy is never
 *    older than the snapshot. One that is newer, as a commit ended between the two, holds commands
 *    that are durable in the log: a scan may show later states (`snapshots.ts` 5).
 * 5. A state that is too large to copy leaves an empty copy, and a row written before there were
 *    copies has none: of these the snapshot is read.
 */
import { crc32 } from 'node:zlib';
import type { BatchId, CourseId, EnrolmentKey, LearnerId } from '../../domain/ids.js';
import type { SnapshotRow, SnapshotWrite } from '../ports.js';
import type { StoredRow } from '../sunbird/rows.js';
import { inSequence } from './merge.js';
import type { Session } from './session.js';
import { eachOf } from './in-flight.js';
import type { Statement } from './statement.js';

const BUCKETS = 16;
/** Rows of one bucket that are read at once; two pages of each are in memory. */
const PAGE_ROWS_MAX = 250;
/** Bounds a page in memory and a bucket on disk; a course of a hundred lessons stays below. */
export const COPY_BYTES_MAX = 2_048;
/** Rows looked through at once for those without a copy. */
const RUN_ROWS_MAX = 512;
/** Snapshots asked for by one statement: a request costs as much as reading several. */
const SNAPSHOTS_A_READ_MAX = 32;
/** Statements under way at once. */
const READS_AT_ONCE_MAX = RUN_ROWS_MAX / SNAPSHOTS_A_READ_MAX;
/** Roster rows of one request. */
const ROWS_A_WRITE_MAX = 200;
/** Cassandra warns of a request of more, or of more than 5 KiB where it is of several. */
const PARTITIONS_A_WRITE_MAX = 10;
const BYTES_OF_PARTITIONS_MAX = 4_096;
/** Batches that this process remembers to have listed. */
const LISTED_MAX = 10_000;

/** Loads the snapshots of some learners of one batch, in any order; those without are left out. */
export type LoadRows = (
  course: CourseId,
  batch: BatchId,
  learners: readonly LearnerId[],
) => Promise<ReadonlyMap<string, Uint8Array>>;

export interface Roster {
  /** The writes that go before these snapshots, no enrolment twice; each group is one request. */
  writes(snapshots: readonly SnapshotWrite[]): readonly (readonly Statement[])[];
  /** Notes that these writes are durable. */
  written(snapshots: readonly SnapshotWrite[]): void;
  /** Snapshots of a batch in the order of the learners' bytes. */
  scanBatch(course: CourseId, batch: BatchId, load: LoadRows): AsyncIterable<SnapshotRow>;
  /** Snapshots of a course, batch by batch. */
  scanCourse(course: CourseId, load: LoadRows): AsyncIterable<SnapshotRow>;
}

export function cassandraRoster(session: Session): Roster {
  const { keyspace } = session;
  /** Batches that are in the list of their course already; losing one costs a write. */
  const listed = new Set<string>();
  const roster: Roster = {
    writes: (snapshots) => [
      ...listings(keyspace, snapshots, listed),
      ...entries(keyspace, snapshots),
    ],
    written: (snapshots) => {
      if (listed.size > LISTED_MAX) listed.clear();
      for (const { key, isNew } of snapshots) if (isNew) listed.add(batchText(key));
    },
    async *scanBatch(course, batch, load) {
      const buckets = Array.from({ length: BUCKETS }, (_, bucket) =>
        session.scanPages(bucketOf(keyspace, course, batch, bucket), PAGE_ROWS_MAX),
      );
      for await (const run of inSequence(buckets, learnerOf, RUN_ROWS_MAX)) {
        const lacking = run.flatMap((row) => (copyOf(row) === null ? [learnerOf(row)] : []));
        const loaded = await snapshotsOf(lacking, (some) => load(course, batch, some));
        for (const row of run) {
          const learner = learnerOf(row);
          const bytes = copyOf(row) ?? loaded.get(learner);
          if (bytes !== undefined) yield { key: { learner, course, batch }, bytes };
        }
      }
    },
    async *scanCourse(course, load) {
      const query = `SELECT batchid FROM ${keyspace}.laurel_roster_batch WHERE courseid = ?`;
      for await (const row of session.scan({ query, params: [course] }, PAGE_ROWS_MAX)) {
        yield* roster.scanBatch(course, row['batchid'] as BatchId, load);
      }
    },
  };
  return roster;
}

const learnerOf = (row: StoredRow): LearnerId => row['userid'] as LearnerId;

/** 5. */
function copyOf(row: StoredRow): Uint8Array | null {
  const copy = row['state'];
  return copy instanceof Buffer && copy.length > 0 ? copy : null;
}

async function snapshotsOf(
  learners: readonly LearnerId[],
  load: (some: readonly LearnerId[]) => ReturnType<LoadRows>,
): ReturnType<LoadRows> {
  const groups = groupsOf(learners, SNAPSHOTS_A_READ_MAX);
  const found = await eachOf(groups, READS_AT_ONCE_MAX, load);
  return new Map(found.flatMap((some) => [...some]));
}

const groupsOf = <T>(items: readonly T[], itemsMax: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / itemsMax) }, (_, i) =>
    items.slice(i * itemsMax, (i + 1) * itemsMax),
  );

const batchText = (key: EnrolmentKey): string => `${key.course}\u0000${key.batch}`;

function listings(
  keyspace: string,
  snapshots: readonly SnapshotWrite[],
  listed: ReadonlySet<string>,
): (readonly Statement[])[] {
  const query = `INSERT INTO ${keyspace}.laurel_roster_batch (courseid, batchid) VALUES (?, ?)`;
  const fresh = snapshots.filter((row) => row.isNew);
  const batches = new Map(fresh.map(({ key }) => [batchText(key), key]));
  return [...batches]
    .filter(([text]) => !listed.has(text))
    .map(([, { course, batch }]) => [{ query, params: [course, batch] }]);
}

function entries(keyspace: string, snapshots: readonly SnapshotWrite[]): (readonly Statement[])[] {
  const query = `INSERT INTO ${keyspace}.laurel_roster (courseid, batchid, bucket, userid, state)
    VALUES (?, ?, ?, ?, ?)`;
  const groups = new Map<string, Group[]>();
  for (const { key, bytes } of snapshots) {
    const bucket = crc32(key.learner) % BUCKETS;
    const partition = `${batchText(key)}\u0000${String(bucket)}`;
    const chunks = groups.get(partition) ?? [];
    groups.set(partition, chunks);
    const held = chunks.at(-1);
    const group = held && held.statements.length < ROWS_A_WRITE_MAX ? held : newGroup();
    if (group !== held) chunks.push(group);
    const copy = copyFor(bytes);
    group.statements.push({ query, params: [key.course, key.batch, bucket, key.learner, copy] });
    group.bytes += copy.length + partition.length + key.learner.length;
  }
  return together([...groups.values()].flat());
}

/** Rows of one partition. */
interface Group {
  readonly statements: Statement[];
  /** About what they take as one write. */
  bytes: number;
}

const newGroup = (): Group => ({ statements: [], bytes: 0 });

/** Learners of many batches are partitions of a row each; a request costs more than a row. */
function together(groups: readonly Group[]): (readonly Statement[])[] {
  const requests: Statement[][] = [];
  let [partitions, bytes] = [Infinity, 0];
  for (const group of groups) {
    const full = partitions >= PARTITIONS_A_WRITE_MAX;
    if (full || bytes + group.bytes > BYTES_OF_PARTITIONS_MAX) {
      requests.push([]);
      [partitions, bytes] = [0, 0];
    }
    requests.at(-1)?.push(...group.statements);
    partitions++;
    bytes += group.bytes;
  }
  return requests;
}

const NO_COPY = Buffer.alloc(0);

const copyFor = (bytes: Uint8Array): Buffer =>
  bytes.length > COPY_BYTES_MAX
    ? NO_COPY
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const bucketOf = (
  keyspace: string,
  course: CourseId,
  batch: BatchId,
  bucket: number,
): Statement => ({
  query: `SELECT userid, state FROM ${keyspace}.laurel_roster
    WHERE courseid = ? AND batchid = ? AND bucket = ?`,
  params: [course, batch, bucket],
});
