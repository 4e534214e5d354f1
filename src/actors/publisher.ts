/**
 * Derives every learner of a course again after its structure changed: through commands, by roster,
 * throttled by the inboxes.
 *
 * - P1 A course counts as evaluated only after the commands for all its learners are durable. Until
 *   then it is begun again: after a failure here, after a crash by opening.
 * - P2 It starts when everything accepted under the older structure is in durable snapshots, as
 *   these are the only roster.
 */
import type { Reevaluate } from '../domain/command.js';
import { ok } from '../domain/result.js';
import type { Answer } from '../engine.js';
import type { CatalogueCache } from '../persistence/catalogue.js';
import type { CourseInfo, SnapshotRow, SnapshotStore } from '../persistence/ports.js';
import type { Clock } from './clock.js';

/** Commands that are made durable at once. */
const COMMANDS_AT_ONCE = 200;

export interface PublisherDeps {
  readonly catalogue: CatalogueCache;
  readonly snapshots: SnapshotStore;
  readonly clock: Clock;
  /** Pause before something that failed is tried again. */
  readonly retryPauseMs: number;
  /** Makes everything accepted so far durable in snapshots; answers whether all of it is. */
  flush(): Promise<boolean>;
  submit(commands: readonly Reevaluate[]): Answer<void>;
  /** Resolves when inboxes have room again. */
  room(): Promise<void>;
  isStopping(): boolean;
}

export class Publisher {
  readonly #deps: PublisherDeps;
  readonly #running = new Set<Promise<void>>();

  constructor(deps: PublisherDeps) {
    this.#deps = deps;
  }

  /** Courses that are being evaluated. */
  get running(): number {
    return this.#running.size;
  }

  /** Starts to evaluate a course; goes on until it is done or the engine stops. */
  reevaluate(info: CourseInfo): void {
    const run = this.#run(info).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /** Resolves when all evaluations that are going on have ended. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #run(info: CourseInfo): Promise<void> {
    while (!this.#deps.isStopping()) {
      if (await this.#pass(info)) return;
      await this.#pause();
    }
  }

  /** One pass over the course (P1, P2); `false` = it did not come to its end. */
  async #pass(info: CourseInfo): Promise<boolean> {
    const { flush, snapshots, catalogue, clock } = this.#deps;
    try {
      if (!(await flush())) return false;
      for await (const rows of inPortions(snapshots.scanCourse(info.course))) {
        const receivedAt = clock.now();
        const courseVersion = info.version;
        const commands = rows.map(({ key }): Reevaluate => ({
          kind: 'reevaluate',
          key,
          receivedAt,
          courseVersion,
        }));
        if (!(await this.#submitPatiently(commands)).ok) return false;
      }
      return (await catalogue.evaluated(info.course, info.version)).ok;
    } catch {
      return false;
    }
  }

  /** Waits for room as long as it takes; takes half as much after each refusal. */
  async #submitPatiently(commands: readonly Reevaluate[]): Answer<void> {
    let done = 0;
    let portion = commands.length;
    while (done < commands.length) {
      const submitted = await this.#deps.submit(commands.slice(done, done + portion));
      if (submitted.ok) {
        done += portion;
        continue;
      }
      if (submitted.error.kind !== 'busy') return submitted;
      portion = Math.max(1, Math.floor(portion / 2));
      await this.#deps.room();
    }
    return ok(undefined);
  }

  #pause(): Promise<void> {
    const { clock, retryPauseMs } = this.#deps;
    return new Promise((resolve) => void clock.after(retryPauseMs, resolve));
  }
}

async function* inPortions(rows: AsyncIterable<SnapshotRow>): AsyncGenerator<SnapshotRow[]> {
  let portion: SnapshotRow[] = [];
  for await (const row of rows) {
    portion.push(row);
    if (portion.length < COMMANDS_AT_ONCE) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
