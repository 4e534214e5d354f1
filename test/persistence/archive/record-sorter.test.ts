import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordSorter, type SortLimits } from '../../../src/persistence/archive/record-sorter.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-sorter-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a sorter of records', () => {
  it.each([
    ['in memory', { heldBytesMax: 1_000_000, runsCountMax: 1 }],
    ['by runs on disk', { heldBytesMax: 2_000, runsCountMax: 1_000 }],
  ])('gives back the same records in order, %s', async (_where, limits) => {
    const record = fc.tuple(fc.string({ maxLength: 6 }), fc.string({ maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 60 }), async (records) => {
        const { taken, sorted } = await sort(records, limits);

        expect(taken).toBe(true);
        expect(sorted.map(([key]) => key)).toEqual([...records.map(([key]) => key)].sort(byBytes));
        expect(sorted.map(String).sort()).toEqual(records.map(String).sort());
      }),
      { numRuns: 30 },
    );
  });

  it('takes a record that is larger than what is read at once', async () => {
    const long = 'x'.repeat(300_000);

    const { sorted } = await sort(
      [
        ['b', long],
        ['a', long],
        ['c', ''],
      ],
      {
        heldBytesMax: 1,
        runsCountMax: 3,
      },
    );

    expect(sorted).toEqual([
      ['a', long],
      ['b', long],
      ['c', ''],
    ]);
  });

  it('says when there are more than it may hold', async () => {
    const records = ['a', 'b', 'c'].map((key) => [key, ''] as const);

    const { taken } = await sort(records, { heldBytesMax: 1, runsCountMax: 2 });

    expect(taken).toBe(false);
  });

  it('leaves nothing behind that has a name, while it works', async () => {
    const sorter = new RecordSorter(join(folder, 'made'), { heldBytesMax: 1, runsCountMax: 9 });
    await sorter.add({ key: Buffer.from('a'), body: Buffer.from('secret') });

    expect(await readdir(join(folder, 'made'))).toEqual([]);
    await sorter.close();
  });
});

async function sort(records: readonly (readonly [string, string])[], limits: SortLimits) {
  const sorter = new RecordSorter(folder, limits);
  let taken = true;
  for (const [key, body] of records) {
    taken &&= await sorter.add({ key: Buffer.from(key), body: Buffer.from(body) });
  }
  const sorted: [string, string][] = [];
  for await (const { key, body } of sorter.sorted()) {
    sorted.push([key.toString(), body.toString()]);
  }
  await sorter.close();
  return { taken, sorted };
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
