import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import { submitted } from '../../src/reports/request-life-cycle.js';
import { alone } from '../../src/reports/run-guard.js';
import {
  SECRET_BYTES,
  guardWithSealedKeys,
  isSealed,
  withSealedKeys,
  type SecretOf,
} from '../../src/reports/sealed-keys.js';
import { all, valueOf } from '../contract/open-store.js';
import { MORNING, submission } from './request-desk.js';

const KEY = 'Geheim, 123 हि';
const request = (id: string, encryptionKey = KEY) =>
  submitted(submission({ encryptionKey }), id, MORNING);
const secret = (): SecretOf => {
  const bytes = randomBytes(SECRET_BYTES);
  return () => ok(bytes);
};

describe('Keys of report requests', () => {
  it('lie sealed in the store, and are what was given to whoever has the secret', async () => {
    const stored = memoryStore().reportRequests;
    const store = withSealedKeys(stored, secret());
    await valueOf(store.put(request('r1')));

    const [lying] = await all(stored.list());
    expect(isSealed(lying!.encryptionKey)).toBe(true);
    expect(JSON.stringify(lying)).not.toContain('Geheim');
    const read = [
      await valueOf(store.get('tag:org-1', 'r1')),
      ...(await all(store.list())),
      ...(await all(store.list('tag:org-1'))),
      ...(await all(store.open())),
    ];
    expect(read).toEqual(Array(4).fill(request('r1')));
    expect(await valueOf(store.get('tag:org-1', 'none'))).toBeNull();
  });

  it('have another seal each time', async () => {
    const stored = memoryStore().reportRequests;
    const store = withSealedKeys(stored, secret());
    const seals = new Set<string>();
    for (const id of ['r1', 'r1', 'r2']) {
      await valueOf(store.put(request(id)));
      seals.add((await valueOf(stored.get('tag:org-1', id)))!.encryptionKey);
    }

    expect(seals.size).toBe(3);
  });

  it('open under no other secret, and in no other row', async () => {
    const stored = memoryStore().reportRequests;
    const secretOf = secret();
    await valueOf(withSealedKeys(stored, secretOf).put(request('r1')));
    const sealed = (await valueOf(stored.get('tag:org-1', 'r1')))!.encryptionKey;
    await valueOf(stored.put(request('r2', sealed)));

    const elsewhere = await valueOf(withSealedKeys(stored, secretOf).get('tag:org-1', 'r2'));
    const otherwise = await valueOf(withSealedKeys(stored, secret()).get('tag:org-1', 'r1'));

    expect([elsewhere?.encryptionKey, otherwise?.encryptionKey]).toEqual([sealed, sealed]);
  });

  it.each(['laurel-sealed:1:', 'laurel-sealed:1:AAAA', 'laurel-sealed:1:?'])(
    'that only look sealed stay what they are: %s',
    async (text) => {
      const store = withSealedKeys(memoryStore().reportRequests, secret());
      await valueOf(store.put(request('r1', text)));

      expect((await valueOf(store.get('tag:org-1', 'r1')))?.encryptionKey).toBe(text);
    },
  );

  it('of before are read, and sealed when their row is written next', async () => {
    const stored = memoryStore().reportRequests;
    const store = withSealedKeys(stored, secret());
    await valueOf(stored.put(request('r1')));
    const read = (await valueOf(store.get('tag:org-1', 'r1')))!;
    expect(read.encryptionKey).toBe(KEY);

    await valueOf(store.put(read));

    expect(isSealed((await valueOf(stored.get('tag:org-1', 'r1')))!.encryptionKey)).toBe(true);
  });

  it('are not stored at all without a secret; requests without a key are', async () => {
    const stored = memoryStore().reportRequests;
    const store = withSealedKeys(stored, () => err('the folder is read-only'));

    expect(await store.put(request('r1'))).toEqual(
      err({ kind: 'unavailable', detail: 'the folder is read-only' }),
    );
    await valueOf(store.put(request('r2', '')));

    expect((await all(stored.list())).map(({ requestId }) => requestId)).toEqual(['r2']);
  });

  it('are sealed by whoever has the turn to run requests, too', async () => {
    const stored = memoryStore().reportRequests;
    const secretOf = secret();
    const turn = await guardWithSealedKeys(alone(stored), secretOf).take();
    await valueOf(turn!.store.put(request('r1')));

    expect(turn!.isMine()).toBe(true);
    expect(isSealed((await valueOf(stored.get('tag:org-1', 'r1')))!.encryptionKey)).toBe(true);
    const nobody = { take: () => Promise.resolve(null) };
    expect(await guardWithSealedKeys(nobody, secretOf).take()).toBeNull();
  });
});
