/**
 * The times that one owner's writes carry while it holds a shard's lease (`WriteClock`).
 *
 * - K1 Strictly increasing, in microseconds; never above the lease's end.
 * - K2 They begin above the end of the lease before, so that whatever an earlier owner still
 *   writes loses against this one's.
 */
import type { Instant } from '../domain/ids.js';
import type { WriteClock } from '../persistence/cluster-ports.js';

const MICROS = 1000n;

export class ShardClock implements WriteClock {
  readonly from: bigint;
  readonly #now: () => Instant;
  #last: bigint;
  #until: bigint;

  /** `previousEnd` is the end of the lease before; 0 = there was none. */
  constructor(previousEnd: Instant, until: Instant, now: () => Instant) {
    this.from = micros(Math.max(previousEnd, now())) + 1n;
    this.#now = now;
    this.#last = this.from - 1n;
    this.#until = micros(until);
  }

  /** The lease was renewed. */
  extend(until: Instant): void {
    this.#until = micros(until);
  }

  next(): bigint | null {
    const wall = micros(this.#now());
    const next = wall > this.#last ? wall : this.#last + 1n;
    if (next > this.#until) return null;
    this.#last = next;
    return next;
  }

  /** A millisecond that no write of this owner is later than: where a lease given back ends. */
  get end(): Instant {
    return Number((this.#last + MICROS - 1n) / MICROS);
  }
}

const micros = (at: Instant): bigint => BigInt(Math.trunc(at)) * MICROS;
