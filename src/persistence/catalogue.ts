/**
 * Courses, batches and templates in memory, written through to the store.
 *
 * - C1 A change is visible only once it is durable.
 * - C2 A course published again with an equal structure keeps its version; another structure gets
 *   the next number, and every structure is kept, as snapshots name their contents by it.
 * - C3 Changes of courses happen one after the other: two at once would take one number.
 */
import type { Batch } from '../domain/batch.js';
import { courseTree, sameTree, type CourseStructure, type CourseTree } from '../domain/course.js';
import type { BatchId, CourseId } from '../domain/ids.js';
import { ok } from '../domain/result.js';
import { contentTable, type ContentTable } from './packed-enrolment.js';
import type { CatalogueStore, CourseInfo, Stored } from './ports.js';

/** One structure of a course, ready for use. */
export interface Structure {
  readonly tree: CourseTree;
  readonly table: ContentTable;
}

interface Course {
  readonly info: CourseInfo;
  readonly structures: ReadonlyMap<number, Structure>;
}

export class CatalogueCache {
  readonly #store: CatalogueStore;
  readonly #courses = new Map<CourseId, Course>();
  readonly #batches = new Map<BatchId, Batch>();
  /** Resolves when the last change of a course is done (C3). */
  #idle: Promise<unknown> = Promise.resolve();

  private constructor(store: CatalogueStore) {
    this.#store = store;
  }

  /** Reads everything the store has. */
  static async open(store: CatalogueStore): Promise<CatalogueCache> {
    const cache = new CatalogueCache(store);
    for await (const info of store.courses()) {
      cache.#courses.set(info.course, { info, structures: new Map() });
    }
    for await (const tree of store.trees()) cache.#addTree(tree);
    for await (const batch of store.batches()) cache.#batches.set(batch.batch, batch);
    return cache;
  }

  course(course: CourseId): CourseInfo | null {
    return this.#courses.get(course)?.info ?? null;
  }

  /** Courses whose learners are not all derived under the newest structure. */
  unevaluated(): CourseInfo[] {
    return [...this.#courses.values()]
      .map(({ info }) => info)
      .filter((info) => info.evaluatedVersion < info.version);
  }

  /** The structure under a version, the newest when 0; `null` when there is none. */
  structure(course: CourseId, version: number): Structure | null {
    const held = this.#courses.get(course);
    return held?.structures.get(version === 0 ? held.info.version : version) ?? null;
  }

  batch(batch: BatchId): Batch | null {
    return this.#batches.get(batch) ?? null;
  }

  batches(): readonly Batch[] {
    return [...this.#batches.values()];
  }

  /** C2. Resolves with the course as it is now. */
  publish(
    published: Omit<CourseInfo, 'version' | 'evaluatedVersion'>,
    structure: CourseStructure,
  ): Stored<CourseInfo> {
    return this.#inTurn(() => {
      const before = this.#courses.get(published.course)?.info;
      const tree = this.#numbered(courseTree(structure, (before?.version ?? 0) + 1));
      const evaluatedVersion = before?.evaluatedVersion ?? 0;
      return this.#put({ ...published, version: tree.version, evaluatedVersion }, tree);
    });
  }

  /** Notes that all learners of a course were derived under a version. */
  evaluated(course: CourseId, version: number): Stored<CourseInfo | null> {
    return this.#inTurn<CourseInfo | null>(async () => {
      const held = this.#courses.get(course);
      const structure = held?.structures.get(held.info.version);
      if (held === undefined || structure === undefined) return ok(null);
      const evaluatedVersion = Math.max(held.info.evaluatedVersion, version);
      return this.#put({ ...held.info, evaluatedVersion }, structure.tree);
    });
  }

  /** Takes what another process made durable (C1): a course with all its structures. */
  adoptCourse(info: CourseInfo, trees: readonly CourseTree[]): void {
    const structures = this.#courses.get(info.course)?.structures ?? new Map<number, Structure>();
    this.#courses.set(info.course, { info, structures });
    for (const tree of trees) this.#addTree(tree);
  }

  /** Takes a batch that another process made durable. */
  adoptBatch(batch: Batch): void {
    this.#batches.set(batch.batch, batch);
  }

  async putBatch(batch: Batch): Stored<void> {
    const stored = await this.#store.putBatch(batch);
    if (stored.ok) this.#batches.set(batch.batch, batch);
    return stored;
  }

  #inTurn<T>(change: () => Stored<T>): Stored<T> {
    const changed = this.#idle.then(change);
    this.#idle = changed.catch(() => undefined);
    return changed;
  }

  async #put(info: CourseInfo, tree: CourseTree): Stored<CourseInfo> {
    const stored = await this.#store.putCourse(info, tree);
    if (!stored.ok) return stored;
    const structures = this.#courses.get(info.course)?.structures ?? new Map<number, Structure>();
    this.#courses.set(info.course, { info, structures });
    this.#addTree(tree);
    return ok(info);
  }

  #numbered(tree: CourseTree): CourseTree {
    const newest = this.structure(tree.course, 0);
    const same = newest !== null && sameTree(newest.tree, tree);
    return same ? { ...tree, version: newest.tree.version } : tree;
  }

  #addTree(tree: CourseTree): void {
    const course = this.#courses.get(tree.course);
    if (course === undefined) return;
    // Titles may be newer; the table names contents by place, and stays the one that is in use.
    const table = course.structures.get(tree.version)?.table ?? contentTable(tree);
    const structure = { tree, table };
    const structures = new Map(course.structures).set(tree.version, structure);
    this.#courses.set(tree.course, { ...course, structures });
  }
}
