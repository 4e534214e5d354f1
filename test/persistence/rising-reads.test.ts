import { join } from 'node:path';
import fc from 'fast-check';
import type { Transaction } from 'lmdb';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  openEnvironment,
  type BorrowedRow,
  type BorrowedTable,
} from '../../src/persistence/lmdb/environment.js';
import { RisingReads } from '../../src/persistence/lmdb/rising-reads.js';
import { valueOf } from '../contract/open-store.js';
import { temporaryFolder } from './stores.js';

/** Each is its own value. Some go on where others end, and two in five are keys of no row. */
const KEYS = Array.from({ length: 3_000 }, (_, i) => {
  const key = `k${String(i >> 1).padStart(4, '0')}`;
  return i % 2 === 0 ? key : `${key}${'x'.repeat(1 + (i % 3))}`;
});
const ROWS = KEYS.filter((_, i) => i % 5 > 1);

describe('Reads by rising keys', () => {
  it('find what look-ups would, whichever keys are asked for', async () => {
    const table = await filledTable();
    const asked = fc
      .tuple(fc.integer({ min: 1, max: 40 }), fc.nat(KEYS.length), fc.infiniteStream(fc.nat(40)))
      .map(([one, from, draws]) => KEYS.slice(from).filter(() => (draws.next().value ?? 0) < one));

    fc.assert(
      fc.property(asked, (keys) => {
        const expected = keys.map((key) => (ROWS.includes(key) ? key : undefined));

        expect(read(table, keys)).toEqual(expected);
      }),
    );
  });

  it('find values of any size, and the next one after a large one', async () => {
    const sizes = [1, 40_000, 3, 70_000, 1_000_000, 2, 200];
    const rows = sizes.map((size, i) => [`k${String(i)}`, String(i).repeat(size)] as const);
    const table = await filledTable(rows);

    const found = read(
      table,
      rows.map(([key]) => key),
    );

    expect(found.map((value) => value?.length)).toEqual(sizes);
    expect(found).toEqual(rows.map(([, value]) => value));
    expect(table.lookUps).toBe(0);
  });

  it('look nothing up while at least every second row is asked for', async () => {
    const table = await filledTable();
    const half = ROWS.filter((_, i) => i % 2 === 0);

    read(table, half);

    expect(table).toMatchObject({ lookUps: 0, steps: ROWS.indexOf(half.at(-1) ?? '') + 1 });
  });

  it('pass over a few hundred rows of others at most, where few rows are asked for', async () => {
    const table = await filledTable();
    const few = ROWS.filter((_, i) => i % 10 === 0);

    read(table, few);

    expect(table.steps).toBeLessThan(400);
    expect(table.steps + table.lookUps).toBeGreaterThanOrEqual(few.length);
  });

  it('walk no further where they are closed', async () => {
    const table = await filledTable();
    const reads = new RisingReads(table, table.transaction);
    reads.find(Buffer.from(ROWS[0] ?? ''));

    reads.close();

    expect(String(reads.find(Buffer.from(ROWS[1] ?? '')))).toBe(ROWS[1]);
    expect(table).toMatchObject({ lookUps: 1, steps: 1 });
  });
});

type CountingTable = BorrowedTable & {
  readonly transaction: Transaction;
  steps: number;
  lookUps: number;
};

/** What is found for each key. */
function read(table: CountingTable, keys: readonly string[]): (string | undefined)[] {
  const reads = new RisingReads(table, table.transaction);
  const found = keys.map((key) => {
    const value = reads.find(Buffer.from(key));
    return value === undefined
      ? undefined
      : Buffer.from(value.subarray(0, value.length)).toString();
  });
  reads.close();
  return found;
}

/** A table of these keys and values that counts how it is read. */
async function filledTable(
  entries = ROWS.map((key): readonly [string, string] => [key, key]),
): Promise<CountingTable> {
  const folder = join(temporaryFolder(), 'data');
  const opened = openEnvironment({ folder, readOnly: false });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const env = opened.value;
  const rows = env.table('rows');
  await valueOf(
    env.atomically((writes) => {
      for (const [key, value] of entries) writes.put(rows, Buffer.from(key), Buffer.from(value));
    }),
  );
  const borrowed = env.borrowed('rows');
  const transaction = env.root.useReadTransaction();
  onTestFinished(async () => {
    transaction.done();
    await env.close();
  });
  const table: CountingTable = {
    ...{ transaction, steps: 0, lookUps: 0 },
    getKeys: (range) => borrowed.getKeys(range),
    getRange: (range) => counted(borrowed.getRange(range)),
    getBinaryFast: (key, options) => {
      table.lookUps++;
      return borrowed.getBinaryFast(key, options);
    },
  };
  return table;

  function* counted(all: Iterable<BorrowedRow>): Generator<BorrowedRow> {
    for (const row of all) {
      table.steps++;
      yield row;
    }
  }
}
