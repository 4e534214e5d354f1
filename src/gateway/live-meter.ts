/**
 * Samples of how the process is doing, taken at a steady pace and kept for a few minutes. Starts no
 * timer: whoever owns it calls `take`.
 *
 * - V1 At most `SAMPLES_KEPT_MAX` samples are kept.
 * - V2 A rate is of the time between two samples; a counter that starts afresh gives no rate.
 */
import type { Instant } from '../domain/ids.js';
import type { EngineStatus } from '../engine.js';
import type { LiveSample } from './console-answers.js';

/** Two seconds apart: ten minutes. */
export const SAMPLE_INTERVAL_MS = 2_000;
export const SAMPLES_KEPT_MAX = 300;

type Listener = (sample: LiveSample) => void;

export class LiveMeter {
  readonly #samples: LiveSample[] = [];
  readonly #listeners = new Set<Listener>();
  #last: { readonly at: Instant; readonly written: number } | null = null;

  /** Takes one sample and tells it. */
  take(status: EngineStatus, at: Instant): void {
    const sample = this.#sample(status, at);
    this.#last = { at, written: status.snapshotsWritten };
    this.#samples.push(sample);
    if (this.#samples.length > SAMPLES_KEPT_MAX) this.#samples.shift(); // V1
    for (const tell of this.#listeners) tell(sample);
  }

  /** The samples kept, in order. */
  get samples(): readonly LiveSample[] {
    return this.#samples;
  }

  /** Tells each sample from now on; the function that is returned ends it. */
  listen(tell: Listener): () => void {
    this.#listeners.add(tell);
    return () => void this.#listeners.delete(tell);
  }

  #sample(status: EngineStatus, at: Instant): LiveSample {
    return {
      at,
      writtenPerS: this.#rate(status.snapshotsWritten, at),
      completions: status.completions,
      certificates: status.certificates,
      waiting: status.inboxCommands,
      lagMs: status.oldestUnflushedMs,
      pendingEffects: status.pendingEffects,
      residents: status.residents,
      isReady: status.ready,
      trouble: status.trouble,
    };
  }

  /** V2. */
  #rate(written: number, at: Instant): number {
    const last = this.#last;
    if (last === null || at <= last.at || written < last.written) return 0;
    return ((written - last.written) * 1000) / (at - last.at);
  }
}
