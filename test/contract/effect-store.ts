/** What every `EffectStore` promises (`src/persistence/ports.ts`). */
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/domain/effects.js';
import type { BatchId } from '../../src/domain/ids.js';
import type { Store } from '../../src/persistence/ports.js';
import { all, sorted, valueOf, type OpenStore } from './open-store.js';
import { certificateId, commitOf, keyOf } from './samples.js';

const MANY = 10_000;

/** The suite, on stores of `open`. */
export function effectStoreContract(open: OpenStore): void {
  describe('the effect store', () => {
    it('has nothing to do at first', async () => {
      const { store } = await open();

      expect(await all(store.effects.pending())).toEqual([]);
    });

    it('keeps effects until they are confirmed, also over a reopening', async () => {
      const { store, reopen } = await open();
      const effects = [certify('l1'), render('l1', 'c1'), render('l1', 'c2'), index('b1')];
      await put(store, effects);

      const reopened = await reopen();
      expect(sorted(await all(reopened.effects.pending()))).toEqual(sorted(effects));

      await valueOf(reopened.effects.confirm([effects[0]!, effects[1]!, effects[3]!]));
      expect(await all((await reopen()).effects.pending())).toEqual([effects[2]]);
    });

    it('keeps one of equal effects', async () => {
      const { store } = await open();
      await put(store, [certify('l1'), certify('l1')]);
      await put(store, [certify('l1')]);

      expect(await all(store.effects.pending())).toEqual([certify('l1')]);
    });

    it('keeps one effect of a batch that changed several times', async () => {
      const { store } = await open();
      await put(store, [index('b1'), index('b2')]);
      await put(store, [index('b1')]);

      expect(sorted(await all(store.effects.pending()))).toEqual(
        sorted([index('b1'), index('b2')]),
      );
    });

    it('tells effects apart whose ids go on where others end', async () => {
      const { store } = await open();
      const kept = [
        certify('l10'),
        render('l1', 'c10'),
        { ...certify('l1'), key: keyOf('l1', 'b') },
      ];
      await put(store, [certify('l1'), render('l1', 'c1'), ...kept]);

      await valueOf(store.effects.confirm([certify('l1'), render('l1', 'c1')]));

      expect(sorted(await all(store.effects.pending()))).toEqual(sorted(kept));
    });

    it('takes the confirmation of an effect that it does not have', async () => {
      const { store } = await open();
      await put(store, [certify('l1')]);

      await valueOf(store.effects.confirm([certify('l2')]));
      await valueOf(store.effects.confirm([]));

      expect(await all(store.effects.pending())).toEqual([certify('l1')]);
    });

    it('remembers an effect again that arises again after its confirmation', async () => {
      const { store } = await open();
      await put(store, [certify('l1')]);
      await valueOf(store.effects.confirm([certify('l1')]));
      await put(store, [certify('l1')]);

      expect(await all(store.effects.pending())).toEqual([certify('l1')]);
    });

    it('gives each of ten thousand effects once while they are confirmed on the way', async () => {
      const { store } = await open();
      const effects = Array.from({ length: MANY }, (_, i) => render(`l${i}`, `c${i}`));
      await put(store, effects);
      const seen: Effect[] = [];
      const confirmed: Promise<void>[] = [];

      for await (const effect of store.effects.pending()) {
        seen.push(effect);
        confirmed.push(valueOf(store.effects.confirm([effect])));
      }
      await Promise.all(confirmed);

      expect(sorted(seen)).toEqual(sorted(effects));
      expect(await all(store.effects.pending())).toEqual([]);
    });
  });
}

const certify = (learner: string): Effect => ({
  kind: 'certify',
  request: '',
  key: keyOf(learner),
});

const render = (learner: string, certificate: string): Effect => ({
  kind: 'render',
  key: keyOf(learner),
  certificate: certificateId(certificate),
});

const index = (batch: string): Effect => ({ kind: 'index', batch: batch as BatchId });

const put = (store: Store, effects: readonly Effect[]): Promise<void> =>
  valueOf(store.snapshots.commit(commitOf({ effects })));
