import { describe, expect, it } from 'vitest';
import { sameTree, type CourseTree } from '../../src/domain/course.js';
import { err, ok } from '../../src/domain/result.js';
import { CatalogueCache, type NewestCourse } from '../../src/persistence/catalogue.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import type { CatalogueStore, CourseInfo } from '../../src/persistence/ports.js';
import { valueOf } from '../contract/open-store.js';
import { COURSE, INFO, hierarchy, leaves, publish } from './catalogue-given.js';

describe('Processes that publish one course at one moment', () => {
  it('each get a number for their structure, in the order of the store', async () => {
    const { open, put } = shared();
    const [first, second] = [await open(), await open()];
    await publish(first, 'a');

    expect(await publish(second, 'b')).toBe(2);
    expect(await publish(first, 'c')).toBe(3);

    expect(leaves(first, 2)).toEqual(['b']);
    expect(put.map(({ leaves: one }) => one)).toEqual([['a'], ['b'], ['c']]);
  });

  it('share a number where the structure is the same', async () => {
    const { open } = shared();
    const [first, second] = [await open(), await open()];
    await publish(first, 'a');

    expect(await publish(second, 'a')).toBe(1);
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
    const { open, put, endNext } = shared();
    const [first, second] = [await open(), await open()];
    endNext(() => publish(second, 'b'));

    expect(await publish(first, 'a')).toBe(2);

    expect(put.map(({ leaves: one }) => one)).toEqual([['a'], ['b']]);
  });

  it('give up at a limit, and say that the store refused', async () => {
    let version = 0;
    const { catalogue } = memoryStore();
    const cache = await CatalogueCache.open(
      { ...catalogue, putCourse: () => Promise.resolve(READ_AGAIN) },
      () => Promise.resolve(ok({ info: infoOf(++version), trees: [] })),
    );

    expect(await cache.publish(INFO, hierarchy('a'))).toEqual(READ_AGAIN);
    expect(version).toBe(15);
  });
});

const READ_AGAIN = err({ kind: 'unavailable', detail: 'read again' } as const);

const infoOf = (version: number): CourseInfo => ({ ...INFO, version, evaluatedVersion: 0 });

/** One store as several processes have it: a number is taken once, a lower one is refused. */
function shared() {
  const { catalogue, tables } = memoryStore();
  const put: CourseTree[] = [];
  let ended: (() => Promise<unknown>) | null = null;
  const putCourse: CatalogueStore['putCourse'] = async (info, tree) => {
    const taken = put.find(({ version }) => version === tree.version);
    if (taken !== undefined && !sameTree(taken, tree)) return READ_AGAIN;
    if ((tables.courses.get(COURSE)?.version ?? 0) > info.version) return READ_AGAIN;
    if (taken === undefined) put.push(tree);
    await valueOf(catalogue.putCourse(info, tree));
    const meanwhile = ended;
    ended = null;
    if (meanwhile === null) return ok(undefined);
    await meanwhile();
    return READ_AGAIN;
  };
  const newest: NewestCourse = (course) => {
    const info = tables.courses.get(course);
    const trees = [...tables.trees.values()];
    return Promise.resolve(ok(info === undefined ? null : { info, trees }));
  };
  const open = (): Promise<CatalogueCache> =>
    CatalogueCache.open({ ...catalogue, putCourse }, newest);
  return { open, put, endNext: (work: () => Promise<unknown>) => void (ended = work) };
}
