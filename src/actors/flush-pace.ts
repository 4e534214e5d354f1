/**
 * When a flush of work that comes late is due: the longer it waits, the more commands of a learner
 * share one snapshot and one row of each table, and the later others see them.
 *
 * - P1 It waits while late work keeps coming, as from a topic with a backlog. That is as long as
 *   this work was late already, so that what follows is at most twice as late, or for the interval,
 *   whichever is longer. Once nothing late has come since the last look it is due at once.
 * - P2 It waits neither longer than `flushLateMsMax` nor for more than a share of the places in the
 *   inboxes, so that memory and the tail that a next owner folds stay as they are without it.
 */
import type { Command } from '../domain/command.js';
import type { Instant } from '../domain/ids.js';

export interface FlushPaceLimits {
  readonly flushIntervalMs: number;
  /** At or below the interval late work is flushed like any other. */
  readonly flushLateMsMax: number;
  readonly inboxTotalCommandsMax: number;
}

/** What is not durable in snapshots yet. */
export interface Unflushed {
  /** When the oldest command came. */
  readonly since: Instant;
  readonly commands: number;
}

/** Work is late that was received longer ago than its way through topic and log usually takes. */
const LATE_MS = 2_000;

/** The share of all places in the inboxes up to which a flush waits (P2). */
const WAITING_SHARE = 1 / 4;

export class FlushPace {
  readonly #limits: FlushPaceLimits;
  readonly #now: () => Instant;
  /** By how much the latest work is late that was taken since the last look; 0 = none is. */
  #lateMs = 0;
  #began: () => void = () => undefined;

  constructor(limits: FlushPaceLimits, now: () => Instant) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Who looks, and hears when the first late work since the last look is taken. */
  onLate(began: () => void): void {
    this.#began = began;
  }

  /**
   * Commands that are taken from the log. Only of observed contents is `receivedAt` known to be
   * when they were sent; an attempt has the time of the learner's device.
   */
  taken(commands: readonly Command[]): void {
    const { flushIntervalMs, flushLateMsMax } = this.#limits;
    if (flushLateMsMax <= flushIntervalMs) return;
    let oldest = Infinity;
    for (const { kind, receivedAt } of commands) {
      if (kind === 'observe' && receivedAt < oldest) oldest = receivedAt;
    }
    const lateMs = this.#now() - oldest;
    if (lateMs <= Math.max(LATE_MS, this.#lateMs)) return;
    const isFirst = this.#lateMs === 0;
    this.#lateMs = lateMs;
    if (isFirst) this.#began();
  }

  /** A look: whether a flush may wait for the next one. */
  mayWait({ since, commands }: Unflushed): boolean {
    const { flushIntervalMs, flushLateMsMax, inboxTotalCommandsMax } = this.#limits;
    const lateMs = this.#lateMs;
    this.#lateMs = 0;
    if (lateMs === 0 || commands >= inboxTotalCommandsMax * WAITING_SHARE) return false;
    return this.#now() - since < Math.max(flushIntervalMs, Math.min(lateMs, flushLateMsMax));
  }
}
