/**
 * Values of one table by keys that rise, as a scan asks for them. While most rows of the table are
 * asked for it walks beside the scan, since a step costs less than a look-up; where rows that
 * nobody asks for are too many it looks up each key instead.
 *
 * - R1 `find` answers what a look-up would, as of the transaction's moment.
 * - R2 What it answers holds until the next call of any table.
 */
import type { Transaction } from 'lmdb';
import type { BorrowedRow, BorrowedTable, KeyRun } from './environment.js';

/** Rows passed over for each one found: with two of them look-ups already cost as much. */
const PASSED_PER_FOUND_MAX = 1;

/** Rows that may be passed over before any is found. */
const PASSED_AT_FIRST_MAX = 200;

export class RisingReads {
  readonly #table: BorrowedTable;
  readonly #options: { readonly transaction: Transaction };
  #walk: Iterator<BorrowedRow> | null = null;
  #isLookingUp = false;
  /** How many more rows may be passed over. */
  #passesLeft = PASSED_AT_FIRST_MAX;
  /** The row where the walk stands, when that is further than what was asked for. */
  #ahead: Buffer | null = null;

  constructor(table: BorrowedTable, transaction: Transaction) {
    this.#table = table;
    this.#options = { transaction };
  }

  /** The value of a key that is greater than all keys asked for before. */
  find(key: Buffer): Uint8Array | undefined {
    if (this.#isLookingUp) return this.#lookUp(key);
    if (this.#ahead !== null) {
      const order = this.#ahead.compare(key);
      if (order > 0) return undefined;
      this.#ahead = null;
      // Its bytes have given way to others meanwhile.
      if (order === 0) return this.#lookUp(key);
    }
    this.#walk ??= this.#table.getRange({ start: key, ...this.#options })[Symbol.iterator]();
    return this.#walkTo(key, this.#walk);
  }

  /** Lets the walk go; to be called before the transaction ends. */
  close(): void {
    this.#walk?.return?.();
    this.#walk = null;
    this.#isLookingUp = true;
  }

  #walkTo(key: Buffer, walk: Iterator<BorrowedRow>): Uint8Array | undefined {
    for (;;) {
      const next = walk.next();
      if (next.done === true) {
        this.close();
        return undefined;
      }
      const order = compare(next.value.key, key);
      if (order === 0) {
        this.#passesLeft += PASSED_PER_FOUND_MAX;
        return next.value.value;
      }
      if (order > 0) {
        this.#ahead = copyOf(next.value.key);
        return undefined;
      }
      if (--this.#passesLeft < 0) {
        this.close();
        return this.#lookUp(key);
      }
    }
  }

  #lookUp(key: Buffer): Uint8Array | undefined {
    return this.#table.getBinaryFast(key, this.#options);
  }
}

const copyOf = ({ bytes, from, to }: KeyRun): Buffer => Buffer.from(bytes.subarray(from, to));

/** Byte by byte, and of equal beginnings the longer one is greater, as LMDB compares. */
function compare({ bytes, from, to }: KeyRun, key: Buffer): number {
  const length = Math.min(to - from, key.length);
  for (let i = 0; i < length; i++) {
    const difference = (bytes[from + i] ?? 0) - (key[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return to - from - key.length;
}
