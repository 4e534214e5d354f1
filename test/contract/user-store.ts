/** What every `UserStore` promises (`src/persistence/ports.ts`). */
import { describe, expect, it } from 'vitest';
import type { UserEntry } from '../../src/domain/certificate.js';
import type { UserFields } from '../../src/domain/user-fields.js';
import type { Store } from '../../src/persistence/ports.js';
import { valueOf, type OpenStore } from './open-store.js';
import { idsOfEveryCharacter, learnerId } from './samples.js';

const MANY = 10_000;

/** The suite, on stores of `open`. */
export function userStoreContract(open: OpenStore): void {
  describe('the user store', () => {
    it('knows nobody at first', async () => {
      const { users } = (await open()).store;

      expect(await valueOf(users.user(learnerId('asha')))).toBeNull();
      expect(await valueOf(users.users([learnerId('asha')]))).toEqual([null]);
      expect(await valueOf(users.users([]))).toEqual([]);
    });

    it('sets the fields that are given and keeps the others', async () => {
      const { store, reopen } = await open();
      await put(store, [['asha', { firstname: 'Asha', state: 'Kerala', email: 'a@b.in' }]]);
      await put(store, [['asha', { firstname: 'आशा', email: '' }]]);

      const entry = await user(await reopen(), 'asha');

      expect(entry).toEqual({ firstname: 'आशा', state: 'Kerala', email: '' });
    });

    it('removes the fields that are given as null, and no others', async () => {
      const { store, reopen } = await open();
      await put(store, [['asha', { firstname: 'Asha', block: 'Munnar', state: 'Kerala' }]]);
      await put(store, [['asha', { block: null, framework_board: null, state: 'Goa' }]]);

      const entry = await user(await reopen(), 'asha');

      expect(entry).toEqual({ firstname: 'Asha', state: 'Goa' });
    });

    it('does not know a user whose last field was removed', async () => {
      const { store, reopen } = await open();
      await put(store, [['asha', { firstname: 'Asha' }]]);
      await put(store, [
        ['asha', { firstname: null }],
        ['ravi', { firstname: null }],
      ]);

      const entries = await valueOf(
        (await reopen()).users.users([learnerId('asha'), learnerId('ravi')]),
      );

      expect(entries).toEqual([null, null]);
    });

    it('keeps the fields of every call when calls for one user overlap', async () => {
      const { store } = await open();
      const fields = Array.from({ length: 20 }, (_, i) => `field${i}`);

      await Promise.all(fields.map((field) => put(store, [['asha', { [field]: field }]])));

      expect(await user(store, 'asha')).toEqual(Object.fromEntries(fields.map((f) => [f, f])));
    });

    it('merges a user who is named twice in one call, the later field winning', async () => {
      const { store } = await open();
      await put(store, [
        ['asha', { firstname: 'A', state: 'Kerala' }],
        ['asha', { firstname: 'Asha', district: 'Idukki' }],
      ]);

      expect(await user(store, 'asha')).toEqual({
        firstname: 'Asha',
        state: 'Kerala',
        district: 'Idukki',
      });
    });

    it('changes nothing by the same call twice, or by one that names nobody', async () => {
      const { store } = await open();
      await put(store, [['asha', { firstname: 'Asha' }]]);
      await put(store, [['asha', { firstname: 'Asha' }]]);
      await put(store, []);

      expect(await user(store, 'asha')).toEqual({ firstname: 'Asha' });
    });

    it('answers in the order asked, with a gap for whom it does not know', async () => {
      const { store } = await open();
      await put(store, [
        ['l1', { firstname: 'One' }],
        ['l10', { firstname: 'Ten' }],
      ]);
      const asked = ['l10', 'l', 'l1', 'l10'].map(learnerId);

      const entries = await valueOf(store.users.users(asked));

      expect(entries.map((entry) => entry?.['firstname'] ?? null)).toEqual([
        'Ten',
        null,
        'One',
        'Ten',
      ]);
    });

    it('answers the fields that are asked for, and knows who has none of them', async () => {
      const { store } = await open();
      await put(store, [
        ['asha', { firstname: 'Asha', state: 'Kerala', block: '' }],
        ['ravi', { firstname: 'Ravi' }],
      ]);
      const asked = ['asha', 'ravi', 'nobody'].map(learnerId);

      const entries = await valueOf(store.users.users(asked, ['state', 'block', 'cluster']));

      expect(entries.map((entry) => entry && [entry['state'], entry['block']])).toEqual([
        ['Kerala', ''],
        [undefined, undefined],
        null,
      ]);
      expect(entries.map((entry) => entry?.['cluster'])).toEqual([undefined, undefined, undefined]);
    });

    it('tells users apart by every character that an id may hold', async () => {
      const { store, reopen } = await open();
      const ids = idsOfEveryCharacter();
      await put(
        store,
        ids.map((id) => [id, { firstname: id }]),
      );

      const entries = await valueOf((await reopen()).users.users(ids.map(learnerId)));

      expect(entries).toEqual(ids.map((id) => ({ firstname: id })));
    });

    it('keeps ten thousand users', async () => {
      const { store, reopen } = await open();
      const ids = Array.from({ length: MANY }, (_, i) => `learner-${i}`);
      await put(
        store,
        ids.map((id) => [id, { firstname: id, lastname: 'Rao' }]),
      );

      const entries = await valueOf((await reopen()).users.users(ids.map(learnerId)));

      expect(entries).toEqual(ids.map((id) => ({ firstname: id, lastname: 'Rao' })));
    });
  });
}

const put = (store: Store, users: readonly (readonly [string, UserFields])[]): Promise<void> =>
  valueOf(store.users.putUsers(users.map(([id, entry]) => [learnerId(id), entry])));

const user = (store: Store, id: string): Promise<UserEntry | null> =>
  valueOf(store.users.user(learnerId(id)));
