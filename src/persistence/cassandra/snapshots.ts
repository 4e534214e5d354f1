/**
 * Snapshots of a shard's learners in Cassandra. Owns reading them and the order of a commit; what
 * a commit's rows look like is `commit-writes.ts`'s.
 *
 * 1. Everything that one commit writes carries one time of the shard's clock.
 * 2. What a snapshot leads to is durable before it: effects, roster, facts, rows of other
 *    partitions. Then each learner's rows, snapshot and Sunbird's alike, are one atomic batch of
 *    one partition. A commit as a whole is not atomic: one that failed half-way is repeated, and
 *    what it wrote is what its repetition writes.
 * 3. A snapshot is one cell, so that no two writes ever mix.
 * 4. Attempts that another service recorded are read where it keeps them: a state that was adopted
 *    refers to them, and no commit of Laurel's ever held their answers.
 * 5. Scans are not of one moment: they hold all that was durable when they began, and may hold
 *    later states.
 */
import type { EnrolmentKey, LearnerId } from '../../domain/ids.js';
import { err, ok } from '../../domain/result.js';
import { unpack } from 'msgpackr';
import type { WriteClock } from '../cluster-ports.js';
import type { AttemptRow, SnapshotRow, SnapshotStore, Stored } from '../ports.js';
import { joinAnswers } from '../sunbird/adopt.js';
import type { RowChanges, StoredRow } from '../sunbird/rows.js';
import { commitWrites, lastOfEach } from './commit-writes.js';
import { eachOf } from './in-flight.js';
import { leaseOver } from './lease-over.js';
import type { LoadRows, Roster } from './roster.js';
import type { Session } from './session.js';
import type { RowStatements } from './statement.js';
import { readTogether } from './read-together.js';
import { maybeApplied } from './store-error.js';
import { allOk } from './sunbird-call.js';

/** Large enough for any learner of today in one page, small enough for large states. */
const PAGE_ROWS_MAX = 100;

/** Learners whose attempts are read at once. */
const LEARNERS_AT_ONCE_MAX = 32;

/** Makes statements of changes of Sunbird's rows, no cell twice. */
export type RowsToStatements = (rows: readonly RowChanges[]) => RowStatements;

/** Answers of an enrolment's attempts that another service recorded (4). */
export type AnswersBefore = (key: EnrolmentKey) => Stored<readonly AttemptRow[]>;

/** Where its snapshots and the answers of before are read. */
export interface SnapshotSources {
  readonly session: Session;
  readonly roster: Roster;
  readonly before: AnswersBefore;
}

/** Who writes a shard, and how. */
export interface ShardOwner {
  readonly shard: number;
  readonly clock: WriteClock;
  readonly rowStatements: RowsToStatements;
}

/** What may be read of any shard by anybody. */
export type SnapshotReader = Omit<SnapshotStore, 'commit'>;

/** The snapshots of all shards, to be read. Nothing is `inherited` by who owns nothing. */
export const cassandraSnapshotReader = (sources: SnapshotSources): SnapshotReader =>
  reader(sources, null);

/** The snapshots of one shard, to be read and written by its owner. */
export function cassandraSnapshots(
  sources: SnapshotSources,
  { shard, clock, rowStatements }: ShardOwner,
): SnapshotStore {
  const { session, roster } = sources;
  return {
    ...reader(sources, clock.from),
    commit: async (commit) => {
      const time = clock.next();
      if (time === null) return err(leaseOver(shard));
      const snapshots = lastOfEach(commit.snapshots);
      const { apart, ofLearners } = commitWrites(
        session.keyspace,
        shard,
        { ...commit, snapshots },
        rowStatements(commit.rows),
      );
      const first = [...roster.writes(snapshots), ...apart];
      const before = await session.writeAll(first, time);
      if (!before.ok) return before;
      roster.written(snapshots);
      const written = await session.writeAll(ofLearners, time);
      if (written.ok || first.length === 0) return written;
      return err(maybeApplied(written.error));
    },
  };
}

function reader(sources: SnapshotSources, from: bigint | null): SnapshotReader {
  const { session, roster } = sources;
  const state = `SELECT userid, state, WRITETIME(state) AS written
    FROM ${session.keyspace}.laurel_snapshot WHERE userid IN ? AND courseid = ? AND batchid = ?`;
  const load = readTogether<StoredRow>(async (course, batch, learners) => {
    const rows = await session.read({ query: state, params: [learners, course, batch] });
    if (!rows.ok) return rows;
    const held = rows.value.filter((row) => row['state'] instanceof Buffer);
    return ok(new Map(held.map((row) => [String(row['userid']), row])));
  });
  const states = `SELECT userid, state FROM ${session.keyspace}.laurel_snapshot
    WHERE userid IN ? AND courseid = ? AND batchid = ?`;
  const loadRows: LoadRows = async (course, batch, learners) => {
    const rows = await session.read({ query: states, params: [learners, course, batch] });
    if (!rows.ok) throw new Error(rows.error.detail);
    return new Map(rows.value.flatMap(({ userid, state: bytes }) => rowOf(userid, bytes)));
  };
  return {
    load: async (key) => {
      const row = await load(key);
      if (!row.ok) return row;
      if (row.value === null) return ok(null);
      const written = BigInt(String(row.value['written']));
      return ok({
        bytes: row.value['state'] as Buffer,
        inherited: from !== null && written < from,
      });
    },
    loadLearner: (learner) => loadLearner(session, learner),
    openBatch: (course, batch) => ({
      rows: () => roster.scanBatch(course, batch, loadRows),
      glances: null,
      attempts: async (learners) =>
        allOk(
          await eachOf(learners, LEARNERS_AT_ONCE_MAX, (learner) =>
            attemptsOf(sources, { learner, course, batch }),
          ),
        ),
      close: () => undefined,
    }),
    scanCourse: (course) => roster.scanCourse(course, loadRows),
    attempts: (key) => attemptsOf(sources, key),
  };
}

const rowOf = (userid: unknown, bytes: unknown): [string, Uint8Array][] =>
  typeof userid === 'string' && bytes instanceof Buffer ? [[userid, bytes]] : [];

async function loadLearner(session: Session, learner: LearnerId): Stored<readonly SnapshotRow[]> {
  const query = `SELECT courseid, batchid, state FROM ${session.keyspace}.laurel_snapshot
    WHERE userid = ?`;
  return collected(session, { query, params: [learner] }, (row) => ({
    key: { learner, course: row['courseid'], batch: row['batchid'] } as EnrolmentKey,
    bytes: row['state'] as Buffer,
  }));
}

/** 4. */
async function attemptsOf(
  { session, before }: SnapshotSources,
  key: EnrolmentKey,
): Stored<readonly AttemptRow[]> {
  const [own, others] = await Promise.all([ownAttempts(session, key), before(key)]);
  if (!own.ok) return own;
  return others.ok ? ok(joinAnswers(own.value, others.value)) : others;
}

const ownAttempts = (session: Session, key: EnrolmentKey): Stored<readonly AttemptRow[]> =>
  collected(
    session,
    {
      query: `SELECT attempt FROM ${session.keyspace}.laurel_attempt
        WHERE userid = ? AND courseid = ? AND batchid = ?`,
      params: [key.learner, key.course, key.batch],
    },
    (row) => unpack(row['attempt'] as Buffer) as AttemptRow,
  );

async function collected<T>(
  session: Session,
  statement: Parameters<Session['scan']>[0],
  decode: (row: StoredRow) => T,
): Stored<readonly T[]> {
  const values: T[] = [];
  try {
    for await (const row of session.scan(statement, PAGE_ROWS_MAX)) values.push(decode(row));
  } catch (failure) {
    return err({ kind: 'unavailable', detail: String(failure) });
  }
  return ok(values);
}
