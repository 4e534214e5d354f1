/**
 * Copies of snapshots in the roster, on a real Cassandra: a report is the same with all of them,
 * with none and with some, and after a commit that ended half-way.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { untouched } from '../../src/domain/content.js';
import { cassandraStore } from '../../src/persistence/cassandra/store.js';
import { migrate, missingParts } from '../../src/persistence/cassandra/migrations.js';
import { COPY_BYTES_MAX } from '../../src/persistence/cassandra/roster.js';
import type { Session } from '../../src/persistence/cassandra/session.js';
import { packEnrolment, type ContentTable } from '../../src/persistence/packed-enrolment.js';
import type { SnapshotWrite, Store } from '../../src/persistence/ports.js';
import { seal } from '../../src/persistence/snapshot.js';
import { storedGlances } from '../../src/persistence/stored-glances.js';
import { appendGlances } from '../../src/reports/progress-scan.js';
import { all, valueOf } from '../contract/open-store.js';
import { again, commitOf, keyOf, learners, snapshot, texts } from '../contract/samples.js';
import { realServers } from '../real/servers.js';
import { batch, contents, course, enrolment, tree, userCache } from '../reports/builders.js';
import { testClock, testKeyspace } from './cassandra-keyspace.js';

/** Several pages of each bucket. */
const LEARNERS = 9_000;
const LESSONS = contents('c1', 'c2', 'c3', 'c4');
const TABLE: ContentTable = {
  version: 3,
  ids: LESSONS,
  places: new Map(LESSONS.map((id, place) => [id, place])),
};

describe.skipIf(realServers() === null)('Copies in the roster', () => {
  const { session, empty, another } = testKeyspace();
  let startMs = Date.now();

  type Owner = Pick<Store, 'snapshots'>;
  const owner = (on: Session = session()): Owner =>
    cassandraStore(on, () => ({ apart: [], ofLearner: new Map() })).shard(0, testClock(startMs));
  const roster = (): string => `${session().keyspace}.laurel_roster`;
  const write = async (query: string, params: unknown[] = []): Promise<void> => {
    await valueOf(session().write({ query, params }, BigInt(Date.now() + 3_600_000) * 1000n));
  };
  const copies = async (): Promise<(number | null)[]> => {
    const query = `SELECT userid, state FROM ${roster()}`;
    const rows = await all(session().scan({ query, params: [] }, 1000));
    return rows.map(({ state }) => (state instanceof Buffer ? state.length : null));
  };
  const forgetCopies = async (where: (place: number) => boolean): Promise<void> => {
    const query = `SELECT courseid, batchid, bucket, userid FROM ${roster()}`;
    const rows = await all(session().scan({ query, params: [] }, 1000));
    const forget = `DELETE state FROM ${roster()}
      WHERE courseid = ? AND batchid = ? AND bucket = ? AND userid = ?`;
    const groups = rows
      .filter((_, place) => where(place))
      .map((row) => [
        { query: forget, params: ['courseid', 'batchid', 'bucket', 'userid'].map((c) => row[c]) },
      ]);
    await valueOf(session().writeAll(groups, BigInt(Date.now() + 3_600_000) * 1000n));
  };

  beforeEach(async () => {
    startMs = Date.now();
    await empty();
  });

  it('give the report that the snapshots give, all, some or none of them there', async () => {
    const own = owner();
    for (let from = 0; from < LEARNERS; from += 1_000) {
      const rows = Array.from({ length: 1_000 }, (_, i) => rowOf(from + i, 1));
      await valueOf(own.snapshots.commit(commitOf({ snapshots: rows })));
    }
    const changed = Array.from({ length: 500 }, (_, i) => ({ ...rowOf(i, 3), isNew: false }));
    await valueOf(own.snapshots.commit(commitOf({ snapshots: changed })));

    const withAll = await reportOf(own);
    expect(await copies()).not.toContain(null);
    await forgetCopies((place) => place % 3 === 0);
    const withSome = await reportOf(own);
    await forgetCopies(() => true);
    expect(new Set(await copies())).toEqual(new Set([null]));
    const withNone = await reportOf(own);

    expect(withAll.split('\n').filter((line) => line !== '')).toHaveLength(LEARNERS);
    expect(withSome).toBe(withAll);
    expect(withNone).toBe(withAll);
  });

  it('are left out where a state is too large, and there again once it is not', async () => {
    const own = owner();
    const [small, large] = ['s'.repeat(COPY_BYTES_MAX), 'l'.repeat(COPY_BYTES_MAX + 1)];
    const commit = (row: SnapshotWrite): Promise<void> =>
      valueOf(own.snapshots.commit(commitOf({ snapshots: [row] })));
    const shown = async (): Promise<string[]> => texts(await batchOf(own));

    await commit(snapshot(keyOf('asha'), small));
    expect([await copies(), await shown()]).toEqual([[COPY_BYTES_MAX], [`asha batch ${small}`]]);
    await commit(again(keyOf('asha'), large));
    expect([await copies(), await shown()]).toEqual([[0], [`asha batch ${large}`]]);
    await commit(again(keyOf('asha'), 'x'));
    expect([await copies(), await shown()]).toEqual([[1], ['asha batch x']]);
  });

  it('of a commit that ended before its snapshots are what the next owner writes', async () => {
    const commit = commitOf({
      snapshots: [again(keyOf('asha'), 'after'), snapshot(keyOf('binu'), 'first')],
    });
    await valueOf(
      owner().snapshots.commit(commitOf({ snapshots: [snapshot(keyOf('asha'), 'before')] })),
    );
    startMs += 1_000;
    await owner(endsBeforeSnapshots(session())).snapshots.commit(commit);
    const between = texts(await batchOf(owner()));

    startMs += 1_000;
    const next = owner();
    const asha = await valueOf(next.snapshots.load(keyOf('asha')));
    const binu = await valueOf(next.snapshots.load(keyOf('binu')));
    await valueOf(next.snapshots.commit(commit));
    await valueOf(next.snapshots.commit(commit));

    // Both are durable in the log, which is what a scan promises not to fall behind.
    expect(between).toEqual(['asha batch after', 'binu batch first']);
    expect(Buffer.from(asha!.bytes).toString()).toBe('before');
    expect([asha?.inherited, binu]).toEqual([true, null]);
    expect(texts(await batchOf(next))).toEqual(between);
    await forgetCopies(() => true);
    expect(texts(await batchOf(next))).toEqual(between);
  });

  it('are never older than a snapshot, whatever part of a commit fails', async () => {
    const own = owner();
    await valueOf(own.snapshots.commit(commitOf({ snapshots: [snapshot(keyOf('asha'), 'old')] })));
    const broken: Session = { ...session(), writeAll: () => Promise.resolve(FAILED) };
    startMs += 1_000;

    const failed = await owner(broken).snapshots.commit(
      commitOf({ snapshots: [again(keyOf('asha'), 'new')] }),
    );

    expect(failed).toEqual(FAILED);
    const loaded = await valueOf(own.snapshots.load(keyOf('asha')));
    expect(Buffer.from(loaded!.bytes).toString()).toBe('old');
    expect(texts(await batchOf(own))).toEqual(['asha batch old']);
  });

  it('come with a column that a keyspace of before gets, by several processes', async () => {
    const own = owner();
    await valueOf(own.snapshots.commit(commitOf({ snapshots: [snapshot(keyOf('asha'), 'x')] })));
    await valueOf(session().define(`ALTER TABLE ${roster()} DROP state`));
    expect(await valueOf(missingParts(session()))).toEqual(['laurel_roster.state']);
    const processes = await Promise.all([another(), another(), another()]);

    await Promise.all(processes.map((process) => valueOf(migrate(process))));
    await Promise.all(processes.map((process) => process.close()));

    expect(await valueOf(missingParts(session()))).toEqual([]);
    expect(await copies()).toEqual([null]);
    expect(texts(await batchOf(own))).toEqual(['asha batch x']);
  });

  it('without a snapshot or a copy are passed over', async () => {
    const own = owner();
    const rows = ['asha', 'binu'].map((id) => snapshot(keyOf(id), 'x'));
    await valueOf(own.snapshots.commit(commitOf({ snapshots: rows })));
    await forgetCopies(() => true);
    await write(`DELETE FROM ${session().keyspace}.laurel_snapshot WHERE userid = ?`, ['binu']);

    expect(learners(await batchOf(own))).toEqual(['asha']);
    expect(await copies()).toEqual([null, null]);
  });
});

const FAILED = { ok: false, error: { kind: 'unavailable', detail: 'no' } } as const;

/** A process that is killed when what goes first is durable. */
function endsBeforeSnapshots(session: Session): Session {
  let calls = 0;
  return {
    ...session,
    writeAll: (groups, time) =>
      calls++ === 0 ? session.writeAll(groups, time) : Promise.resolve(FAILED),
  };
}

function rowOf(place: number, done: number): SnapshotWrite {
  const learner = `learner-${String(place).padStart(5, '0')}`;
  const state = {
    ...enrolment({ learner, completedAt: done === 3 ? Date.parse('2024-06-01T06:00:00Z') : 0 }),
    contents: new Map(
      LESSONS.slice(0, done + (place % 2)).map((id) => [
        id,
        { ...untouched(id), status: 2 as const, progress: 100 },
      ]),
    ),
  };
  const body = packEnrolment(state, TABLE);
  return { key: state.key, bytes: seal(state.key, { version: TABLE.version, body }), isNew: true };
}

async function batchOf(store: Pick<Store, 'snapshots'>) {
  const { course: id, batch: of } = keyOf('');
  return all(store.snapshots.openBatch(id, of).rows());
}

/** The rows of a progress report as text. */
async function reportOf(store: Pick<Store, 'snapshots'>): Promise<string> {
  const subject = { course: course(), batch: batch(), tree: tree(), scores: [] };
  const view = store.snapshots.openBatch(subject.course.course, subject.batch.batch);
  const users = userCache({ 'learner-00001': { state: 'Kerala' } });
  const glances = storedGlances({ view, users, tableOf: () => TABLE });
  let text = '';
  await valueOf(
    appendGlances(
      glances,
      { ...subject, counting: 'best', timeZone: 'Asia/Kolkata' },
      {
        ...{ onlyOrg: null, onRows: () => undefined, protection: { kind: 'plain' } },
        append: (chunk) => {
          text += Buffer.from(chunk).toString();
          return Promise.resolve();
        },
      },
    ),
  );
  return text;
}
