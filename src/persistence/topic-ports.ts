/**
 * Topics of others, read and written. Knows nothing of what the records mean.
 *
 * - T1 A record counts as taken only when `taken` says so: whoever reads repeats what was not.
 * - T2 A place that no longer exists is a named stop, never a silent start elsewhere.
 */
import type { Instant } from '../domain/ids.js';
import type { OutgoingRecord } from './cluster-ports.js';
import type { SourceOffset, Stored } from './ports.js';

/** A record as it lies in its topic. */
export interface TopicMessage {
  /** With the environment's prefix. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** `null` = a record without a value. */
  readonly value: Uint8Array | null;
  /** When the record reached the topic. */
  readonly at: Instant;
  /** Some process of Laurel sent it: what it asks for may be done already. */
  readonly own: boolean;
}

/** Where partitions begin of which nothing was ever taken. */
export type StartAt =
  | { readonly kind: 'earliest' }
  /** What is in the topic already is left to others. */
  | { readonly kind: 'latest' }
  /** Where another group stands; the oldest record where it never was. For a cut-over. */
  | { readonly kind: 'group'; readonly group: string };

/** Who shares the topics, and with that where places are kept. */
export type ReaderMode =
  /** Processes of one group share the partitions; the brokers keep the places. */
  | { readonly kind: 'shared' }
  /** One process reads everything, from places that it keeps itself. */
  | { readonly kind: 'exclusive'; readonly offsets: readonly SourceOffset[] };

/** What is read, for whom, and from where. */
export interface ReaderRules {
  readonly group: string;
  /** With the environment's prefix. */
  readonly topics: readonly string[];
  readonly mode: ReaderMode;
  readonly startAt: StartAt;
}

/** Why reading ended for good. */
export type ReadStop =
  /** What comes next is no longer there (retention), or was never there (another cluster). */
  | { readonly kind: 'gap'; readonly at: SourceOffset; readonly oldest: bigint }
  /** So many other processes read with the same group, where only one may. */
  | { readonly kind: 'shared-group'; readonly others: number }
  | { readonly kind: 'failed'; readonly detail: string };

export interface TopicReading {
  /**
   * Hears where partitions begin, before their first portion. Who keeps it keeps partitions without
   * any record from beginning elsewhere after a restart.
   */
  began(at: readonly SourceOffset[]): void;
  /**
   * Hears of records of one partition, in order; the next portion of the partition comes when the
   * promise resolves, so that who cannot take more simply waits. Never rejects.
   */
  take(records: readonly TopicMessage[]): Promise<void>;
  /** Hears, once, why no more records come. */
  stopped(why: ReadStop): void;
}

export interface TopicReader {
  /** Everything below these is taken: the places to go on from after a restart (T1). */
  taken(offsets: readonly SourceOffset[]): Stored<void>;
  /** Records that wait in each partition behind what was taken; for displays. */
  lag(): Stored<readonly { readonly topic: string; partition: number; records: bigint }[]>;
  /** Resolves when the portion on its way is taken and the group is left. */
  close(): Promise<void>;
}

export interface TopicWriter {
  /** Makes records durable with every replica in sync; repeated by the caller on an error. */
  send(records: readonly OutgoingRecord[]): Stored<void>;
  close(): Promise<void>;
}
