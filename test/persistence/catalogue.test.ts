import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/domain/batch.js';
import type { BatchId } from '../../src/domain/ids.js';
import { CatalogueCache } from '../../src/persistence/catalogue.js';
import { faultyStore, type Fault } from '../../src/persistence/faulty-store.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import { all, valueOf } from '../contract/open-store.js';
import { COURSE, INFO, hierarchy, leaves, publish } from './catalogue-given.js';
import { openLmdb } from './stores.js';

describe('The catalogue', () => {
  it('knows nothing at first', async () => {
    const cache = await CatalogueCache.open(memoryStore().catalogue);

    expect(cache.course(COURSE)).toBeNull();
    expect(cache.structure(COURSE, 0)).toBeNull();
    expect(cache.batches()).toEqual([]);
    expect(await valueOf(cache.evaluated(COURSE, 1))).toBeNull();
  });

  it('numbers the first structure 1 and every other structure one more', async () => {
    const cache = await CatalogueCache.open(memoryStore().catalogue);

    const versions = [await publish(cache, 'a'), await publish(cache, 'a', 'b')];

    expect(versions).toEqual([1, 2]);
    expect(leaves(cache, 0)).toEqual(['a', 'b']);
    expect(leaves(cache, 1)).toEqual(['a']);
    expect(leaves(cache, 3)).toBeNull();
  });

  it('keeps the number of an equal structure, under a new description', async () => {
    const cache = await CatalogueCache.open(memoryStore().catalogue);
    await publish(cache, 'a');

    const again = await valueOf(cache.publish({ ...INFO, name: 'Renamed' }, hierarchy('a')));

    expect(again).toMatchObject({ name: 'Renamed', version: 1 });
    expect(cache.course(COURSE)).toEqual(again);
  });

  it('gives a structure that comes back a number of its own', async () => {
    const cache = await CatalogueCache.open(memoryStore().catalogue);
    await publish(cache, 'a');
    await publish(cache, 'b');

    expect(await publish(cache, 'a')).toBe(3);
  });

  it('gives structures that are published at once numbers of their own', async () => {
    const { catalogue } = memoryStore();
    const cache = await CatalogueCache.open(catalogue);

    const versions = await Promise.all(['a', 'b', 'c'].map((leaf) => publish(cache, leaf)));

    expect(versions).toEqual([1, 2, 3]);
    expect((await all(catalogue.trees())).map((tree) => tree.leaves)).toEqual([
      ['a'],
      ['b'],
      ['c'],
    ]);
  });

  it('shows a tree with the table by which snapshots name its contents', async () => {
    const cache = await CatalogueCache.open(memoryStore().catalogue);
    await publish(cache, 'a', 'b');

    const table = cache.structure(COURSE, 1)?.table;

    expect(table?.version).toBe(1);
    expect([...(table?.places ?? [])]).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
  });
});

describe('The re-evaluation of a course', () => {
  it('is due after each new structure until it is noted as done', async () => {
    const cache = await CatalogueCache.open(memoryStore().catalogue);
    await publish(cache, 'a');
    expect(due(cache)).toEqual(['course']);

    await valueOf(cache.evaluated(COURSE, 1));
    expect(due(cache)).toEqual([]);

    await publish(cache, 'a', 'b');
    expect(due(cache)).toEqual(['course']);
  });

  it('stays due when a newer structure was published at the same time', async () => {
    const cache = await CatalogueCache.open(memoryStore().catalogue);
    await publish(cache, 'a');

    await Promise.all([publish(cache, 'b'), valueOf(cache.evaluated(COURSE, 1))]);

    expect(cache.course(COURSE)).toMatchObject({ version: 2, evaluatedVersion: 1 });
    expect(leaves(cache, 0)).toEqual(['b']);
  });

  it('is not undone by a slower one of an older structure', async () => {
    const cache = await CatalogueCache.open(memoryStore().catalogue);
    await publish(cache, 'a');
    await publish(cache, 'b');

    await valueOf(cache.evaluated(COURSE, 2));
    await valueOf(cache.evaluated(COURSE, 1));

    expect(due(cache)).toEqual([]);
  });
});

describe('A change of the catalogue', () => {
  it('is not visible before it is durable', async () => {
    const { cache, answer } = await held();

    const published = cache.publish(INFO, hierarchy('a'));
    const put = cache.putBatch(batch('b1'));
    await Promise.resolve();
    expect([cache.course(COURSE), cache.batch(batch('b1').batch)]).toEqual([null, null]);

    answer();
    await Promise.all([published, put]);
    expect(cache.course(COURSE)?.version).toBe(1);
    expect(cache.batch(batch('b1').batch)).toEqual(batch('b1'));
  });

  it.each<Fault>(['unavailable', 'timeout'])(
    'is not visible after %s, and can be repeated',
    async (f) => {
      let fault: Fault = f;
      const cache = await CatalogueCache.open(faultyStore(memoryStore(), () => fault).catalogue);

      const published = await cache.publish(INFO, hierarchy('a'));
      const put = await cache.putBatch(batch('b1'));
      expect([published.ok, put.ok]).toEqual([false, false]);
      expect([cache.course(COURSE), cache.batches()]).toEqual([null, []]);

      fault = 'none';
      expect(await publish(cache, 'a')).toBe(1);
      await valueOf(cache.putBatch(batch('b1')));
      expect(cache.batches()).toEqual([batch('b1')]);
    },
  );

  it('is there after a reopening: courses, every structure, batches', async () => {
    const { store, reopen } = await openLmdb();
    const before = await CatalogueCache.open(store.catalogue);
    await publish(before, 'a');
    await publish(before, 'a', 'b');
    await valueOf(before.evaluated(COURSE, 1));
    await valueOf(before.putBatch(batch('b1')));

    const after = await CatalogueCache.open((await reopen()).catalogue);

    expect(after.course(COURSE)).toEqual(before.course(COURSE));
    expect(after.structure(COURSE, 1)).toEqual(before.structure(COURSE, 1));
    expect(after.structure(COURSE, 0)).toEqual(before.structure(COURSE, 2));
    expect(after.batches()).toEqual([batch('b1')]);
    expect(await publish(after, 'a', 'b')).toBe(2);
    expect(await publish(after, 'c')).toBe(3);
  });
});

const due = (cache: CatalogueCache): string[] => cache.unevaluated().map((info) => info.course);

/** A catalogue whose store keeps its answers back until `answer` is called. */
async function held(): Promise<{ cache: CatalogueCache; answer: () => void }> {
  const { catalogue } = memoryStore();
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const cache = await CatalogueCache.open({
    ...catalogue,
    putCourse: (info, tree) => answered.then(() => catalogue.putCourse(info, tree)),
    putBatch: (one) => answered.then(() => catalogue.putBatch(one)),
  });
  return { cache, answer };
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
  createdAt: 1000,
  updatedAt: 0,
  templates: {},
});
