/**
 * Keeps the catalogue of this process up to date with what other processes publish.
 *
 * - W1 No command is folded before the structure that it names is here: `known` waits for it.
 * - W2 Everything else follows within a poll; a batch that was created elsewhere a moment ago is
 *   looked for when somebody asks for it.
 */
import type { Clock } from '../actors/clock.js';
import type { Command } from '../domain/command.js';
import type { BatchId, CourseId, Instant } from '../domain/ids.js';
import type { CatalogueCache } from '../persistence/catalogue.js';
import type { CatalogueChanges } from '../persistence/cluster-ports.js';
import type { LateCommands } from './late-commands.js';

export interface CatalogueWatchDeps {
  readonly cache: CatalogueCache;
  readonly changes: CatalogueChanges;
  readonly clock: Clock;
  readonly pollMs: number;
  /** Hears of batches that changed: what waits for them may be tried again. */
  changed(batches: ReadonlySet<BatchId>): void;
  readonly late: Pick<LateCommands, 'looking' | 'looked'>;
}

export class CatalogueWatch {
  readonly #deps: CatalogueWatchDeps;
  #since: Instant;
  #cancel: () => void = () => undefined;
  #polling: Promise<void> = Promise.resolve();
  #stopped = false;

  /** `since` is a moment before the cache was read. */
  constructor(deps: CatalogueWatchDeps, since: Instant) {
    this.#deps = deps;
    this.#since = since;
  }

  start(): void {
    if (this.#stopped) return;
    this.#cancel = this.#deps.clock.after(this.#deps.pollMs, () => {
      this.#polling = this.poll().finally(() => this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#polling;
  }

  /** Takes over what changed since the last poll. What cannot be read is read by the next one. */
  async poll(): Promise<void> {
    const { changes, changed, late } = this.#deps;
    const from = late.looking();
    const found = await changes.changedSince(this.#since);
    if (!found.ok) return;
    const { courses, batches, until } = found.value;
    const read = await Promise.all([
      ...[...new Set(courses)].map((course) => this.#readCourse(course)),
      ...[...new Set(batches)].map((batch) => this.readBatch(batch)),
    ]);
    if (read.includes(false)) return;
    this.#since = until;
    if (batches.length > 0) changed(new Set(batches));
    await late.looked(from);
  }

  /**
   * W1, for snapshots too. Repeats until the store answers; a structure that does not exist is not
   * waited for.
   */
  async known(named: readonly Pick<Command, 'key' | 'courseVersion'>[]): Promise<void> {
    const { cache, clock, pollMs } = this.#deps;
    for (const { key, courseVersion } of named) {
      if (courseVersion === 0 || cache.structure(key.course, courseVersion) !== null) continue;
      while (!(await this.#readCourse(key.course)) && !this.#stopped) {
        await new Promise<void>((resolve) => void clock.after(pollMs, resolve));
      }
    }
  }

  /** W2. Whether the store answered. */
  async readBatch(batch: BatchId): Promise<boolean> {
    const read = await this.#deps.changes.batch(batch);
    if (read.ok && read.value !== null) this.#deps.cache.adoptBatch(read.value);
    return read.ok;
  }

  async #readCourse(course: CourseId): Promise<boolean> {
    const read = await this.#deps.changes.course(course);
    if (read.ok && read.value !== null) {
      this.#deps.cache.adoptCourse(read.value.info, read.value.trees);
    }
    return read.ok;
  }
}
