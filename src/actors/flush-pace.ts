/**
 * When a flush that is due may still wait: the longer it waits, the more commands of a learner
 * share one snapshot and one row of each table, and the later others see them.
 *
 * - P1 It waits only for work that comes late, as from a topic with a backlog, and no longer than
 *   this work was late already: what follows from it is at most twice as late.
 * - P2 It never waits longer than `flushLateMsMax`, so that the tail that a next owner folds stays
 *   short; nor once nothing late has come since it was looked at last.
 */
import type { Command } from '../domain/command.js';
import type { Instant } from '../domain/ids.js';

export interface FlushPaceLimits {
  readonly flushIntervalMs: number;
  /** At or below the interval nothing waits. */
  readonly flushLateMsMax: number;
}

export class FlushPace {
  readonly #limits: FlushPaceLimits;
  /** When the oldest work was received that was taken since the last look. */
  #oldest: Instant = Infinity;

  constructor(limits: FlushPaceLimits) {
    this.#limits = limits;
  }

  /**
   * Commands that are taken from the log. Only of observed contents is `receivedAt` known to be
   * when they were sent; an attempt has the time of the learner's device.
   */
  taken(commands: readonly Command[]): void {
    for (const { kind, receivedAt } of commands) {
      if (kind === 'observe' && receivedAt < this.#oldest) this.#oldest = receivedAt;
    }
  }

  /**
   * A look: whether a flush that is due may wait for the next one. `dirtySince` is when the oldest
   * command came that is not durable in a snapshot.
   */
  mayWait(now: Instant, dirtySince: Instant): boolean {
    const { flushIntervalMs, flushLateMsMax } = this.#limits;
    const lateMs = now - this.#oldest;
    this.#oldest = Infinity;
    if (lateMs <= flushIntervalMs) return false;
    return now - dirtySince < Math.min(lateMs, flushLateMsMax);
  }
}
