/**
 * What several processes need beyond the ports of one: a log that all of them append to, and who
 * owns which part of it. Every adapter passes the contract suite of its port.
 *
 * - C1 A shard is a partition of the log. One process at a time owns it, by a lease; only the owner
 *   folds its commands and writes its learners' rows.
 * - C2 Anybody may append to any shard; entries of a shard have one order for everybody.
 */
import type { Batch } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { BatchId, CourseId, Instant } from '../domain/ids.js';
import type { CourseInfo, Stored } from './ports.js';

/** One blob of the shared log. */
export interface LogEntry {
  /** Its number in its shard; numbers grow by one. */
  readonly seq: number;
  /** What the appender called it; '' = somebody who does not wait for it. */
  readonly id: string;
  readonly blob: Uint8Array;
}

/** What following a shard brings. Passing faults are the adapter's to sit out. */
export type Followed =
  | { readonly kind: 'entries'; readonly entries: readonly LogEntry[] }
  /**
   * Entries are missing: the log no longer has what comes next. The last thing that is said; going
   * on would lose what was acknowledged, so the shard stops.
   */
  | { readonly kind: 'gap'; readonly expected: number; readonly found: number };

export interface NewEntry {
  readonly shard: number;
  readonly id: string;
  readonly blob: Uint8Array;
}

/** A record for a topic of others, sent with what it follows from. */
export interface OutgoingRecord {
  /** With the environment's prefix. */
  readonly topic: string;
  /** `null` = none. */
  readonly key: string | null;
  readonly value: string;
}

export interface SharedLog {
  /** How many shards there are; never changes in place. */
  readonly shards: number;
  /** A longer entry is refused, however often it is tried. */
  readonly entryBytesMax: number;
  /**
   * Makes entries durable, and records with them; all of them or an error, after which any of them
   * may be durable all the same (`timeout`) or none is (`unavailable`).
   */
  append(entries: readonly NewEntry[], records: readonly OutgoingRecord[]): Stored<void>;
  /**
   * The entries of a shard from a number on, for ever, until `signal` says stop. Pulled: what is
   * not asked for is not fetched beyond a bounded buffer. One follower a shard and process.
   */
  follow(shard: number, from: number, signal: AbortSignal): AsyncIterable<Followed>;
  /** The number that the next entry of a shard will get. */
  end(shard: number): Stored<number>;
  /** The oldest number that a shard still has. */
  begin(shard: number): Stored<number>;
  close(): Promise<void>;
}

/** Who owns a shard, until when, and where its log is still needed from. */
export interface Lease {
  readonly shard: number;
  /** Name of a process, unique for its life; '' = given back. */
  readonly owner: string;
  /** Where other processes reach the owner. */
  readonly address: string;
  /** Wall clock; the owner neither answers nor writes with a later time. */
  readonly until: Instant;
  /** The lowest number of the shard's log that is not in durable snapshots. */
  readonly watermark: number;
}

/** Leases, changed by compare-and-set alone. */
export interface LeaseStore {
  /** All leases that were ever taken. */
  all(): Stored<readonly Lease[]>;
  /**
   * Replaces a lease if it is still `held` (`null` = never taken before). Answers the lease that is
   * in force now: the wanted one, or somebody else's.
   */
  replace(held: Lease | null, wanted: Lease): Stored<Lease>;
}

/** A process that is there. */
export interface Member {
  readonly name: string;
  readonly address: string;
  /** Wall clock of its last heartbeat. */
  readonly seenAt: Instant;
}

export interface MemberStore {
  /** Says that a process is there; forgotten when it is not said again for `lifeMs`. */
  beat(member: Member, lifeMs: number): Stored<void>;
  leave(name: string): Stored<void>;
  all(): Stored<readonly Member[]>;
  /** Says that a member leaves a shard to others; forgotten after `lifeMs`. */
  bar(bar: Bar, lifeMs: number): Stored<void>;
  bars(): Stored<readonly Bar[]>;
}

/** A member that could not follow the log of a shard, and why. */
export interface Bar {
  readonly shard: number;
  readonly member: string;
  readonly detail: string;
}

/** The catalogue as other processes change it. */
export interface CatalogueChanges {
  /** What was put since a moment, and the moment to ask from next. Some may be named twice. */
  changedSince(at: Instant): Stored<{
    readonly courses: readonly CourseId[];
    readonly batches: readonly BatchId[];
    readonly until: Instant;
  }>;
  course(
    course: CourseId,
  ): Stored<{ readonly info: CourseInfo; readonly trees: readonly CourseTree[] } | null>;
  batch(batch: BatchId): Stored<Batch | null>;
}

/**
 * Times that a shard's writes carry: microseconds, each greater than all before, never above the
 * lease (design 5.3). A later owner starts above the end of the earlier lease, so that whatever an
 * earlier owner still writes loses.
 */
export interface WriteClock {
  /** Microseconds since 1970; `null` = the lease is over, nothing may be written. */
  next(): bigint | null;
  /** Where this owner's times begin: what was written below is an earlier owner's. */
  readonly from: bigint;
}
