/** What every `DeadLetterStore` promises (`src/persistence/ports.ts`). */
import { describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../src/persistence/ports.js';
import { all, sorted, valueOf, type OpenStore } from './open-store.js';
import { MEGABYTE } from './samples.js';

const MANY = 10_000;

/** The suite, on stores of `open`. */
export function deadLetterStoreContract(open: OpenStore): void {
  describe('the dead letter store', () => {
    it('is empty at first', async () => {
      const { deadLetters } = (await open()).store;

      expect(await all(deadLetters.list())).toEqual([]);
      expect(await valueOf(deadLetters.get('file.jsonl', '1'))).toBeNull();
    });

    it('keeps each letter under its source and position', async () => {
      const { store, reopen } = await open();
      const letters = [
        letter('file.jsonl', '1'),
        letter('file.jsonl', '10'),
        letter('file.jsonl.1', '1'),
        letter('dev.telemetry.assess', '0:10'),
        letter('पत्र.jsonl', '1'),
      ];
      await valueOf(store.deadLetters.put(letters));

      const { deadLetters } = await reopen();

      expect(sorted(await all(deadLetters.list()))).toEqual(sorted(letters));
      for (const one of letters) {
        expect(await valueOf(deadLetters.get(one.source, one.position))).toEqual(one);
      }
      expect(await valueOf(deadLetters.get('file.jsonl', '2'))).toBeNull();
    });

    it('keeps one letter for a position, the last', async () => {
      const { store } = await open();
      const later = { ...letter('file.jsonl', '1'), reason: 'another reason' };
      await valueOf(store.deadLetters.put([letter('file.jsonl', '1')]));
      await valueOf(store.deadLetters.put([later]));

      expect(await all(store.deadLetters.list())).toEqual([later]);
    });

    it('keeps text of any kind and of a megabyte', async () => {
      const { store, reopen } = await open();
      const odd = { ...letter('file.jsonl', '1'), text: '\u0000\u0001{"a":\n\ufffd😀' };
      const large = { ...letter('file.jsonl', '2'), text: 'é'.repeat(MEGABYTE / 2) };
      await valueOf(store.deadLetters.put([odd, large]));

      const { deadLetters } = await reopen();

      expect(await valueOf(deadLetters.get('file.jsonl', '1'))).toEqual(odd);
      expect(await valueOf(deadLetters.get('file.jsonl', '2'))).toEqual(large);
    });

    it('removes a letter, and no other', async () => {
      const { store, reopen } = await open();
      const [gone, kept] = [letter('file.jsonl', '1'), letter('file.jsonl', '2')];
      await valueOf(store.deadLetters.put([gone, kept]));
      await valueOf(store.deadLetters.remove(gone));
      await valueOf(store.deadLetters.remove(letter('file.jsonl', '3')));

      const { deadLetters } = await reopen();

      expect(await all(deadLetters.list())).toEqual([kept]);
      expect(await valueOf(deadLetters.get('file.jsonl', '1'))).toBeNull();
    });

    it('keeps what was put in the place of a letter that is to be removed', async () => {
      const { store } = await open();
      const former = letter('file.jsonl', '1');
      const later = { ...former, at: former.at + 1 };
      await valueOf(store.deadLetters.put([former]));
      await valueOf(store.deadLetters.put([later]));

      await valueOf(store.deadLetters.remove(former));

      expect(await all(store.deadLetters.list())).toEqual([later]);
    });

    it('keeps a letter that comes again after it was removed', async () => {
      const { store } = await open();
      const again = letter('file.jsonl', '1');
      await valueOf(store.deadLetters.put([again]));
      await valueOf(store.deadLetters.remove(again));

      await valueOf(store.deadLetters.put([again]));

      expect(await all(store.deadLetters.list())).toEqual([again]);
    });

    it('lists ten thousand letters, each once', async () => {
      const { store } = await open();
      const letters = Array.from({ length: MANY }, (_, i) => letter('file.jsonl', String(i)));
      await valueOf(store.deadLetters.put(letters));
      await valueOf(store.deadLetters.put([]));

      expect(sorted(await all(store.deadLetters.list()))).toEqual(sorted(letters));
    });
  });
}

const letter = (source: string, position: string): DeadLetter => ({
  source,
  position,
  way: 'file coursebatch.job.request',
  reason: 'is no JSON',
  at: 1_700_000_000_000,
  text: '{"eid":',
  bytes: 7,
  sha256: '',
});
