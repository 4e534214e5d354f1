/**
 * A commit as statements: what stands in partitions of its own, and each learner's batch. Pure.
 *
 * 1. All rows of a learner are one group, and no cell is in it twice: of two snapshots of one
 *    enrolment the later counts. Equal times would let the greater bytes win instead.
 * 2. A learner's attempts go with the batch, as they share its partition and one request is
 *    cheaper than two, unless they are so large that the batch could outgrow what a server takes
 *    as one write; then they go before it.
 */
import { pack } from 'msgpackr';
import type { CertificateFacts } from '../../domain/certificate.js';
import type { AttemptRow, Commit, SnapshotWrite } from '../ports.js';
import { enrolmentText } from '../snapshot.js';
import { effectWrites } from './effects.js';
import type { RowStatements, Statement } from './statement.js';

/** Cassandra takes 16 MiB as one write by default; Sunbird's rows of the learner go with it. */
const ATTEMPTS_A_BATCH_BYTES_MAX = 1_048_576;

export interface CommitWrites {
  /** Written first, in no order; each group is one request. */
  readonly apart: readonly (readonly Statement[])[];
  /** Written when those are durable; each group is one learner's. */
  readonly ofLearners: readonly (readonly Statement[])[];
}

/**
 * The snapshots to write, no enrolment twice (1). An enrolment is new if any of its snapshots is
 * the first.
 */
export function lastOfEach(snapshots: readonly SnapshotWrite[]): readonly SnapshotWrite[] {
  const last = new Map<string, SnapshotWrite>();
  for (const row of snapshots) {
    const text = enrolmentText(row.key);
    last.set(text, { ...row, isNew: row.isNew || last.get(text)?.isNew === true });
  }
  return [...last.values()];
}

/** The writes of a commit but the roster's; `commit.snapshots` are of `lastOfEach`. */
export function commitWrites(
  keyspace: string,
  shard: number,
  commit: Commit,
  rows: RowStatements,
): CommitWrites {
  const attempts = attemptWrites(keyspace, commit.attempts);
  const ofLearner = new Map<string, Statement[]>();
  const add = (learner: string, statements: readonly Statement[]): void => {
    const held = ofLearner.get(learner);
    if (held === undefined) ofLearner.set(learner, [...statements]);
    else held.push(...statements);
  };
  const insert = `INSERT INTO ${keyspace}.laurel_snapshot (userid, courseid, batchid, state)
    VALUES (?, ?, ?, ?)`;
  for (const row of commit.snapshots) add(row.key.learner, [snapshotWrite(insert, row)]);
  for (const [learner, statements] of attempts.ofLearner) add(learner, statements);
  for (const [learner, statements] of rows.ofLearner) add(learner, statements);
  return {
    apart: [
      ...effectWrites(keyspace, shard, commit.effects),
      ...factWrites(keyspace, commit.facts),
      ...attempts.apart,
      ...rows.apart,
    ],
    ofLearners: [...ofLearner.values()],
  };
}

const snapshotWrite = (query: string, { key, bytes }: SnapshotWrite): Statement => ({
  query,
  params: [
    key.learner,
    key.course,
    key.batch,
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  ],
});

function factWrites(
  keyspace: string,
  facts: readonly CertificateFacts[],
): (readonly Statement[])[] {
  const query = `INSERT INTO ${keyspace}.laurel_certificate (certificate, facts) VALUES (?, ?)`;
  const last = new Map(facts.map((fact) => [fact.certificate, fact]));
  return [...last].map(([id, fact]) => [{ query, params: [id, pack(fact)] }]);
}

interface AttemptWrites {
  readonly apart: readonly (readonly Statement[])[];
  readonly ofLearner: ReadonlyMap<string, readonly Statement[]>;
}

function attemptWrites(keyspace: string, rows: readonly AttemptRow[]): AttemptWrites {
  const apart: Statement[][] = [];
  const ofLearner = new Map<string, Statement[]>();
  const bytes = new Map<string, number>();
  const last = new Map(rows.map((row) => [attemptText(row), row]));
  for (const row of last.values()) {
    const packed = pack(row);
    const { learner } = row.key;
    const statement = attemptWrite(keyspace, row, packed);
    const sum = (bytes.get(learner) ?? 0) + packed.length;
    if (sum > ATTEMPTS_A_BATCH_BYTES_MAX) {
      apart.push([statement]);
      continue;
    }
    bytes.set(learner, sum);
    const held = ofLearner.get(learner);
    if (held === undefined) ofLearner.set(learner, [statement]);
    else held.push(statement);
  }
  return { apart, ofLearner };
}

const attemptText = (row: AttemptRow): string =>
  [enrolmentText(row.key), row.content, row.attempt].join('\u0000');

const attemptWrite = (keyspace: string, row: AttemptRow, packed: Buffer): Statement => ({
  query: `INSERT INTO ${keyspace}.laurel_attempt
    (userid, courseid, batchid, contentid, attemptid, attempt) VALUES (?, ?, ?, ?, ?, ?)`,
  params: [row.key.learner, row.key.course, row.key.batch, row.content, row.attempt, packed],
});
