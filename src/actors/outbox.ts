/**
 * Effects on their way: each is performed, repeated until it succeeds, and confirmed. What is
 * remembered durably is the store's; this is the queue in front of the hands.
 *
 * - O1 An effect is confirmed only after what it leads to is durable (R3).
 * - O2 The queue is bounded; what does not fit is read from the store again when there is room.
 * - O3 An effect that waits for something outside (a name, a mended template) is parked and woken by
 *   `wake` or the next start; one that fails is repeated with a growing pause, then parked too.
 */
import type { Effect } from '../domain/effects.js';
import type { EffectStore } from '../persistence/ports.js';
import { effectText } from '../persistence/snapshot.js';
import type { Clock } from './clock.js';

/** What became of one attempt at an effect. */
export type Performed =
  | { readonly kind: 'done' }
  /** Nothing can be done until something outside changes. */
  | { readonly kind: 'waits'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export interface OutboxLimits {
  readonly effectsQueuedMax: number;
  readonly effectsInFlightMax: number;
  readonly retryPauseMs: number;
  readonly retryPauseMsMax: number;
}

export interface OutboxDeps {
  readonly clock: Clock;
  readonly store: EffectStore;
  readonly limits: OutboxLimits;
  perform(effect: Effect): Promise<Performed>;
  /** Hears why an effect did not succeed. */
  report(effect: Effect, performed: Performed): void;
}

export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #queue = new Map<string, Effect>();
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #parked = new Map<string, Effect>();
  readonly #pauses = new Map<string, number>();
  #overflowed = false;
  #stopped = false;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Effects that are queued, being performed, or waiting for a repetition. */
  get pending(): number {
    return this.#queue.size + this.#inFlight.size + this.#pauses.size;
  }

  get parked(): number {
    return this.#parked.size;
  }

  /** Takes effects that are remembered durably already. */
  accept(effects: readonly Effect[]): void {
    for (const effect of effects) this.#enqueue(effectText(effect), effect);
    this.#pump();
  }

  /** Takes everything that the store remembers: at start, and after an overflow (O2). */
  async recover(): Promise<void> {
    this.#overflowed = false;
    for await (const effect of this.#deps.store.pending()) {
      const text = effectText(effect);
      if (!this.#parked.has(text) && !this.#pauses.has(text)) this.#enqueue(text, effect);
      if (this.#overflowed) break;
    }
    this.#pump();
  }

  /** Something outside changed: tries the parked effects that it may help. */
  wake(concerns: (effect: Effect) => boolean): void {
    for (const [text, effect] of this.#parked) {
      if (!concerns(effect)) continue;
      this.#parked.delete(text);
      this.#enqueue(text, effect);
    }
    this.#pump();
  }

  /** Resolves when nothing is being performed; what waits or is parked stays remembered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#inFlight.values());
  }

  #enqueue(text: string, effect: Effect): void {
    if (this.#queue.size >= this.#deps.limits.effectsQueuedMax) this.#overflowed = true;
    else this.#queue.set(text, effect);
  }

  #pump(): void {
    for (const [text, effect] of this.#queue) {
      if (this.#stopped || this.#inFlight.size >= this.#deps.limits.effectsInFlightMax) return;
      if (this.#inFlight.has(text)) continue;
      this.#queue.delete(text);
      this.#inFlight.set(text, this.#attempt(text, effect));
    }
    if (this.#overflowed && this.#queue.size === 0 && !this.#stopped) void this.recover();
  }

  async #attempt(text: string, effect: Effect): Promise<void> {
    const performed = await this.#deps.perform(effect);
    if (performed.kind === 'done') await this.#confirm(text, effect);
    else this.#setAside(text, effect, performed);
    this.#inFlight.delete(text);
    this.#pump();
  }

  async #confirm(text: string, effect: Effect): Promise<void> {
    this.#pauses.delete(text);
    const confirmed = await this.#deps.store.confirm([effect]);
    if (!confirmed.ok) {
      this.#setAside(text, effect, { kind: 'failed', reason: confirmed.error.detail });
    }
  }

  #setAside(text: string, effect: Effect, performed: Performed): void {
    this.#deps.report(effect, performed);
    if (performed.kind === 'waits') {
      this.#pauses.delete(text);
      this.#parked.set(text, effect);
      return;
    }
    const { retryPauseMs, retryPauseMsMax } = this.#deps.limits;
    const pause = (this.#pauses.get(text) ?? retryPauseMs / 2) * 2;
    if (pause > retryPauseMsMax) {
      this.#pauses.delete(text);
      this.#parked.set(text, effect);
      return;
    }
    this.#pauses.set(text, pause);
    this.#deps.clock.after(pause, () => {
      this.#enqueue(text, effect);
      this.#pump();
    });
  }
}
