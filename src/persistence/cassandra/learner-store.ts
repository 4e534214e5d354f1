/**
 * Snapshots in Cassandra, with everything that is committed with them, for the owner of a shard.
 *
 * - C1 Every write carries a time of the shard's clock: an earlier owner's writes lose, and a lease
 *   that is over writes nothing (design 5.3).
 * - C2 The order within a commit makes up for the missing transaction: what a reader or a recovery
 *   finds its way by goes first (effects, roster, facts, rows of other partitions), then each
 *   learner's partition in one piece. What went first without the rest is repeated with it, as the
 *   log still holds the commands.
 * - C3 The roster names every enrolment that has a snapshot; it may name one that has none yet.
 */
import { pack, unpack } from 'msgpackr';
import type { types } from 'cassandra-driver';
import type { EnrolmentKey, LearnerId } from '../../domain/ids.js';
import { err, ok } from '../../domain/result.js';
import type { WriteClock } from '../cluster-ports.js';
import type { AttemptRow, Commit, SnapshotRow, SnapshotStore, Stored } from '../ports.js';
import type { RowChanges } from '../sunbird/rows.js';
import { batchRows, courseRows, rosterStatements } from './roster.js';
import type { Session } from './session.js';
import type { RowStatements, Statement } from './statement.js';

export interface LearnerStoreOptions {
  readonly session: Session;
  readonly keyspace: string;
  /** `null` = this process only reads. */
  readonly clock: WriteClock | null;
  /** Statements that put effects; see `effects.ts`. */
  effectStatements(effects: Commit['effects']): readonly Statement[];
  /** Statements of rows of Sunbird's tables. */
  rowStatements(rows: readonly RowChanges[]): RowStatements;
}

export function cassandraSnapshots(options: LearnerStoreOptions): SnapshotStore {
  const { session, keyspace, clock } = options;
  const table = `${keyspace}.laurel_snapshot`;
  const one =
    `SELECT state, WRITETIME(state) AS written FROM ${table} ` +
    'WHERE userid = ? AND courseid = ? AND batchid = ?';
  const all = `SELECT courseid, batchid, state FROM ${table} WHERE userid = ?`;
  const load: SnapshotStore['load'] = async (key) => {
    const rows = await session.rows(one, placeOf(key));
    if (!rows.ok) return rows;
    const [row] = rows.value;
    if (row === undefined) return ok(null);
    const written = BigInt(String(row['written']));
    return ok({ bytes: bytesOf(row), inherited: clock !== null && written < clock.from });
  };
  return {
    load,
    loadLearner: async (learner) => {
      const rows = await session.rows(all, [learner]);
      return rows.ok ? ok(rows.value.map((row) => rowOf(learner, row))) : rows;
    },
    commit: (commit) => write(options, commit),
    openBatch: (course, batch) => {
      const parts = { session, keyspace, load };
      return { rows: () => batchRows(parts, course, batch), close: () => undefined };
    },
    scanCourse: (course) => courseRows({ session, keyspace, load }, course),
    attempts: async (key) => {
      const query =
        `SELECT attempt FROM ${keyspace}.laurel_attempt ` +
        'WHERE userid = ? AND courseid = ? AND batchid = ?';
      const rows = await session.rows(query, placeOf(key));
      if (!rows.ok) return rows;
      return ok(rows.value.map((row) => unpack(row['attempt'] as Buffer) as AttemptRow));
    },
  };
}

/** C1, C2. */
async function write(options: LearnerStoreOptions, commit: Commit): Stored<void> {
  const at = options.clock?.next() ?? null;
  if (at === null) return err({ kind: 'unavailable', detail: 'the lease is over' });
  const { session, keyspace } = options;
  const rows = options.rowStatements(commit.rows);
  const first = [
    ...options.effectStatements(commit.effects),
    ...rosterStatements(keyspace, commit.snapshots),
    ...commit.facts.map((facts) => factsStatement(keyspace, facts)),
    ...rows.apart,
  ];
  const apart = await firstFailure(first.map((statement) => session.write(statement, at)));
  if (!apart.ok) return apart;
  const learners = [...byLearner(keyspace, commit, rows.ofLearner).values()];
  return firstFailure(learners.map((statements) => session.batch(statements, at)));
}

const factsStatement = (keyspace: string, facts: Commit['facts'][number]): Statement => ({
  query: `INSERT INTO ${keyspace}.laurel_certificate (id, facts) VALUES (?, ?)`,
  params: [facts.certificate, pack(facts)],
});

/** The statements of each learner's partition; no cell twice, as all carry one time. */
function byLearner(
  keyspace: string,
  { snapshots, attempts }: Commit,
  rows: RowStatements['ofLearner'],
): ReadonlyMap<string, readonly Statement[]> {
  const all = new Map<string, Statement[]>();
  const add = (learner: string, statements: readonly Statement[]): void => {
    const held = all.get(learner);
    if (held === undefined) all.set(learner, [...statements]);
    else held.push(...statements);
  };
  const newest = new Map(snapshots.map((s) => [placeOf(s.key).join('\u0000'), s]));
  for (const { key, bytes } of newest.values()) {
    const query =
      `INSERT INTO ${keyspace}.laurel_snapshot (userid, courseid, batchid, state) ` +
      'VALUES (?, ?, ?, ?)';
    add(key.learner, [{ query, params: [...placeOf(key), asBuffer(bytes)] }]);
  }
  const latest = new Map(attempts.map((a) => [attemptPlace(a).join('\u0000'), a]));
  for (const row of latest.values()) {
    const query =
      `INSERT INTO ${keyspace}.laurel_attempt ` +
      '(userid, courseid, batchid, contentid, attemptid, attempt) VALUES (?, ?, ?, ?, ?, ?)';
    add(row.key.learner, [{ query, params: [...attemptPlace(row), pack(row)] }]);
  }
  for (const [learner, statements] of rows) add(learner, statements);
  return all;
}

/** Waits for all, so that nothing of a commit is under way when it is answered. */
async function firstFailure(writes: readonly Stored<void>[]): Stored<void> {
  const done = await Promise.all(writes);
  return done.find((one) => !one.ok) ?? ok(undefined);
}

const placeOf = ({ learner, course, batch }: EnrolmentKey): readonly string[] => [
  learner,
  course,
  batch,
];

const attemptPlace = ({ key, content, attempt }: AttemptRow): readonly string[] => [
  ...placeOf(key),
  content,
  attempt,
];

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Of memory of its own: the driver's buffers are parts of whole network frames. */
const bytesOf = (row: types.Row): Buffer => Buffer.from(row['state'] as Buffer);

const rowOf = (learner: LearnerId, row: types.Row): SnapshotRow => ({
  key: {
    learner,
    course: row['courseid'] as EnrolmentKey['course'],
    batch: row['batchid'] as EnrolmentKey['batch'],
  },
  bytes: bytesOf(row),
});
