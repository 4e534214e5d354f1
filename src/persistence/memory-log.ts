/**
 * The shared log in memory, for tests and simulations: several handles on one log are several
 * processes. Has no timers, so that a run with the same schedule is the same run.
 */
import { ok } from '../domain/result.js';
import type { Followed, LogEntry, NewEntry, OutgoingRecord, SharedLog } from './cluster-ports.js';

export interface MemoryLog {
  /** Every record that was sent along, in order. */
  readonly records: OutgoingRecord[];
  /** Another process's view of the log. */
  open(): SharedLog;
  /** Forgets the entries of a shard below a number, as retention does. */
  trim(shard: number, below: number): void;
}

/** One shard: numbers start at 0. */
interface Shard {
  entries: LogEntry[];
  begin: number;
  /** Followers that have read everything. */
  readonly waiting: Set<() => void>;
}

/** Entries that a follower gets at once. */
const PORTION_ENTRIES_MAX = 500;

const ENTRY_BYTES_MAX = 4_000_000;

/** A log of so many shards that lives as long as the object. */
export function memoryLog(count: number): MemoryLog {
  const shards = Array.from({ length: count }, (): Shard => {
    return { entries: [], begin: 0, waiting: new Set() };
  });
  const records: OutgoingRecord[] = [];
  return {
    records,
    open: () => handle(shards, records),
    trim: (number, below) => {
      const shard = shardOf(shards, number);
      const begin = Math.min(Math.max(below, shard.begin), endOf(shard));
      shard.entries = shard.entries.slice(begin - shard.begin);
      shard.begin = begin;
    },
  };
}

function handle(shards: readonly Shard[], records: OutgoingRecord[]): SharedLog {
  const closing = new AbortController();
  return {
    shards: shards.length,
    entryBytesMax: ENTRY_BYTES_MAX,
    append: (entries, sent) => {
      for (const entry of entries) put(shardOf(shards, entry.shard), entry);
      records.push(...sent);
      for (const { waiting } of shards) for (const wake of waiting) wake();
      return Promise.resolve(ok(undefined));
    },
    follow: (shard, from, signal) => follow(shardOf(shards, shard), from, [signal, closing.signal]),
    end: (shard) => Promise.resolve(ok(endOf(shardOf(shards, shard)))),
    begin: (shard) => Promise.resolve(ok(shardOf(shards, shard).begin)),
    close: () => {
      closing.abort();
      return Promise.resolve();
    },
  };
}

function put(shard: Shard, { id, blob }: NewEntry): void {
  shard.entries.push({ seq: endOf(shard), id, blob: Uint8Array.from(blob) });
}

/** Reads from the log itself, so that nothing is buffered for a follower that does not pull. */
async function* follow(
  shard: Shard,
  from: number,
  signals: readonly AbortSignal[],
): AsyncIterable<Followed> {
  let next = from;
  while (!signals.some(({ aborted }) => aborted)) {
    if (next < shard.begin || next > endOf(shard)) {
      yield { kind: 'gap', expected: next, found: next < shard.begin ? shard.begin : endOf(shard) };
      return;
    }
    const start = next - shard.begin;
    const entries = shard.entries.slice(start, start + PORTION_ENTRIES_MAX);
    next += entries.length;
    if (entries.length > 0) yield { kind: 'entries', entries };
    else await grown(shard, signals);
  }
}

function grown({ waiting }: Shard, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      waiting.delete(wake);
      for (const signal of signals) signal.removeEventListener('abort', wake);
      resolve();
    };
    waiting.add(wake);
    for (const signal of signals) signal.addEventListener('abort', wake);
  });
}

const endOf = ({ begin, entries }: Shard): number => begin + entries.length;

function shardOf(shards: readonly Shard[], number: number): Shard {
  const shard = shards[number];
  if (shard === undefined) throw new Error(`there is no shard ${number}`);
  return shard;
}
