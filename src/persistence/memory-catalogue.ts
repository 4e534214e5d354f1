/**
 * The catalogue that several processes share, in memory, for tests and simulations. It decides as
 * Cassandra's does (`cassandra/catalogue.ts`), and passes the same contract suite.
 *
 * 1. A structure is put once: of two processes that publish under one number, one is told to read
 *    again. It first ends what the other began. Titles have no number: the later ones stay.
 * 2. A course goes only to the same or a higher version.
 * 3. A change is several statements, each in one piece; the note that others read of it is last.
 *    Who does not live to make them all, or fails in between, leaves the rest undone.
 */
import type { Batch } from '../domain/batch.js';
import { sameTree, type CourseTree } from '../domain/course.js';
import type { BatchId, CourseId, Instant } from '../domain/ids.js';
import { err, ok } from '../domain/result.js';
import type { CatalogueChanges } from './cluster-ports.js';
import type { CatalogueStore, CourseInfo, Stored } from './ports.js';
import type { StoreError, TemplateContent } from './ports.js';

/** Applies one statement in one piece, or answers why it did not, or perhaps did not. */
export type ApplyStatement = <T>(statement: () => T) => Stored<T>;

/** One process's handle on the catalogue that all share. */
export interface SharedCatalogue {
  readonly catalogue: CatalogueStore;
  readonly changes: CatalogueChanges;
}

export interface MemoryCatalogue {
  /** The handle of one more process; `now` is its clock, in milliseconds. */
  open(now: () => Instant, apply?: ApplyStatement): SharedCatalogue;
}

interface Tables {
  readonly courses: Map<CourseId, CourseInfo>;
  /** By course and number; `info` is what was published with it. */
  readonly structures: Map<string, { readonly tree: CourseTree; readonly info: CourseInfo }>;
  readonly batches: Map<BatchId, Batch>;
  readonly templates: Map<string, TemplateContent>;
  /** When a course or batch was put last. */
  readonly changedCourses: Map<CourseId, Instant>;
  readonly changedBatches: Map<BatchId, Instant>;
}

const AT_ONCE: ApplyStatement = (statement) => Promise.resolve(ok(statement()));

const READ_AGAIN: StoreError = {
  kind: 'unavailable',
  detail: 'published by another process; read again',
};

/** An empty catalogue that lives as long as the object. */
export function memoryCatalogue(): MemoryCatalogue {
  const tables: Tables = {
    courses: new Map(),
    structures: new Map(),
    batches: new Map(),
    templates: new Map(),
    changedCourses: new Map(),
    changedBatches: new Map(),
  };
  return {
    open: (now, apply = AT_ONCE) => ({
      catalogue: catalogueOn(tables, now, apply),
      changes: changesOn(tables, now),
    }),
  };
}

function catalogueOn(tables: Tables, now: () => Instant, apply: ApplyStatement): CatalogueStore {
  const { courses, structures, batches, templates, changedBatches } = tables;
  return {
    putCourse: (info, tree) => putCourse(tables, now, apply, { info, tree }),
    courses: () => each([...courses.values()]),
    trees: () => each([...structures.values()].map(({ tree }) => tree)),
    putBatch: async (batch) => {
      const put = await apply(() => void batches.set(batch.batch, batch));
      if (!put.ok) return put;
      return second(await apply(() => void changedBatches.set(batch.batch, now())));
    },
    batches: () => each([...batches.values()]),
    putTemplate: (hash, content) => apply(() => void templates.set(hash, content)),
    template: (hash) => Promise.resolve(ok(templates.get(hash) ?? null)),
  };
}

function changesOn(tables: Tables, now: () => Instant): CatalogueChanges {
  const { courses, structures, batches, changedCourses, changedBatches } = tables;
  return {
    changedSince: (at) =>
      Promise.resolve(
        ok({
          courses: since(changedCourses, at),
          batches: since(changedBatches, at),
          until: now(),
        }),
      ),
    course: (course) => {
      const info = courses.get(course);
      const all = [...structures.values()].map(({ tree }) => tree);
      const trees = all.filter((tree) => tree.course === course);
      return Promise.resolve(ok(info === undefined ? null : { info, trees }));
    },
    batch: (batch) => Promise.resolve(ok(batches.get(batch) ?? null)),
  };
}

async function putCourse(
  tables: Tables,
  now: () => Instant,
  apply: ApplyStatement,
  { info, tree }: { readonly info: CourseInfo; readonly tree: CourseTree },
): Stored<void> {
  const noted = (): void => void tables.changedCourses.set(info.course, now());
  const structure = await apply(() => putStructure(tables, info, tree));
  if (!structure.ok) return structure;
  const other = structure.value;
  if (other !== null) {
    const ended = await apply(() => putInfo(tables, other, other.version - 1));
    if (ended.ok && ended.value) await apply(noted);
    return err(READ_AGAIN);
  }
  const course = await apply(() => putInfo(tables, info, info.version));
  if (!course.ok) return second(course);
  return course.value ? second(await apply(noted)) : err(READ_AGAIN);
}

/** `null` = the structure is there; else what another process published under its number. */
function putStructure(
  { structures }: Tables,
  info: CourseInfo,
  tree: CourseTree,
): CourseInfo | null {
  const name = `${tree.course} ${String(tree.version)}`;
  const there = structures.get(name);
  if (there !== undefined && !sameTree(there.tree, tree)) return there.info;
  const isNewer = there === undefined || there.info.publishedAt <= info.publishedAt;
  if (isNewer) structures.set(name, { tree, info });
  return null;
}

/** Whether it replaced the course: one whose version is at most `versionMax`, or none. */
function putInfo({ courses }: Tables, info: CourseInfo, versionMax: number): boolean {
  const isOver = (courses.get(info.course)?.version ?? 0) <= versionMax;
  if (isOver) courses.set(info.course, info);
  return isOver;
}

/** Of a change whose earlier statement was applied: it may have been, whatever failed then. */
const second = <T>(answer: Awaited<Stored<T>>): Awaited<Stored<void>> =>
  answer.ok ? ok(undefined) : err({ kind: 'timeout', detail: answer.error.detail });

const since = <T>(changed: ReadonlyMap<T, Instant>, at: Instant): T[] =>
  [...changed].filter(([, changedAt]) => changedAt >= at).map(([name]) => name);

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}
