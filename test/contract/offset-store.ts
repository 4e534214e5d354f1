/** What every `OffsetStore` promises (`src/persistence/ports.ts`). */
import { describe, expect, it } from 'vitest';
import type { SourceOffset, Store } from '../../src/persistence/ports.js';
import { valueOf, type OpenStore } from './open-store.js';
import { commitOf, keyOf, longestId, snapshot } from './samples.js';

/** More than a double holds exactly. */
const FAR = 2n ** 62n + 1n;

/** The suite, on stores of `open`. */
export function offsetStoreContract(open: OpenStore): void {
  describe('the offset store', () => {
    it('knows no place at first', async () => {
      const { store } = await open();

      expect(await valueOf(store.offsets.of('topic'))).toEqual([]);
    });

    it('keeps the last place of each partition, also over a reopening', async () => {
      const { store, reopen } = await open();
      await put(store, [place(0, 5n), place(1, 0n), place(10, FAR)]);
      await put(store, [place(0, 7n)]);

      const kept = [place(0, 7n), place(1, 0n), place(10, FAR)];
      expect(inOrder(await valueOf(store.offsets.of('topic')))).toEqual(kept);
      expect(inOrder(await valueOf((await reopen()).offsets.of('topic')))).toEqual(kept);
    });

    it('goes back to a place where it is told to', async () => {
      const { store } = await open();
      await put(store, [place(0, FAR)]);
      await put(store, [place(0, 3n)]);

      expect(await valueOf(store.offsets.of('topic'))).toEqual([place(0, 3n)]);
    });

    it('tells topics apart whose names go on where others end', async () => {
      const { store } = await open();
      const topics = ['topic', 'topic.1', 'topic1', longestId('a')];
      await put(
        store,
        topics.map((topic, i) => ({ topic, partition: 1, next: BigInt(i) })),
      );

      for (const [i, topic] of topics.entries()) {
        expect(await valueOf(store.offsets.of(topic))).toEqual([
          { topic, partition: 1, next: BigInt(i) },
        ]);
      }
    });

    it('has a place exactly when it has what was committed with it', async () => {
      const { store, reopen } = await open();
      const key = keyOf('l1');
      const offsets = [place(0, 9n)];

      await valueOf(store.snapshots.commit(commitOf({ snapshots: [snapshot(key, 's')], offsets })));

      const reopened = await reopen();
      expect(await valueOf(reopened.snapshots.load(key))).not.toBeNull();
      expect(await valueOf(reopened.offsets.of('topic'))).toEqual(offsets);
    });

    it('is not changed by commits without places', async () => {
      const { store } = await open();
      await put(store, [place(0, 9n)]);

      await valueOf(store.snapshots.commit(commitOf({ snapshots: [snapshot(keyOf('l1'), 's')] })));

      expect(await valueOf(store.offsets.of('topic'))).toEqual([place(0, 9n)]);
    });
  });
}

const place = (partition: number, next: bigint): SourceOffset => ({
  topic: 'topic',
  partition,
  next,
});

const put = (store: Store, offsets: readonly SourceOffset[]): Promise<void> =>
  valueOf(store.snapshots.commit(commitOf({ offsets })));

const inOrder = (places: readonly SourceOffset[]): SourceOffset[] =>
  [...places].sort((a, b) => a.partition - b.partition);
