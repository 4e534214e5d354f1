/** What a run of Laurel left behind: everything that a case may expect something of. */
import type { Run } from './placeholder.js';
import type { Hashes, Sets } from './redis.js';
import type { Call } from './stub.js';
import type { Rows } from './tables.js';

export interface Observed {
  readonly run: Run;
  /** The rows as an installation's tables would hold them after Laurel's writes. */
  readonly tables: Rows;
  readonly relations: Sets;
  readonly users: Hashes;
  /** Records for topics, in the order in which they were sent. */
  readonly events: readonly SentEvent[];
  readonly calls: readonly Call[];
  /** Why inputs were refused or could not be followed up, in Laurel's words. */
  readonly refusals: readonly string[];
}

export interface SentEvent {
  /** Without the environment's prefix. */
  readonly topic: string;
  readonly key: string | null;
  readonly value: unknown;
}

/** `deviates`: every difference is explained by a decision; their numbers, in order. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'deviates'; readonly numbers: readonly number[] }
  | { readonly kind: 'fail'; readonly reason: string };
