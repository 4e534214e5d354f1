/**
 * Shards that this process could not follow and leaves to others for a while. Knows no lease and no
 * clock; times are of the process's own monotonic one.
 *
 * - B1 Each further fault of a shard doubles its pause, up to a limit, so that an entry of the log
 *   that nobody can take never makes its shard go round between processes; the other shards stay
 *   where they are.
 * - B2 A shard that was followed for longer than the longest pause begins anew.
 */
export interface ShardBarLimits {
  /** The first pause. */
  readonly barMs: number;
  readonly barMsMax: number;
}

/** A shard that is left alone. */
export interface ShardBar {
  readonly shard: number;
  readonly detail: string;
  /** How much longer. */
  readonly forMs: number;
}

interface Held {
  readonly detail: string;
  readonly pauseMs: number;
  readonly endsAt: number;
}

export class ShardBars {
  readonly #limits: ShardBarLimits;
  readonly #held = new Map<number, Held>();

  constructor(limits: ShardBarLimits) {
    this.#limits = limits;
  }

  /** A shard could not be followed (B1, B2). */
  add(shard: number, detail: string, now: number): void {
    const { barMs, barMsMax } = this.#limits;
    const before = this.#held.get(shard);
    const isAgain = before !== undefined && now - before.endsAt <= barMsMax;
    const pauseMs = isAgain ? Math.min(barMsMax, 2 * before.pauseMs) : barMs;
    this.#held.set(shard, { detail, pauseMs, endsAt: now + pauseMs });
  }

  /** Those that are left alone now. */
  at(now: number): readonly ShardBar[] {
    return [...this.#held]
      .map(([shard, { detail, endsAt }]) => ({ shard, detail, forMs: endsAt - now }))
      .filter(({ forMs }) => forMs > 0);
  }
}
