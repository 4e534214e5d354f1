/**
 * One LMDB environment: its tables and the lock that keeps a second writer out.
 *
 * - V1 A write's promise resolves after the `fdatasync` that covers it
 *   (`test/persistence/durability.test.ts` shows it for the version in use).
 * - V2 At most one living process writes a folder. The holder is a row that is compared and set in
 *   one synchronous transaction; a holder that died is recognised by process id and start time.
 * - V3 What throws while writes are being named applies none of them (P3 of the ports).
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { open, type Database, type Key, type RootDatabase, type Transaction } from 'lmdb';
import { err, ok, type Result } from '../../domain/result.js';
import { storeCall } from './store-call.js';
import type { Stored } from '../ports.js';

export type BinaryTable = Database<Buffer, Buffer>;
export type NumberedTable = Database<Buffer, number>;

/** A key where it lies: one object for all of a table, valid until the next call of any table. */
export interface KeyRun {
  bytes: Uint8Array;
  from: number;
  to: number;
}

/** A row where it lies: its value is as valid as its key is, and is its first `length` bytes. */
export interface BorrowedRow {
  readonly key: KeyRun;
  readonly value: Uint8Array;
}

/** The part of a table that such keys are good for. */
export interface BorrowedTable {
  getKeys(range: BorrowedRange): Iterable<KeyRun>;
  getRange(range: BorrowedRange): Iterable<BorrowedRow>;
  /** The value where it lies, as valid as a `KeyRun` is. */
  getBinaryFast(
    key: Buffer,
    options: { readonly transaction: Transaction },
  ): Uint8Array | undefined;
}

interface BorrowedRange {
  readonly start: Buffer;
  readonly end?: Buffer;
  readonly transaction: Transaction;
}

export interface Environment {
  readonly root: RootDatabase;
  /** Keys are bytes in byte order, values are bytes. */
  table(name: string): BinaryTable;
  /** As `table`, for walking over rows without a buffer for each key and value. */
  borrowed(name: string): BorrowedTable;
  /** Keys are numbers, values are bytes. */
  numbered(name: string): NumberedTable;
  /** Applies all writes that `work` names as one transaction (V3); resolves when it is durable. */
  atomically(work: (writes: Writes) => void): Stored<void>;
  /** Runs reads and writes with no other write between them; undone when `work` throws. */
  exclusively(work: () => void): Stored<void>;
  close(): Promise<void>;
}

/** Names the writes of one transaction; they are queued together once all are named. */
export interface Writes {
  put<K extends Key>(table: Database<Buffer, K>, key: K, value: Buffer): void;
  remove<K extends Key>(table: Database<Buffer, K>, key: K): void;
}

export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: string;
}

export type OpenError =
  | { readonly kind: 'held'; readonly holder: Holder }
  | { readonly kind: 'unusable'; readonly detail: string };

export interface OpenOptions {
  readonly folder: string;
  /** Readers do not take the lock and cannot write. */
  readonly readOnly: boolean;
}

/** Opens a data folder, made when missing, and takes its lock unless `readOnly`. */
export function openEnvironment(options: OpenOptions): Result<Environment, OpenError> {
  let root: RootDatabase;
  try {
    root = openRoot(options);
  } catch (error) {
    return err({ kind: 'unusable', detail: String(error) });
  }
  const lock = root.openDB<Holder, string>({ name: 'lock', encoding: 'json' });
  if (!options.readOnly) {
    const holder = takeLock(root, lock);
    if (holder !== null) {
      void root.close();
      return err({ kind: 'held', holder });
    }
  }
  return ok(environment(root, options.readOnly ? null : lock));
}

function openRoot({ folder, readOnly }: OpenOptions): RootDatabase {
  if (!readOnly) mkdirSync(folder, { recursive: true });
  return open({ path: join(folder, 'laurel.mdb'), maxDbs: 32, readOnly });
}

function environment(root: RootDatabase, lock: Database<Holder, string> | null): Environment {
  let closing: Promise<void> | null = null;
  return {
    root,
    table: (name) => root.openDB({ name, encoding: 'binary', keyEncoding: 'binary' }),
    borrowed: (name) => {
      const keyEncoder = borrowing();
      const options = { name, encoding: 'binary', keyEncoder, encoder: AS_IT_IS } as const;
      // The library's declarations do not know that rows are what the encoders make of them.
      return root.openDB<Buffer>(options) as unknown as BorrowedTable;
    },
    numbered: (name) => root.openDB({ name, encoding: 'binary', keyEncoding: 'uint32' }),
    atomically: (work) =>
      storeCall(async () => {
        const writes = namedBy(work);
        await root.batch(() => {
          for (const write of writes) write();
        });
      }),
    exclusively: (work) =>
      storeCall(async () => {
        await root.childTransaction(work);
      }),
    close: () => (closing ??= closed(root, lock)),
  };
}

/** Values as bytes, read without a copy. */
const AS_IT_IS = { encode: (bytes: Buffer) => bytes, decode: (bytes: Buffer) => bytes };

/** Keys as bytes, read without a copy. */
function borrowing(): {
  writeKey(key: Uint8Array, target: Uint8Array, start: number): number;
  readKey(bytes: Uint8Array, from: number, to: number): KeyRun;
} {
  const run: KeyRun = { bytes: new Uint8Array(0), from: 0, to: 0 };
  return {
    writeKey: (key, target, start) => {
      target.set(key, start);
      return start + key.length;
    },
    readKey: (bytes, from, to) => {
      run.bytes = bytes;
      run.from = from;
      run.to = to;
      return run;
    },
  };
}

function namedBy(work: (writes: Writes) => void): (() => void)[] {
  const named: (() => void)[] = [];
  work({
    put: (table, key, value) => named.push(() => void table.put(key, value)),
    remove: (table, key) => named.push(() => void table.remove(key)),
  });
  return named;
}

async function closed(root: RootDatabase, lock: Database<Holder, string> | null): Promise<void> {
  if (lock !== null) await lock.remove('writer');
  await root.close();
}

/** V2. Returns the living holder, or `null` once the lock is ours. */
function takeLock(root: RootDatabase, lock: Database<Holder, string>): Holder | null {
  return root.transactionSync(() => {
    const holder = lock.get('writer');
    if (holder !== undefined && isAlive(holder)) return holder;
    lock.putSync('writer', {
      pid: process.pid,
      host: hostname(),
      startedAt: startOf(process.pid),
    });
    return null;
  });
}

/** A holder on another host counts as living: it cannot be asked. */
function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startOf(holder.pid) === holder.startedAt;
}

/**
 * When a process started, in clock ticks of this boot; '' where the system does not tell, and of a
 * process that ended but was not waited for by its parent.
 */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : `${boot}/${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}
