/**
 * Snapshots in LMDB, with everything that is committed in one piece with them: roster, attempts,
 * certificate facts, effects, places of sources and the release of the log.
 */
import type { Transaction } from 'lmdb';
import { pack, unpack } from 'msgpackr';
import type { EnrolmentKey } from '../../domain/ids.js';
import { batchGlances } from './batch-glances.js';
import { effectKey, encodeEffect } from './effects.js';
import { offsetKey } from './offsets.js';
import type { AttemptRow, Commit, SnapshotRow, SnapshotStore } from '../ports.js';
import type { BinaryTable, Environment, Writes } from './environment.js';
import { below, idsOf, keyOf } from './keys.js';
import { storeCall } from './store-call.js';

const NOTHING = Buffer.alloc(0);

/** `release` trims the command log inside the commit. */
export function lmdbSnapshots(
  env: Environment,
  release: (below: number, writes: Writes) => void,
): SnapshotStore {
  const snapshots = env.table('snapshot');
  const roster = env.table('roster');
  const scanned = {
    roster: env.borrowed('roster'),
    snapshots: env.borrowed('snapshot'),
    users: env.borrowed('user'),
  };
  const attempts = env.table('attempt');
  const facts = env.table('certificate');
  const effects = env.table('effect');
  const offsets = env.table('offset');

  const apply = (commit: Commit, writes: Writes): void => {
    for (const { key, bytes, isNew } of commit.snapshots) {
      if (isNew) writes.put(roster, keyOf(key.course, key.batch, key.learner), NOTHING);
      writes.put(snapshots, rowKey(key), bytes as Buffer);
    }
    for (const row of commit.attempts) writes.put(attempts, attemptKey(row), pack(row));
    for (const fact of commit.facts) writes.put(facts, keyOf(fact.certificate), pack(fact));
    for (const effect of commit.effects) {
      writes.put(effects, effectKey(effect), encodeEffect(effect));
    }
    for (const offset of commit.offsets) writes.put(offsets, offsetKey(offset), pack(offset));
    if (commit.releaseBelow > 0) release(commit.releaseBelow, writes);
  };

  return {
    load: (key) =>
      storeCall(() => {
        const bytes = snapshots.get(rowKey(key));
        return bytes === undefined ? null : { bytes, inherited: false };
      }),
    loadLearner: (learner) =>
      storeCall(() =>
        [...snapshots.getRange(below(learner))].map(({ key, value }) => row(key, value)),
      ),
    commit: (commit) => env.atomically((writes) => apply(commit, writes)),
    openBatch: (course, batch) => {
      const transaction = snapshots.useReadTransaction();
      return {
        rows: () => scan(snapshots, roster, [course, batch], transaction),
        glances: (tableOf) =>
          batchGlances(scanned, {
            ...{ course, batch, tableOf, transaction },
            now: () => performance.now(),
          }),
        attempts: (learners) =>
          storeCall(() =>
            learners.map((learner) => rowsOf(attempts, { learner, course, batch }, transaction)),
          ),
        close: () => transaction.done(),
      };
    },
    async *scanCourse(course) {
      const transaction = snapshots.useReadTransaction();
      try {
        yield* scan(snapshots, roster, [course], transaction);
      } finally {
        transaction.done();
      }
    },
    attempts: (key) => storeCall(() => rowsOf(attempts, key)),
  };
}

const rowKey = (key: EnrolmentKey): Buffer => keyOf(key.learner, key.course, key.batch);

const attemptKey = (row: AttemptRow): Buffer =>
  keyOf(row.key.learner, row.key.course, row.key.batch, row.content, row.attempt);

/** The attempts of one enrolment, as of the moment of a transaction if one is given. */
function rowsOf(
  attempts: BinaryTable,
  { learner, course, batch }: EnrolmentKey,
  transaction?: Transaction,
): AttemptRow[] {
  const moment = transaction === undefined ? {} : { transaction };
  const range = attempts.getRange({ ...below(learner, course, batch), ...moment });
  return [...range].map(({ value }) => unpack(value) as AttemptRow);
}

function row(key: Buffer, bytes: Buffer): SnapshotRow {
  const [learner, course, batch] = idsOf(key);
  return { key: { learner, course, batch } as EnrolmentKey, bytes };
}

/** Walks the roster below a prefix in one read transaction, so that it shows one moment. */
async function* scan(
  snapshots: BinaryTable,
  roster: BinaryTable,
  prefix: readonly string[],
  transaction: Transaction,
): AsyncGenerator<SnapshotRow> {
  for (const place of roster.getKeys({ ...below(...prefix), transaction })) {
    const [course, batch, learner] = idsOf(place);
    const key = { learner, course, batch } as EnrolmentKey;
    const bytes = snapshots.get(rowKey(key), { transaction });
    if (bytes !== undefined) yield await Promise.resolve({ key, bytes });
  }
}
