/**
 * Courses, batches and templates in memory, written through to the store.
 *
 * - C1 A change is visible only once it is durable.
 * - C2 A course published again with an equal structure keeps its version; another structure gets
 *   the next number, and every structure is kept, as snapshots name their contents by it.
 * - C3 Changes of courses happen one after the other: two at once would take one number.
 * - C4 Another process may have taken the number: the store decides who has it, and whoever has not
 *   reads what is there and takes the next one, up to a limit. What others published before is read
 *   first: a course that goes back to an older structure does so after theirs.
 * - C5 A course goes only forward: what was read before a publication and comes after it brings
 *   its structures, and does not make an older one the newest.
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

/** Reads a course as other processes left it; `null` = there is none. */
export type NewestCourse = (
  course: CourseId,
) => Stored<{ readonly info: CourseInfo; readonly trees: readonly CourseTree[] } | null>;

/** How often one change of a course gives way to those of other processes (C4). */
const COURSE_TRIES_COUNT_MAX = 16;

const NOBODY_ELSE: NewestCourse = () => Promise.resolve(ok(null));

export class CatalogueCache {
  readonly #store: CatalogueStore;
  readonly #newest: NewestCourse;
  readonly #courses = new Map<CourseId, Course>();
  readonly #batches = new Map<BatchId, Batch>();
  /** Resolves when the last change of a course is done (C3). */
  #idle: Promise<unknown> = Promise.resolve();

  private constructor(store: CatalogueStore, newest: NewestCourse) {
    this.#store = store;
    this.#newest = newest;
  }

  /** Reads everything the store has. */
  static async open(store: CatalogueStore, newest = NOBODY_ELSE): Promise<CatalogueCache> {
    const cache = new CatalogueCache(store, newest);
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

  courses(): CourseInfo[] {
    return [...this.#courses.values()].map(({ info }) => info);
  }

  /** Courses whose learners are not all derived under the newest structure. */
  unevaluated(): CourseInfo[] {
    return this.courses().filter((info) => info.evaluatedVersion < info.version);
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
    let tried: CourseTree | null = null;
    const put = (): Stored<CourseInfo> => {
      const before = this.#courses.get(published.course)?.info;
      // Who came after this publication may have ended it; it has its number, and is not repeated.
      if (before !== undefined && this.#isThere(tried)) return Promise.resolve(ok(before));
      const tree = this.#numbered(courseTree(structure, (before?.version ?? 0) + 1));
      tried = tree;
      const evaluatedVersion = before?.evaluatedVersion ?? 0;
      return this.#put({ ...published, version: tree.version, evaluatedVersion }, tree);
    };
    return this.#inTurn(async () => {
      const before = await this.#catchUp(published.course);
      return before.ok ? this.#givingWay(published.course, put) : before;
    });
  }

  /** Notes that all learners of a course were derived under a version. */
  evaluated(course: CourseId, version: number): Stored<CourseInfo | null> {
    const put = async (): Stored<CourseInfo | null> => {
      const held = this.#courses.get(course);
      const structure = held?.structures.get(held.info.version);
      if (held === undefined || structure === undefined) return ok(null);
      const evaluatedVersion = Math.max(held.info.evaluatedVersion, version);
      return this.#put({ ...held.info, evaluatedVersion }, structure.tree);
    };
    return this.#inTurn(() => this.#givingWay(course, put));
  }

  /** Takes what another process made durable (C1, C5): a course with all its structures. */
  adoptCourse(info: CourseInfo, trees: readonly CourseTree[]): void {
    const held = this.#courses.get(info.course);
    const structures = held?.structures ?? new Map<number, Structure>();
    const newest = held !== undefined && held.info.version > info.version ? held.info : info;
    this.#courses.set(info.course, { info: newest, structures });
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

  /**
   * C4. Only a newer version than the one that was tried on is a reason to try again, whoever
   * brought it here: a look at what others changed may have ended while the store decided.
   */
  async #givingWay<T>(course: CourseId, put: () => Stored<T>): Stored<T> {
    const version = (): number => this.course(course)?.version ?? 0;
    for (let tries = 1; ; tries++) {
      const known = version();
      const answer = await put();
      if (answer.ok || tries === COURSE_TRIES_COUNT_MAX) return answer;
      await this.#catchUp(course);
      if (version() <= known) return answer;
    }
  }

  /** Takes over what others published of a course. */
  async #catchUp(course: CourseId): Stored<void> {
    const found = await this.#newest(course);
    if (!found.ok) return found;
    if (found.value !== null) this.adoptCourse(found.value.info, found.value.trees);
    return ok(undefined);
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

  #isThere(tree: CourseTree | null): boolean {
    const held = tree === null ? null : this.structure(tree.course, tree.version);
    return tree !== null && held !== null && sameTree(held.tree, tree);
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
