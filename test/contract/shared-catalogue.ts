/** What a catalogue promises that several processes put courses in (`CatalogueCache`, C4). */
import { describe, expect, it } from 'vitest';
import type { CourseTree } from '../../src/domain/course.js';
import type { ContentId, CourseId } from '../../src/domain/ids.js';
import { CatalogueCache } from '../../src/persistence/catalogue.js';
import type { SharedCatalogue } from '../../src/persistence/memory-catalogue.js';
import type { CourseInfo } from '../../src/persistence/ports.js';
import { COURSE, INFO, hierarchy, infoOf, treeOf } from '../persistence/catalogue-given.js';
import { valueOf } from './open-store.js';

export interface GivenCatalogue {
  /** As one more process has it. */
  open(): SharedCatalogue;
  /** A process puts a structure and dies; the course is still `before`, `null` = there is none. */
  begin(info: CourseInfo, tree: CourseTree, before: CourseInfo | null): Promise<void>;
}

/** Gives an empty catalogue. */
type Give = () => Promise<GivenCatalogue>;

/** The suite, on empty catalogues of `given`. */
export function sharedCatalogueContract(given: Give): void {
  describe('the catalogue of several processes', () => {
    rivals(given);
    lateOnes(given);
    unended(given);
  });
}

function rivals(given: Give): void {
  it('keeps the first of two structures that are published under one number', async () => {
    const { open } = await given();
    await valueOf(open().catalogue.putCourse(infoOf(1), treeOf(1, 'a')));

    expect(await open().catalogue.putCourse(infoOf(1), treeOf(1, 'b'))).toMatchObject(READ_AGAIN);

    expect(await valueOf(open().changes.course(COURSE))).toEqual(course(infoOf(1), treeOf(1, 'a')));
  });

  it('keeps one of structures that are published at once, and tells the others', async () => {
    const { open } = await given();
    const { catalogue, changes } = open();
    const trees = ['a', 'b', 'c'].map((content) => treeOf(1, content));

    const answers = await Promise.all(trees.map((one) => catalogue.putCourse(infoOf(1), one)));

    const kept = (await valueOf(changes.course(COURSE)))?.trees ?? [];
    expect(kept).toHaveLength(1);
    expect(trees).toContainEqual(kept[0]);
    answers.forEach((answer, i) => {
      if (answer.ok) expect(trees[i]).toEqual(kept[0]);
    });
  });

  it('gives each of several structures that are published at once a number', async () => {
    const { open } = await given();
    const contents = ['a', 'b', 'c', 'd'];

    const versions = await Promise.all(
      contents.map(async (content) => {
        const { catalogue, changes } = open();
        const cache = await CatalogueCache.open(catalogue, (one) => changes.course(one));
        return (await valueOf(cache.publish(INFO, hierarchy(content)))).version;
      }),
    );

    const kept = await valueOf(open().changes.course(COURSE));
    expect(kept?.info.version).toBe(4);
    expect(kept?.trees.map((one) => one.version)).toEqual([1, 2, 3, 4]);
    expect(kept?.trees.flatMap((one) => one.leaves).sort()).toEqual(contents);
    for (const version of versions) expect(version).toBeLessThanOrEqual(4);
  });
}

function lateOnes(given: Give): void {
  it('takes the same structure again, with another description', async () => {
    const { open } = await given();
    const { catalogue, changes } = open();
    await valueOf(catalogue.putCourse(infoOf(1), treeOf(1, 'a')));

    await valueOf(catalogue.putCourse({ ...infoOf(1), name: 'renamed' }, treeOf(1, 'a')));

    expect((await valueOf(changes.course(COURSE)))?.info.name).toBe('renamed');
  });

  it('shows new titles of the same structure, and not again those from before', async () => {
    const { open } = await given();
    const { catalogue, changes } = open();
    const renamed = { ...treeOf(1, 'a'), titles: new Map([['a' as ContentId, 'Renamed']]) };
    await valueOf(catalogue.putCourse(infoOf(1), treeOf(1, 'a')));

    const later = { ...infoOf(1), publishedAt: INFO.publishedAt + 1 };
    await valueOf(catalogue.putCourse(later, renamed));
    await valueOf(open().catalogue.putCourse(infoOf(1), treeOf(1, 'a')));

    expect((await valueOf(changes.course(COURSE)))?.trees).toEqual([renamed]);
  });

  it('keeps the newest version of a course against a process that missed it', async () => {
    const { open } = await given();
    const { catalogue, changes } = open();
    await valueOf(catalogue.putCourse(infoOf(1), treeOf(1, 'a')));
    await valueOf(catalogue.putCourse(infoOf(2), treeOf(2, 'b')));

    const late = { ...infoOf(1), evaluatedVersion: 1 };
    expect(await catalogue.putCourse(late, treeOf(1, 'a'))).toMatchObject(READ_AGAIN);

    const kept = course(infoOf(2), treeOf(1, 'a'), treeOf(2, 'b'));
    expect(await valueOf(changes.course(COURSE))).toEqual(kept);
  });

  it('names to others the courses that were put', async () => {
    const { open } = await given();
    const { catalogue, changes } = open();
    const { until } = await valueOf(changes.changedSince(Date.now()));

    await valueOf(catalogue.putCourse(infoOf(1), treeOf(1, 'a')));

    expect((await valueOf(open().changes.changedSince(until))).courses).toEqual([COURSE]);
    expect(await valueOf(changes.course('other' as CourseId))).toBeNull();
  });
}

function unended(given: Give): void {
  it('ends a publication that its process did not live to end, and goes on from it', async () => {
    const { open, begin } = await given();
    const { catalogue, changes } = open();
    await valueOf(catalogue.putCourse(infoOf(1), treeOf(1, 'a')));
    await begin(infoOf(2), treeOf(2, 'b'), infoOf(1));

    expect(await catalogue.putCourse(infoOf(2), treeOf(2, 'c'))).toMatchObject(READ_AGAIN);

    expect((await valueOf(changes.course(COURSE)))?.info).toEqual(infoOf(2));
    await valueOf(catalogue.putCourse(infoOf(3), treeOf(3, 'c')));
  });

  it('ends the first publication of a course too', async () => {
    const { open, begin } = await given();
    const { catalogue, changes } = open();
    await begin(infoOf(1), treeOf(1, 'a'), null);

    expect(await catalogue.putCourse(infoOf(1), treeOf(1, 'b'))).toMatchObject(READ_AGAIN);

    expect((await valueOf(changes.course(COURSE)))?.info).toEqual(infoOf(1));
  });
}

const READ_AGAIN = { ok: false, error: { kind: 'unavailable' } };

const course = (
  one: CourseInfo,
  ...trees: CourseTree[]
): { readonly info: CourseInfo; readonly trees: CourseTree[] } => ({ info: one, trees });
