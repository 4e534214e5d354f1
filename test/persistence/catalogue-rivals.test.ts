import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { CatalogueCache } from '../../src/persistence/catalogue.js';
import { memoryCatalogue, type ApplyStatement } from '../../src/persistence/memory-catalogue.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import { valueOf } from '../contract/open-store.js';
import { COURSE, INFO, hierarchy, infoOf, leaves, publish, treeOf } from './catalogue-given.js';

describe('Processes that publish one course at one moment', () => {
  it('each get a number for their structure, in the order of the store', async () => {
    const { open, kept } = shared();
    const [first, second] = [await open(), await open()];
    await publish(first, 'a');

    expect(await publish(second, 'b')).toBe(2);
    expect(await publish(first, 'c')).toBe(3);

    expect(leaves(first, 2)).toEqual(['b']);
    expect(await kept()).toEqual([['a'], ['b'], ['c']]);
  });

  it('share a number where the structure is the same', async () => {
    const { open } = shared();
    const [first, second] = [await open(), await open()];
    await publish(first, 'a');

    expect(await publish(second, 'a')).toBe(1);
  });

  it('go back to an older structure after one that they had not heard of', async () => {
    const { open, kept } = shared();
    const [first, second] = [await open(), await open()];
    await publish(first, 'a');
    await publish(second, 'b');

    expect(await publish(first, 'a')).toBe(3);
    expect(await kept()).toEqual([['a'], ['b'], ['a']]);
  });

  it('publish once more what another did before it published something else', async () => {
    const { open } = shared();
    const [first, second] = [await open(), await open()];
    await publish(first, 'a');
    for (const leaf of ['b', 'c']) await publish(second, leaf);

    expect(await publish(first, 'b')).toBe(4);
    expect(leaves(first, 0)).toEqual(['b']);
  });

  it('do not publish what they cannot place after what is there', async () => {
    const away = err({ kind: 'unavailable', detail: 'away' } as const);
    const { catalogue } = memoryStore();
    const cache = await CatalogueCache.open(catalogue, () => Promise.resolve(away));

    expect(await cache.publish(INFO, hierarchy('a'))).toEqual(away);
    expect(cache.course(COURSE)).toBeNull();
  });

  it('note what is evaluated beside a newer structure', async () => {
    const { open } = shared();
    const [first, second] = [await open(), await open()];
    await publish(first, 'a');
    await publish(second, 'b');

    expect(await valueOf(first.evaluated(COURSE, 1))).toMatchObject({
      version: 2,
      evaluatedVersion: 1,
    });
  });

  it('do not put again what another one has ended for them and built on', async () => {
    const { open, kept } = shared();
    const second = await open();
    let statements = 0;
    const first = await open(async (statement) => {
      // Between its structure and its course.
      if (++statements === 2) await publish(second, 'b');
      return ok(statement());
    });

    expect(await publish(first, 'a')).toBe(2);

    expect(await kept()).toEqual([['a'], ['b']]);
  });

  it('take the next number, though they heard of the other while the store decided', async () => {
    const { open } = shared();
    const first = await open();
    const second: CatalogueCache = await open(async (statement) => {
      if (first.course(COURSE) === null) {
        await publish(first, 'a');
        second.adoptCourse(infoOf(1), [treeOf(1, 'a')]);
      }
      return ok(statement());
    });

    expect(await publish(second, 'b')).toBe(2);
  });

  it('keep what they published against what they had read before', async () => {
    const { open } = shared();
    const cache = await open();
    await publish(cache, 'a');
    const read = { info: infoOf(1), trees: [treeOf(1, 'a')] };
    await publish(cache, 'b');

    cache.adoptCourse(read.info, read.trees);

    expect(cache.course(COURSE)?.version).toBe(2);
    expect(leaves(cache, 0)).toEqual(['b']);
  });

  it('give up at a limit, and say that the store refused', async () => {
    let version = 0;
    const { catalogue } = memoryStore();
    const cache = await CatalogueCache.open(
      { ...catalogue, putCourse: () => Promise.resolve(READ_AGAIN) },
      () => Promise.resolve(ok({ info: infoOf(++version), trees: [] })),
    );

    expect(await cache.publish(INFO, hierarchy('a'))).toEqual(READ_AGAIN);
    expect(version).toBe(16);
  });
});

const READ_AGAIN = err({ kind: 'unavailable', detail: 'read again' } as const);

/** One catalogue as several processes have it. */
function shared() {
  const store = memoryCatalogue();
  const open = async (apply?: ApplyStatement): Promise<CatalogueCache> => {
    const { catalogue, changes } = store.open(() => 0, apply);
    return CatalogueCache.open(catalogue, (course) => changes.course(course));
  };
  /** The contents of every structure, in the order of their numbers. */
  const kept = async (): Promise<readonly (readonly string[])[]> => {
    const course = await valueOf(store.open(() => 0).changes.course(COURSE));
    return course?.trees.map((tree) => tree.leaves) ?? [];
  };
  return { open, kept };
}
