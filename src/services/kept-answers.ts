/**
 * Answers of a service that are kept for a while. One question that several ask at once is asked
 * once.
 *
 * - K1 At most `entriesMax` are kept: the one kept longest goes first. Failures are never kept.
 */
import type { Result } from '../domain/result.js';

export interface KeepLimits {
  readonly entriesMax: number;
  readonly keptMs: number;
}

type Answer<T> = Promise<Result<T, { readonly detail: string }>>;

export class KeptAnswers<T> {
  readonly #limits: KeepLimits;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly until: number; readonly answer: Answer<T> }>();

  constructor(limits: KeepLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** The kept answer, or what `ask` answers now. */
  of(question: string, ask: () => Answer<T>): Answer<T> {
    const held = this.#kept.get(question);
    if (held !== undefined && held.until > this.#now()) return held.answer;
    this.#kept.delete(question);
    const answer = ask();
    this.#kept.set(question, { until: this.#now() + this.#limits.keptMs, answer });
    this.#dropOldest();
    void answer.then((settled) => {
      if (!settled.ok && this.#kept.get(question)?.answer === answer) this.#kept.delete(question);
    });
    return answer;
  }

  #dropOldest(): void {
    for (const question of this.#kept.keys()) {
      if (this.#kept.size <= this.#limits.entriesMax) return;
      this.#kept.delete(question);
    }
  }
}
