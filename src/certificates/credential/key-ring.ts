/**
 * The keys that certificates are signed with: Ed25519, one in use, those of before still published.
 * Owns their text form, a JSON Web Key Set; files are `key-file.ts`.
 *
 * - Y1 The first key of a set signs. Keys behind it verify what they signed before, and have no
 *   private part: a set that was rotated cannot sign with an old key.
 * - Y2 A key is named by its thumbprint (RFC 7638), so that a name can stand for one key only.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { err, ok, type Result } from '../../domain/result.js';

/** The public part of an Ed25519 key as RFC 8037 writes it. */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** 32 bytes, base64url. */
  readonly x: string;
}

export interface VerifyingKey {
  readonly kid: string;
  readonly jwk: PublicJwk;
  readonly key: KeyObject;
}

export interface KeyRing {
  readonly signing: { readonly kid: string; readonly key: KeyObject };
  /** The public keys, the one in use first. */
  readonly published: readonly VerifyingKey[];
}

/** The text of a new set; `before` = the set that it follows, whose keys stay published. */
export function newKeySet(before: KeyRing | null): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
  const former = (before?.published ?? []).map(({ kid, jwk }) => ({ kid, ...jwk }));
  const first = { kid: thumbprint(x), kty: 'OKP', crv: 'Ed25519', x, d };
  return `${JSON.stringify({ keys: [first, ...former] }, null, 2)}\n`;
}

/** The set that others may have: what a verifier needs, and nothing to sign with. */
export function publicKeySet(published: readonly VerifyingKey[]): string {
  const keys = published.map(({ kid, jwk }) => ({ kid, alg: 'EdDSA', use: 'sig', ...jwk }));
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}

/** Reads a set to sign with; the error says what is wrong with which key. */
export function parseKeyRing(text: string): Result<KeyRing, string> {
  const entries = entriesOf(text);
  if (!entries.ok) return entries;
  const published = verifyingKeys(entries.value);
  if (!published.ok) return published;
  const [first] = published.value;
  const secret = entries.value[0]?.['d'];
  if (first === undefined || typeof secret !== 'string') {
    return err('keys[0] has no private part (d), so nothing can be signed with it');
  }
  const key = privateKeyOf(first.jwk, secret);
  return key.ok
    ? ok({ signing: { kid: first.kid, key: key.value }, published: published.value })
    : key;
}

/** Reads the keys to verify with: a set, or one public key as PEM or JWK. */
export function parseVerifyingKeys(text: string): Result<readonly VerifyingKey[], string> {
  if (text.includes('-----BEGIN')) return pemKey(text);
  const entries = entriesOf(text);
  return entries.ok ? verifyingKeys(entries.value) : entries;
}

/** RFC 7638, SHA-256. */
const thumbprint = (x: string): string =>
  createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');

type Entry = Readonly<Record<string, unknown>>;

const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null;

/** The keys of a set; a single key is a set of one. */
function entriesOf(text: string): Result<readonly Entry[], string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return err('is no JSON');
  }
  if (!isEntry(parsed)) return err('is no JSON Web Key Set');
  const { keys = [parsed] } = parsed;
  if (!Array.isArray(keys) || keys.length === 0) return err('keys is no list of keys');
  const entries = keys.filter(isEntry);
  return entries.length === keys.length ? ok(entries) : err('keys holds something that is no key');
}

function verifyingKeys(entries: readonly Entry[]): Result<readonly VerifyingKey[], string> {
  const keys: VerifyingKey[] = [];
  for (const [i, { kty, crv, x }] of entries.entries()) {
    if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string') {
      return err(`keys[${String(i)}] is no Ed25519 key (kty OKP, crv Ed25519, x)`);
    }
    const key = verifyingKey({ kty, crv, x });
    if (key === null) return err(`keys[${String(i)}].x is no Ed25519 public key`);
    keys.push(key);
  }
  return ok(keys);
}

function verifyingKey(jwk: PublicJwk): VerifyingKey | null {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return { kid: thumbprint(jwk.x), jwk, key };
  } catch {
    return null;
  }
}

/** RFC 8410: what comes before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_BEFORE_SEED = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/**
 * A private part that belongs to another public one is refused, as it would sign in vain. Which of
 * the two is wrong is told whatever the cryptography library checks by itself.
 */
function privateKeyOf(jwk: PublicJwk, d: string): Result<KeyObject, string> {
  const seed = Buffer.from(d, 'base64url');
  if (seed.length !== SEED_BYTES) return err('keys[0].d is no Ed25519 private key');
  const der = Buffer.concat([PKCS8_BEFORE_SEED, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return x === jwk.x ? ok(key) : err('keys[0].d does not belong to keys[0].x');
}

function pemKey(text: string): Result<readonly VerifyingKey[], string> {
  try {
    const { kty, crv, x } = createPublicKey(text).export({ format: 'jwk' });
    return verifyingKeys([{ kty, crv, x }]);
  } catch {
    return err('is no public key in PEM');
  }
}
