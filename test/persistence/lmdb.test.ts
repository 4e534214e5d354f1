import { describe, expect, it } from 'vitest';
import { valueOf } from '../contract/open-store.js';
import { attemptRow, commitOf, keyOf, learnerId, snapshot } from '../contract/samples.js';
import { openFolder, openLmdb, temporaryFolder } from './stores.js';

const KEY_TOO_LONG = 'x'.repeat(2000);

describe('An LMDB store', () => {
  it('applies nothing of a commit of which one row cannot be written', async () => {
    const { store, reopen } = await openLmdb();
    const key = keyOf('asha');
    const attempts = [attemptRow(key, KEY_TOO_LONG)];

    const answer = await store.snapshots.commit(
      commitOf({ snapshots: [snapshot(key, 'x')], attempts }),
    );

    expect(answer).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(await valueOf((await reopen()).snapshots.load(key))).toBeNull();
  });

  it('applies nothing of a call of which one user cannot be written', async () => {
    const { store, reopen } = await openLmdb();
    const asha = learnerId('asha');

    const answer = await store.users.putUsers([
      [asha, { firstname: 'Asha' }],
      [learnerId(KEY_TOO_LONG), { firstname: 'Binu' }],
    ]);

    expect(answer).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(await valueOf((await reopen()).users.user(asha))).toBeNull();
  });

  it('can be closed twice, and its folder opened again', async () => {
    const folder = temporaryFolder();
    const store = openFolder(folder);
    await valueOf(store.log.append(Buffer.from('a')));

    await Promise.all([store.close(), store.close()]);

    expect(await valueOf(openFolder(folder).log.append(Buffer.from('b')))).toBe(2);
  });

  it('makes durable what is still on its way when it is closed', async () => {
    const { store, reopen } = await openLmdb();
    const appended = ['a', 'b'].map((text) => store.log.append(Buffer.from(text)));

    const reopened = await reopen();

    expect(await Promise.all(appended)).toEqual([
      { ok: true, value: 1 },
      { ok: true, value: 2 },
    ]);
    expect(await valueOf(reopened.log.append(Buffer.from('c')))).toBe(3);
  });
});
