/** Time as the actors see it: given by the composition root, simulated in `props/`. */
export interface Clock {
  /** Milliseconds since the epoch; never goes backwards within one process. */
  now(): number;
  /** Runs `work` once after a delay; returns how to call it off. */
  after(delayMs: number, work: () => void): () => void;
  /** Resolves after other waiting work had its turn. */
  yield(): Promise<void>;
}
