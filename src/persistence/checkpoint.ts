/**
 * How far a long job has come, kept where its results are, so that both are lost together: a job
 * never goes on from the middle of results that are no longer there.
 */
import type { Stored } from './ports.js';

export interface Checkpoint {
  /** What was saved last; `null` = nothing, or too long ago. */
  load(): Stored<string | null>;
  save(text: string): Stored<void>;
  clear(): Stored<void>;
}
