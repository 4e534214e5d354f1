/**
 * What waits for one kind of hands, and how many of them are at work. There are two desks, since
 * drawing a certificate takes a hundred times as long as anything else that follows from a state:
 * a hall of certificates must not hold up a message. Owns no effect's way; that is `outbox.ts`.
 *
 * - D1 A desk is bounded on both sides (R5): what waits, and what is being done. It tells what it
 *   has no room for, and is told of it again when nothing waits any more.
 * - D2 Batches are served in turn (`fair-queue.ts`).
 */
import type { Effect } from '../domain/effects.js';
import { FairQueue } from './fair-queue.js';

export interface Waiting {
  /** What makes the effect unique. */
  readonly text: string;
  readonly effect: Effect;
}

export class EffectDesk {
  readonly #queue: FairQueue<Waiting>;
  readonly #inFlightMax: number;
  #inFlight = 0;
  #overflowed = false;

  constructor(waitingMax: number, inFlightMax: number) {
    this.#queue = new FairQueue(waitingMax);
    this.#inFlightMax = inFlightMax;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** Something is remembered that had no room, and there is room now. */
  get isHungry(): boolean {
    return this.#overflowed && this.#queue.size === 0;
  }

  put(waiting: Waiting): void {
    const put = this.#queue.put(laneOf(waiting.effect), waiting.text, waiting);
    if (put === 'full' || put === 'displaced') this.#overflowed = true;
  }

  /** The next to be done; it is being done until `done`. `null` = none, or all hands are busy. */
  take(): Waiting | null {
    if (this.#inFlight >= this.#inFlightMax) return null;
    const next = this.#queue.take();
    if (next !== null) this.#inFlight++;
    return next;
  }

  done(): void {
    this.#inFlight--;
  }

  /** What has no room is about to be told again; or is to be, whatever is known. */
  overflow(is: boolean): void {
    this.#overflowed = is;
  }
}

/** Whose turn it is: the batch's, for each kind of effect; a topic's for records. */
function laneOf(effect: Effect): string {
  switch (effect.kind) {
    case 'send':
      return `send ${effect.topic}`;
    case 'index':
      return 'index';
    case 'certify':
    case 'render':
    case 'tell':
      return `${effect.kind} ${effect.key.course}\u0000${effect.key.batch}`;
  }
}
