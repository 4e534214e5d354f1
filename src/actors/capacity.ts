/**
 * How much the learners in memory hold, what they may hold in all, and who waits for room.
 *
 * - C1 Who was refused is woken after a flush, never at once: a refusal that only time can mend
 *   must not become a busy loop.
 */
export interface CapacityLimits {
  readonly inboxTotalCommandsMax: number;
  readonly residentBytesMax: number;
}

/** Part of the limit that residents may keep when some have to go: else each new one is a flush. */
const EVICT_TO = 0.75;

export class Capacity {
  /** Commands in all inboxes, reserved places and folded commands that are not durable. */
  commands = 0;
  /** Bytes of all residents. */
  bytes = 0;
  readonly #limits: CapacityLimits;
  #waiters: (() => void)[] = [];
  /** One learner's inbox was full: room for all others is of no use to who was refused. */
  #crowded = false;

  constructor(limits: CapacityLimits) {
    this.#limits = limits;
  }

  get isFull(): boolean {
    return this.commands >= this.#limits.inboxTotalCommandsMax;
  }

  /** Whether a new resident and a new command may come. */
  get hasRoom(): boolean {
    return !this.isFull && this.bytes <= this.#limits.residentBytesMax;
  }

  /** Bytes down to which idle residents are to go now. */
  get evictTo(): number {
    const { residentBytesMax } = this.#limits;
    return this.bytes > residentBytesMax ? residentBytesMax * EVICT_TO : Infinity;
  }

  /** Whether the last refusal, if any, was mended. */
  get isOpen(): boolean {
    return this.hasRoom && !this.#crowded;
  }

  /** Somebody was refused because of one learner's inbox. */
  crowd(): void {
    this.#crowded = true;
  }

  /** Resolves at the next announcement of room. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Something became durable or left: wakes those who wait, if there is room (C1). */
  announce(): void {
    this.#crowded = false;
    if (!this.hasRoom) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
