/** What several processes do to one catalogue and one schema on a real Cassandra. */
import { pack } from 'msgpackr';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/domain/batch.js';
import type { CourseStructure, CourseTree } from '../../src/domain/course.js';
import { COLLECTION_MIME_TYPE } from '../../src/domain/hierarchy.js';
import type { BatchId, ContentId, CourseId } from '../../src/domain/ids.js';
import type { PublishedCourse } from '../../src/engine.js';
import { CatalogueCache } from '../../src/persistence/catalogue.js';
import { migrate, missingParts } from '../../src/persistence/cassandra/migrations.js';
import type { Session } from '../../src/persistence/cassandra/session.js';
import { cassandraStore, type CassandraStore } from '../../src/persistence/cassandra/store.js';
import type { CourseInfo } from '../../src/persistence/ports.js';
import { all, valueOf } from '../contract/open-store.js';
import { realServers } from '../real/servers.js';
import { testKeyspace } from './cassandra-keyspace.js';

const COURSE = 'course' as CourseId;
const HOUR_MS = 3_600_000;
const READ_AGAIN = {
  ok: false,
  error: { kind: 'unavailable', detail: 'published by another process; read again' },
};

describe.skipIf(realServers() === null)('Processes that share a Cassandra', () => {
  const { session, empty, another } = testKeyspace();
  const store = (on: Session = session()): CassandraStore =>
    cassandraStore(on, () => ({ apart: [], ofLearner: new Map() }));
  /** A process whose clock is another. */
  const storeAt = (at: () => number): CassandraStore => store({ ...session(), now: at });

  beforeEach(empty);

  it('keeps the first of two structures that are published under one number', async () => {
    const { catalogue, changes } = store();
    await valueOf(catalogue.putCourse(info(1), tree(1, 'a')));

    expect(await store().catalogue.putCourse(info(1), tree(1, 'b'))).toEqual(READ_AGAIN);

    expect(await valueOf(changes.tree(COURSE, 1))).toEqual(tree(1, 'a'));
  });

  it('keeps one of structures that are published at once, and tells the others', async () => {
    const { catalogue, changes } = store();
    const trees = ['a', 'b', 'c'].map((content) => tree(1, content));

    const answers = await Promise.all(trees.map((one) => catalogue.putCourse(info(1), one)));

    const kept = await valueOf(changes.tree(COURSE, 1));
    expect(trees).toContainEqual(kept);
    answers.forEach((answer, i) => {
      if (answer.ok) expect(trees[i]).toEqual(kept);
    });
  });

  it('gives each of several structures that are published at once a number', async () => {
    const contents = ['a', 'b', 'c', 'd'];
    const published: PublishedCourse = info(0);

    const versions = await Promise.all(
      contents.map(async (content) => {
        const { catalogue, changes } = store();
        const cache = await CatalogueCache.open(catalogue, (course) => changes.course(course));
        return (await valueOf(cache.publish(published, structure(content)))).version;
      }),
    );

    const course = await valueOf(store().changes.course(COURSE));
    expect(course?.info.version).toBe(4);
    expect(course?.trees.map((one) => one.version)).toEqual([1, 2, 3, 4]);
    expect(course?.trees.flatMap((one) => one.leaves).sort()).toEqual(contents);
    for (const version of versions) expect(version).toBeLessThanOrEqual(4);
  });

  it('takes the same structure again, with another description', async () => {
    const { catalogue, changes } = store();
    await valueOf(catalogue.putCourse(info(1), tree(1, 'a')));

    await valueOf(catalogue.putCourse({ ...info(1), name: 'renamed' }, tree(1, 'a')));

    expect((await valueOf(changes.course(COURSE)))?.info.name).toBe('renamed');
  });

  it('keeps the newest version of a course against a process that missed it', async () => {
    const { catalogue, changes } = store();
    await valueOf(catalogue.putCourse(info(1), tree(1, 'a')));
    await valueOf(catalogue.putCourse(info(2), tree(2, 'b')));

    const late = { ...info(1), evaluatedVersion: 1 };
    expect(await catalogue.putCourse(late, tree(1, 'a'))).toEqual(READ_AGAIN);

    const course = await valueOf(changes.course(COURSE));
    expect(course).toEqual({ info: info(2), trees: [tree(1, 'a'), tree(2, 'b')] });
  });

  it('ends a publication that its process did not live to end, and goes on from it', async () => {
    const { catalogue, changes } = store();
    const { keyspace } = session();
    await valueOf(catalogue.putCourse(info(1), tree(1, 'a')));
    await valueOf(catalogue.putCourse(info(2), tree(2, 'b')));
    const query = `UPDATE ${keyspace}.laurel_course SET version = 1, info = ?
      WHERE courseid = ? IF EXISTS`;
    await valueOf(session().decide({ query, params: [pack(info(1)), COURSE] }));

    expect(await catalogue.putCourse(info(2), tree(2, 'c'))).toEqual(READ_AGAIN);

    expect((await valueOf(changes.course(COURSE)))?.info).toEqual(info(2));
    await valueOf(catalogue.putCourse(info(3), tree(3, 'c')));
  });

  it('ends the first publication of a course too', async () => {
    const { catalogue, changes } = store();
    await valueOf(catalogue.putCourse(info(1), tree(1, 'a')));
    const query = `DELETE FROM ${session().keyspace}.laurel_course WHERE courseid = ? IF EXISTS`;
    await valueOf(session().decide({ query, params: [COURSE] }));

    expect(await catalogue.putCourse(info(1), tree(1, 'b'))).toEqual(READ_AGAIN);

    expect((await valueOf(changes.course(COURSE)))?.info).toEqual(info(1));
  });

  it('tells what changed since a moment, and nothing from long before', async () => {
    const now = Date.now();
    await valueOf(storeAt(() => now - HOUR_MS).catalogue.putBatch(batch('old')));
    const { catalogue, changes } = storeAt(() => now);
    await valueOf(catalogue.putCourse(info(1), tree(1, 'a')));
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
    await valueOf(catalogue.putCourse(info(1), tree(1, 'a')));

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

const info = (version: number): CourseInfo => ({
  course: COURSE,
  name: 'Course',
  description: '',
  appIcon: '',
  status: 'Live',
  channel: '',
  userConsent: '',
  leafNodesCount: 1,
  publishedAt: 1_700_000_000_000,
  version,
  evaluatedVersion: 0,
});

/** A course of one content. */
function structure(content: string): CourseStructure {
  const common = {
    ...{ name: '', contentType: '', objectType: '', primaryCategory: '', visibility: '' },
    ...{ optional: false, leafNodes: null, leafNodesCount: 0 },
  };
  const leaf = { ...common, identifier: content, mimeType: 'application/pdf', children: [] };
  return {
    ...common,
    ...{ identifier: COURSE, mimeType: COLLECTION_MIME_TYPE, children: [leaf] },
  };
}

const tree = (version: number, content: string): CourseTree => ({
  course: COURSE,
  version,
  leaves: [content as ContentId],
  optional: [],
  required: [content as ContentId],
  units: [],
  ancestors: new Map(),
  scored: [],
  firstLevel: [],
  titles: new Map(),
  leafNodesCount: 1,
});

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
