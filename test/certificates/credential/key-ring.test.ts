import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  newKeySet,
  parseKeyRing,
  parseVerifyingKeys,
  publicKeySet,
} from '../../../src/certificates/credential/key-ring.js';
import { newRing } from './signed.js';

describe('a set of signing keys', () => {
  it('names a key by its thumbprint', async () => {
    const [key] = newRing().published;
    expect(key?.kid).toBe(await calculateJwkThumbprint({ ...key!.jwk }));
  });

  it('signs with the new key after a rotation and still publishes the former one', () => {
    const before = newRing();
    const after = newRing(before);
    expect(after.signing.kid).not.toBe(before.signing.kid);
    expect(after.published.map(({ kid }) => kid)).toEqual([after.signing.kid, before.signing.kid]);
  });

  it('keeps no private part of a former key', () => {
    const { keys } = JSON.parse(newKeySet(newRing())) as { keys: Record<string, string>[] };
    expect(keys.map((key) => 'd' in key)).toEqual([true, false]);
  });

  it('gives others no private part', () => {
    const ring = newRing();
    const text = publicKeySet(ring.published);
    expect(text).not.toContain('"d"');
    expect(parseVerifyingKeys(text)).toMatchObject({
      ok: true,
      value: [{ kid: ring.signing.kid }],
    });
  });

  it.each(['pem', 'jwk'] as const)('reads one public key as %s', (format) => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const text =
      format === 'pem'
        ? publicKey.export({ format, type: 'spki' }).toString()
        : JSON.stringify(publicKey.export({ format }));
    const { x } = publicKey.export({ format: 'jwk' });
    expect(parseVerifyingKeys(text)).toMatchObject({ ok: true, value: [{ jwk: { x } }] });
  });

  it.each([
    ['no JSON', 'x', 'is no JSON'],
    ['no object', '3', 'is no JSON Web Key Set'],
    ['no keys', '{"keys":[]}', 'keys is no list of keys'],
    ['a key of another kind', '{"keys":[{"kty":"EC"}]}', 'keys[0] is no Ed25519 key'],
    ['a key that is too short', JSON.stringify(okp({ x: 'AAAA' })), 'keys[0].x'],
    ['only public keys', publicKeySet(newRing().published), 'keys[0] has no private part'],
    ['a private part of another key', mixed(), 'keys[0].d does not belong to keys[0].x'],
    ['a broken private part', JSON.stringify(okp({ d: '!' })), 'keys[0].d is no Ed25519'],
  ])('refuses %s and says which', (_what, text, problem) => {
    const parsed = parseKeyRing(text);
    expect(parsed.ok ? 'taken' : parsed.error).toContain(problem);
  });

  it('refuses what is no public key', () => {
    expect(parseVerifyingKeys('-----BEGIN PUBLIC KEY-----\nx\n')).toEqual({
      ok: false,
      error: 'is no public key in PEM',
    });
  });
});

interface KeySet {
  readonly keys: readonly Record<string, string>[];
}

const parsedSet = (): KeySet => JSON.parse(newKeySet(null)) as KeySet;

const okp = (changes: Record<string, string>): KeySet => ({
  keys: [{ ...parsedSet().keys[0], ...changes }],
});

const mixed = (): string => JSON.stringify(okp({ d: parsedSet().keys[0]?.['d'] ?? '' }));
