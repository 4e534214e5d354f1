/** What several processes do to one catalogue and one schema on a real Cassandra. */
import { pack } from 'msgpackr';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/domain/batch.js';
import type { BatchId } from '../../src/domain/ids.js';
import { migrate, missingParts } from '../../src/persistence/cassandra/migrations.js';
import type { Session } from '../../src/persistence/cassandra/session.js';
import type { Statement } from '../../src/persistence/cassandra/statement.js';
import { cassandraStore, type CassandraStore } from '../../src/persistence/cassandra/store.js';
import type { CourseInfo } from '../../src/persistence/ports.js';
import { all, valueOf } from '../contract/open-store.js';
import { sharedCatalogueContract } from '../contract/shared-catalogue.js';
import { realServers } from '../real/servers.js';
import { COURSE, infoOf, treeOf } from './catalogue-given.js';
import { testKeyspace } from './cassandra-keyspace.js';

const HOUR_MS = 3_600_000;

describe.skipIf(realServers() === null)('Processes that share a Cassandra', () => {
  const { session, empty, another } = testKeyspace();
  const store = (on: Session = session()): CassandraStore =>
    cassandraStore(on, () => ({ apart: [], ofLearner: new Map() }));
  /** A process whose clock is another. */
  const storeAt = (at: () => number): CassandraStore => store({ ...session(), now: at });

  beforeEach(empty);

  sharedCatalogueContract(() =>
    Promise.resolve({
      open: store,
      begin: async (info, tree, before) => {
        await valueOf(store().catalogue.putCourse(info, tree));
        await valueOf(session().decide(courseBack(session().keyspace, before)));
      },
    }),
  );

  it('tells what changed since a moment, and nothing from long before', async () => {
    const now = Date.now();
    await valueOf(storeAt(() => now - HOUR_MS).catalogue.putBatch(batch('old')));
    const { catalogue, changes } = storeAt(() => now);
    await valueOf(catalogue.putCourse(infoOf(1), treeOf(1, 'a')));
    await valueOf(catalogue.putBatch(batch('b1')));
    await valueOf(catalogue.putBatch(batch('b1')));

    const change = await valueOf(changes.changedSince(now - 1000));

    expect(change).toEqual({ courses: [COURSE], batches: ['b1'], until: now });
    const later = storeAt(() => now + HOUR_MS).changes;
    expect((await valueOf(later.changedSince(now + HOUR_MS))).batches).toEqual([]);
  });

  it('tells what another process wrote over midnight and with a clock that is off', async () => {
    const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000;
    await valueOf(storeAt(() => midnight - 20_000).catalogue.putBatch(batch('slow')));
    await valueOf(storeAt(() => midnight + 20_000).catalogue.putBatch(batch('fast')));

    const change = await valueOf(storeAt(() => midnight).changes.changedSince(midnight));
    const before = storeAt(() => midnight - 1).changes;

    expect([...change.batches].sort()).toEqual(['fast', 'slow']);
    expect((await valueOf(before.changedSince(midnight - 1))).batches).toHaveLength(2);
  });

  it('names everything to who asks for more than the feed holds', async () => {
    const now = Date.now();
    const { catalogue, changes } = storeAt(() => now);
    await valueOf(storeAt(() => now - 100 * HOUR_MS).catalogue.putBatch(batch('old')));
    await valueOf(catalogue.putCourse(infoOf(1), treeOf(1, 'a')));

    const change = await valueOf(changes.changedSince(now - 47 * HOUR_MS));

    expect(change).toEqual({ courses: [COURSE], batches: ['old'], until: now });
  });

  it('reads single courses, structures and batches, and knows of no others', async () => {
    const { catalogue, changes } = store();
    await valueOf(catalogue.putBatch(batch('b1')));

    expect(await valueOf(changes.batch('b1' as BatchId))).toEqual(batch('b1'));
    expect(await valueOf(changes.batch('b' as BatchId))).toBeNull();
    expect(await valueOf(changes.course(COURSE))).toBeNull();
    expect(await valueOf(changes.tree(COURSE, 1))).toBeNull();
  });

  it('keeps a document that was drawn first, though it arrives second', async () => {
    const id = 'c1' as Parameters<CassandraStore['certificates']['document']>[0];
    const times = { first: 5_000_000n, second: 6_000_000n };
    const at = (time: bigint): CassandraStore => store({ ...session(), wallTime: () => time });
    await valueOf(at(times.second).certificates.putDocument(id, Buffer.from('second')));
    await valueOf(at(times.first).certificates.putDocument(id, Buffer.from('first')));

    const document = await valueOf(store().certificates.document(id));

    expect(Buffer.from(document!).toString()).toBe('first');
  });

  it('makes the tables that are missing, by several processes at once, and no others', async () => {
    await valueOf(store().catalogue.putBatch(batch('kept')));
    for (const table of ['laurel_member', 'laurel_lease']) {
      await valueOf(session().define(`DROP TABLE ${session().keyspace}.${table}`));
    }
    expect(await valueOf(missingParts(session()))).toEqual(['laurel_lease', 'laurel_member']);
    const processes = await Promise.all([another(), another(), another()]);

    await Promise.all(processes.map((process) => valueOf(migrate(process))));
    await Promise.all(processes.map((process) => process.close()));

    expect(await valueOf(missingParts(session()))).toEqual([]);
    expect(await valueOf(store().members.all())).toEqual([]);
    expect(await all(store().catalogue.batches())).toEqual([batch('kept')]);
  });
});

/** Puts the course back to what it was before its last structure, which stays. */
function courseBack(keyspace: string, before: CourseInfo | null): Statement {
  const table = `${keyspace}.laurel_course`;
  if (before === null) {
    return { query: `DELETE FROM ${table} WHERE courseid = ? IF EXISTS`, params: [COURSE] };
  }
  const query = `UPDATE ${table} SET version = ?, info = ? WHERE courseid = ? IF EXISTS`;
  return { query, params: [before.version, pack(before), COURSE] };
}

const batch = (id: string): Batch => ({
  batch: id as BatchId,
  course: COURSE,
  name: 'Batch',
  description: '',
  enrolmentType: 'open',
  startDate: '2024-01-01',
  endDate: null,
  enrolmentEndDate: null,
  createdBy: '',
  createdFor: [],
  mentors: [],
  createdAt: 0,
  updatedAt: 0,
  templates: {},
});
