/**
 * Effects on their way: each is performed, repeated until it succeeds, and confirmed. What is
 * remembered durably is the store's; this is the queue in front of the hands.
 *
 * - O1 An effect is confirmed only after what it leads to is durable (R3).
 * - O2 Queues are bounded (`effect-desk.ts`); what does not fit is read from the store again when
 *   there is room. Certificates that are drawn wait for themselves; batches take turns.
 * - O3 An effect that waits for something outside (a name, a mended template) is parked and woken
 *   by `wake` or the next start. One that fails is repeated with a growing pause; at the longest
 *   pause it counts as parked, so that nobody waits for it, and is repeated all the same (R3).
 * - O4 What changed while an effect was being performed may be missing from what it did: it is
 *   performed again, and confirmed only by an attempt during which nothing changed.
 */
import type { Effect } from '../domain/effects.js';
import type { EnrolmentKey } from '../domain/ids.js';
import type { EffectStore } from '../persistence/ports.js';
import { effectText } from '../persistence/snapshot.js';
import type { Clock } from './clock.js';
import { EffectDesk } from './effect-desk.js';

/** What became of one attempt at an effect. */
export type Performed =
  | { readonly kind: 'done' }
  /** Nothing can be done until something outside changes. */
  | { readonly kind: 'waits'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }
  /** It is given up here, and durable as a dead letter from which it can be taken again (R4). */
  | { readonly kind: 'buried'; readonly reason: string };

export interface OutboxLimits {
  readonly effectsQueuedMax: number;
  readonly effectsInFlightMax: number;
  /** Certificates that wait to be drawn; more of them wait in the store. */
  readonly certificatesWaitingMax: number;
  /** Certificates that are drawn or stored at once. */
  readonly certificatesInFlightMax: number;
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
  readonly #certificates: EffectDesk;
  readonly #others: EffectDesk;
  readonly #inFlight = new Map<
    string,
    { readonly effect: Effect; readonly ended: Promise<void> }
  >();
  /** Those that nobody waits for. */
  readonly #parked = new Map<string, Parked>();
  /** Waiting for a repetition; the value calls it off. */
  readonly #resting = new Map<string, () => void>();
  /** The last pause of those that failed. */
  readonly #pauses = new Map<string, number>();
  /** On their way into the store: not to be confirmed, as that would take them out again (O4). */
  readonly #announced = new Set<string>();
  /** In flight, and to be performed again since what they look at changed meanwhile (O4). */
  readonly #renewed = new Set<string>();
  /** Confirmed while the store is being read, which may show them still; `null` = it is not. */
  #confirmedMeanwhile: Set<string> | null = null;
  #callOffRecovery: () => void = () => undefined;
  #stopped = false;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    const { limits } = deps;
    this.#others = new EffectDesk(limits.effectsQueuedMax, limits.effectsInFlightMax);
    this.#certificates = new EffectDesk(
      limits.certificatesWaitingMax,
      limits.certificatesInFlightMax,
    );
  }

  /** Effects that are queued, being performed, or waiting for a repetition. */
  get pending(): number {
    const waiting = this.#others.waiting + this.#certificates.waiting;
    return waiting + this.#inFlight.size + this.#resting.size;
  }

  get parked(): number {
    return this.#parked.size;
  }

  /** Hears of effects that are about to be remembered durably (O4). */
  announce(effects: readonly Effect[]): void {
    for (const effect of effects) this.#announced.add(effectText(effect));
  }

  /** Takes effects that are remembered durably already. */
  accept(effects: readonly Effect[]): void {
    for (const effect of effects) {
      const text = effectText(effect);
      this.#announced.delete(text);
      this.#enqueue(text, effect);
    }
    this.#pump();
  }

  /** Takes everything that the store remembers: at start, and after an overflow (O2). */
  async recover(): Promise<void> {
    const confirmed = new Set<string>();
    this.#confirmedMeanwhile = confirmed;
    this.#overflow(false);
    try {
      // To the end, also when nothing has room any more: a small batch may come last (D2).
      for await (const effect of this.#deps.store.pending()) {
        if (this.#stopped) break;
        const text = effectText(effect);
        if (confirmed.has(text) || this.#isKnown(text)) continue;
        this.#enqueue(text, effect);
        this.#pump();
      }
    } catch {
      this.#overflow(false);
      this.#recoverLater();
    }
    this.#confirmedMeanwhile = null;
    this.#pump();
  }

  /** The store did not answer. What it remembers is not forgotten, only late. */
  #recoverLater(): void {
    this.#callOffRecovery = this.#deps.clock.after(this.#deps.limits.retryPauseMs, () => {
      this.#overflow(true);
      this.#pump();
    });
  }

  /** The store may remember what was announced and never accepted: it is read again. */
  doubt(): void {
    this.#announced.clear();
    this.#overflow(true);
    this.#pump();
  }

  /** Something outside changed: tries the parked effects that it may help (O3, O4). */
  wake(concerns: (key: EnrolmentKey) => boolean): void {
    const isConcerned = (effect: Effect): boolean => 'key' in effect && concerns(effect.key);
    for (const [text, { effect }] of this.#parked) {
      if (isConcerned(effect)) this.#enqueue(text, effect);
    }
    for (const [text, { effect }] of this.#inFlight) {
      if (isConcerned(effect)) this.#renewed.add(text);
    }
    this.#pump();
  }

  /** Resolves when nothing is being performed; what waits or is parked stays remembered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOffRecovery();
    for (const callOff of this.#resting.values()) callOff();
    for (const { callOff } of this.#parked.values()) callOff();
    await Promise.all([...this.#inFlight.values()].map(({ ended }) => ended));
  }

  #isKnown(text: string): boolean {
    return this.#inFlight.has(text) || this.#parked.has(text) || this.#resting.has(text);
  }

  #enqueue(text: string, effect: Effect): void {
    this.#parked.get(text)?.callOff();
    this.#parked.delete(text);
    this.#resting.get(text)?.();
    this.#resting.delete(text);
    if (this.#inFlight.has(text)) this.#renewed.add(text);
    else this.#deskOf(effect).put({ text, effect });
  }

  #deskOf({ kind }: Effect): EffectDesk {
    return kind === 'render' ? this.#certificates : this.#others;
  }

  #overflow(is: boolean): void {
    for (const desk of [this.#others, this.#certificates]) desk.overflow(is);
  }

  #pump(): void {
    if (this.#stopped) return;
    for (const desk of [this.#others, this.#certificates]) {
      for (let next = desk.take(); next !== null; next = desk.take()) {
        const { text, effect } = next;
        this.#inFlight.set(text, { effect, ended: this.#attempt(text, effect) });
      }
    }
    const isHungry = this.#others.isHungry || this.#certificates.isHungry;
    if (isHungry && this.#confirmedMeanwhile === null) void this.recover();
  }

  async #attempt(text: string, effect: Effect): Promise<void> {
    const performed = await this.#perform(effect);
    const again = this.#renewed.has(text) || this.#announced.has(text);
    if (performed.kind === 'buried') this.#deps.report(effect, performed);
    const isOver = performed.kind === 'done' || performed.kind === 'buried';
    if (!again && isOver) await this.#confirm(text, effect);
    if (!again && !isOver) this.#setAside(text, effect, performed);
    this.#inFlight.delete(text);
    this.#deskOf(effect).done();
    if (this.#renewed.delete(text)) this.#enqueue(text, effect);
    this.#pump();
  }

  async #perform(effect: Effect): Promise<Performed> {
    try {
      return await this.#deps.perform(effect);
    } catch (error) {
      return { kind: 'failed', reason: String(error) };
    }
  }

  async #confirm(text: string, effect: Effect): Promise<void> {
    this.#pauses.delete(text);
    const confirmed = await this.#deps.store.confirm([effect]);
    if (!confirmed.ok) {
      this.#setAside(text, effect, { kind: 'failed', reason: confirmed.error.detail });
    } else this.#confirmedMeanwhile?.add(text);
  }

  #setAside(text: string, effect: Effect, performed: Performed): void {
    this.#deps.report(effect, performed);
    const { retryPauseMs, retryPauseMsMax } = this.#deps.limits;
    if (performed.kind === 'waits') {
      this.#pauses.delete(text);
      this.#parked.set(text, { effect, callOff: () => undefined });
      return;
    }
    const pause = Math.min((this.#pauses.get(text) ?? retryPauseMs / 2) * 2, retryPauseMsMax);
    this.#pauses.set(text, pause);
    const callOff = this.#again(text, effect, pause);
    if (pause < retryPauseMsMax) this.#resting.set(text, callOff);
    else this.#parked.set(text, { effect, callOff });
  }

  /** Queues an effect after a pause; returns how to call it off. */
  #again(text: string, effect: Effect, pauseMs: number): () => void {
    if (this.#stopped) return () => undefined;
    return this.#deps.clock.after(pauseMs, () => {
      this.#enqueue(text, effect);
      this.#pump();
    });
  }
}

interface Parked {
  readonly effect: Effect;
  /** Calls off its repetition. */
  callOff(): void;
}
