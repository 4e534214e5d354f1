/** What every `CommandLog` promises (`src/persistence/ports.ts`). */
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/persistence/ports.js';
import { all, valueOf, type OpenStore } from './open-store.js';
import { MEGABYTE, commitOf } from './samples.js';

const MANY = 10_000;

/** The suite, on stores of `open`. */
export function commandLogContract(open: OpenStore): void {
  describe('the command log', () => {
    it('is empty at first', async () => {
      const { store } = await open();

      expect(await entries(store)).toEqual([]);
    });

    it('numbers blobs from 1 in the order of the calls, also of calls that overlap', async () => {
      const { store } = await open();

      const numbers = await Promise.all(['a', 'b', 'c'].map((text) => append(store, text)));

      expect(numbers).toEqual([1, 2, 3]);
      expect(await entries(store)).toEqual(['1 a', '2 b', '3 c']);
    });

    it('reads from a number on', async () => {
      const { store } = await open();
      for (const text of ['a', 'b', 'c']) await append(store, text);

      expect(await entries(store, 2)).toEqual(['2 b', '3 c']);
      expect(await entries(store, 4)).toEqual([]);
    });

    it('keeps every byte of a blob of a megabyte, and a blob of none', async () => {
      const { store, reopen } = await open();
      const large = Buffer.alloc(
        MEGABYTE,
        Uint8Array.from({ length: 256 }, (_, i) => i),
      );
      await valueOf(store.log.append(large));
      await valueOf(store.log.append(new Uint8Array(0)));

      const read = await all((await reopen()).log.read(1));

      expect(read.map(({ blob }) => blob.length)).toEqual([MEGABYTE, 0]);
      expect(large.equals(read[0]!.blob)).toBe(true);
    });

    it('keeps a blob as it was at the call, though its memory is used again', async () => {
      const { store } = await open();
      const memory = new TextEncoder().encode('xxkeptxx');
      const appended = store.log.append(memory.subarray(2, 6));
      memory.fill(0);
      await appended;

      expect(await entries(store)).toEqual(['1 kept']);
    });

    it('keeps ten thousand blobs in order', async () => {
      const { store, reopen } = await open();
      const wanted = Array.from({ length: MANY }, (_, i) => `${i + 1} blob ${i}`);
      await Promise.all(wanted.map((_, i) => append(store, `blob ${i}`)));

      expect(await entries(await reopen())).toEqual(wanted);
    });

    releases(open);
  });
}

function releases(open: OpenStore): void {
  it('forgets what a commit releases and keeps the rest', async () => {
    const { store, reopen } = await open();
    for (const text of ['a', 'b', 'c']) await append(store, text);

    await release(store, 3);

    expect(await entries(store)).toEqual(['3 c']);
    expect(await entries(await reopen())).toEqual(['3 c']);
  });

  it('goes on with the next number after a reopening', async () => {
    const { store, reopen } = await open();
    await append(store, 'a');

    expect(await append(await reopen(), 'b')).toBe(2);
  });

  it('never uses a number again, though all were released before the reopening', async () => {
    const { store, reopen } = await open();
    for (const text of ['a', 'b', 'c']) await append(store, text);
    await release(store, 4);

    const reopened = await reopen();

    expect(await append(reopened, 'd')).toBe(4);
    expect(await entries(reopened)).toEqual(['4 d']);
  });

  it('never uses a number again when an older release is repeated after a newer one', async () => {
    const { store, reopen } = await open();
    for (const text of ['a', 'b', 'c']) await append(store, text);
    await release(store, 4);
    await release(store, 2);

    expect(await append(await reopen(), 'd')).toBe(4);
  });

  it('releases nothing by a commit that names no number', async () => {
    const { store } = await open();
    await append(store, 'a');

    await release(store, 0);

    expect(await entries(store)).toEqual(['1 a']);
  });

  it('is read in order to its end while others append and release', async () => {
    const { store } = await open();
    for (const text of ['a', 'b', 'c', 'd']) await append(store, text);
    const seen: number[] = [];

    for await (const { seq } of store.log.read(1)) {
      if (seen.length === 0) await release(store, 3);
      if (seen.length === 0) await append(store, 'e');
      seen.push(seq);
    }

    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen).toEqual(expect.arrayContaining([1, 3, 4]));
  });
}

const append = (store: Store, text: string): Promise<number> =>
  valueOf(store.log.append(Buffer.from(text)));

const release = (store: Store, below: number): Promise<void> =>
  valueOf(store.snapshots.commit(commitOf({ releaseBelow: below })));

const entries = async (store: Store, from = 1): Promise<string[]> =>
  (await all(store.log.read(from))).map(
    ({ seq, blob }) => `${seq} ${Buffer.from(blob).toString()}`,
  );
