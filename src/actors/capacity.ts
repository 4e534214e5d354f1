/**
 * How much the learners in memory hold, what they may hold in all, and who waits for room.
 *
 * - C1 Who was refused is woken after a flush, never at once: a refusal that only time can mend
 *   must not become a busy loop.
 * - C2 What is in the log already waits for what came before it, never for reserved places: those
 *   are behind it in the log, and are not given back before it is taken. So there may be twice as
 *   many commands as the limit says, for as long as both are on their way.
 */
export interface CapacityLimits {
  readonly inboxTotalCommandsMax: number;
  readonly residentBytesMax: number;
}

/** Part of the limit that residents may keep when some have to go: else each new one is a flush. */
const EVICT_TO = 0.75;

/** Whoever waits, and for what. */
interface Waiter {
  readonly kind: Coming;
  wake(): void;
}

/** Whether a command is asked for by a caller, or is in the log already (C2). */
export type Coming = 'new' | 'logged';

export class Capacity {
  /** Commands in all inboxes, and folded commands that are not durable. */
  commands = 0;
  /** Places kept for commands that are not durable in the log yet. */
  reserved = 0;
  /** Bytes of all residents. */
  bytes = 0;
  readonly #limits: CapacityLimits;
  #waiters: Waiter[] = [];
  /** One learner's inbox was full: room for all others is of no use to who was refused. */
  #crowded = false;

  constructor(limits: CapacityLimits) {
    this.#limits = limits;
  }

  /** Whether all places are taken. */
  isFull(kind: Coming): boolean {
    const behind = kind === 'logged' ? 0 : this.reserved;
    return this.commands + behind >= this.#limits.inboxTotalCommandsMax;
  }

  /** Whether a new resident and a new command may come. */
  hasRoom(kind: Coming): boolean {
    if (kind === 'logged' && this.commands === 0) return true;
    return !this.isFull(kind) && this.bytes <= this.#limits.residentBytesMax;
  }

  /** Bytes down to which idle residents are to go now. */
  get evictTo(): number {
    const { residentBytesMax } = this.#limits;
    return this.bytes > residentBytesMax ? residentBytesMax * EVICT_TO : Infinity;
  }

  /** Somebody was refused because of one learner's inbox. */
  crowd(): void {
    this.#crowded = true;
  }

  /** Whether the last refusal, if any, was mended. */
  isOpen(kind: Coming): boolean {
    return this.hasRoom(kind) && !this.#crowded;
  }

  /** Resolves at the next announcement of room. */
  wait(kind: Coming): Promise<void> {
    return new Promise((wake) => this.#waiters.push({ kind, wake }));
  }

  /** Something became durable or left: wakes those who wait, if there is room (C1). */
  announce(): void {
    this.#crowded = false;
    const waiters = this.#waiters;
    this.#waiters = waiters.filter(({ kind }) => !this.hasRoom(kind));
    for (const { kind, wake } of waiters) if (this.hasRoom(kind)) wake();
  }
}
