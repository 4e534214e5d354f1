/** Time that stands still until a test moves it. */
import type { Clock } from '../../src/actors/clock.js';

interface Timer {
  readonly due: number;
  readonly work: () => void;
}

export class ManualClock implements Clock {
  #now: number;
  #timers: Timer[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#timers.length;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, work: () => void): () => void {
    const timer = { due: this.#now + delayMs, work };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  yield(): Promise<void> {
    return turn();
  }

  /** Moves time on and runs what is due on the way, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.#takeDue(until); next !== null; next = this.#takeDue(until)) {
      this.#now = Math.max(this.#now, next.due);
      next.work();
    }
    this.#now = until;
  }

  /** Moves time to the next timer, if there is one, or as far towards it as it may. */
  advanceToNext(msMax = Infinity): void {
    const due = Math.min(...this.#timers.map((timer) => timer.due));
    if (due !== Infinity) this.advance(Math.min(msMax, Math.max(0, due - this.#now)));
  }

  #takeDue(until: number): Timer | null {
    const [first] = this.#timers.filter(({ due }) => due <= until).sort((a, b) => a.due - b.due);
    if (first === undefined) return null;
    this.#timers = this.#timers.filter((timer) => timer !== first);
    return first;
  }
}

/** Resolves when everything that can go on without time or input has had its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
