/**
 * Verifies access tokens with public keys from a JWKS address, an OpenID provider or a folder.
 * Knows signatures and claims; which routes need which token is `auth.ts`.
 *
 * - K1 Only asymmetric signatures are accepted (RS256, ES256, EdDSA), by a key that the token's
 *   `kid` names; never `none`, never a shared secret.
 * - K2 A token must have an end. One past its end is accepted only as far as the caller asks.
 *
 * Source: `reference/lms.md` 0.2.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Instant } from '../../domain/ids.js';
import { err, ok, type Result } from '../../domain/result.js';

/** What a token says, once verified. */
export interface Claims {
  /** The part of `sub` after the last colon. */
  readonly userId: string;
  /** Of a managed user's token: the user who manages it; '' = none. */
  readonly parentId: string;
  readonly roles: readonly string[];
}

/** `invalid`: not acceptable; `unavailable`: the keys could not be had, try again. */
export type TokenFault = 'invalid' | 'unavailable';

export interface Tokens {
  /** Verifies a token at `now`; one that ended at most `expiredMs` before is accepted. */
  verify(token: string, now: Instant, expiredMs: number): Promise<Result<Claims, TokenFault>>;
}

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
const JWKS_TIMEOUT_MS = 5000;

/** Tokens verified with `keys`; `issuer` '' = any. */
export const tokensOf = (keys: JWTVerifyGetKey, issuer: string): Tokens => ({
  async verify(token, now, expiredMs) {
    try {
      const verified = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        currentDate: new Date(now),
        requiredClaims: ['sub', 'exp'],
        ...(issuer === '' ? {} : { issuer }),
      });
      return claimsOf(verified.payload);
    } catch (error) {
      return expiredClaims(error, now, expiredMs);
    }
  },
});

/**
 * Keys from a JWKS address; fetched when needed and kept, and fetched again on an unknown `kid`.
 */
export function remoteKeys(url: string): JWTVerifyGetKey {
  const fetched = createRemoteJWKSet(new URL(url), { timeoutDuration: JWKS_TIMEOUT_MS });
  return async (header, token) => {
    try {
      return await fetched(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new KeysUnavailable('the JWKS address did not answer with keys', { cause: error });
    }
  };
}

/**
 * Keys from where an OpenID provider says that they are; asked when a key is needed first, and
 * again until there was an answer.
 *
 * Source: OpenID Connect Discovery 1.0, 4.
 */
export function providerKeys(issuer: string): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | null = null;
  return async (header, token) => {
    found ??= discoveredKeys(issuer);
    try {
      return await (
        await found
      )(header, token);
    } catch (error) {
      if (error instanceof NotDiscovered) found = null;
      throw error;
    }
  };
}

async function discoveredKeys(issuer: string): Promise<JWTVerifyGetKey> {
  try {
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const reply = await fetch(address, { signal: AbortSignal.timeout(JWKS_TIMEOUT_MS) });
    const said = (await reply.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
    if (said.issuer === issuer && typeof said.jwks_uri === 'string') {
      return remoteKeys(said.jwks_uri);
    }
  } catch (error) {
    throw new NotDiscovered('the OpenID provider did not answer', { cause: error });
  }
  throw new NotDiscovered(`the OpenID provider does not call itself ${issuer}, or names no keys`);
}

class KeysUnavailable extends Error {}

class NotDiscovered extends KeysUnavailable {}

/**
 * Keys from a folder: one public key a file (PEM, or its base64 body alone), the file's name
 * without extension being the key id. Throws when the folder or a key cannot be read.
 */
export async function folderKeys(folder: string): Promise<JWTVerifyGetKey> {
  const keys = new Map<string, KeyObject>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const key = publicKey(await readFile(join(folder, entry.name), 'utf8'));
    keys.set(parse(entry.name).name, key).set(entry.name, key);
  }
  return ({ kid }) => {
    const key = kid === undefined ? undefined : keys.get(kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  };
}

function publicKey(text: string): KeyObject {
  const pem = text.includes('-----BEGIN')
    ? text
    : `-----BEGIN PUBLIC KEY-----\n${text.trim()}\n-----END PUBLIC KEY-----`;
  return createPublicKey(pem);
}

/** The signature and all other claims were checked before the end of a token is. */
function expiredClaims(
  error: unknown,
  now: Instant,
  expiredMs: number,
): Result<Claims, TokenFault> {
  if (error instanceof errors.JWTExpired) {
    const endedAt = (error.payload.exp ?? 0) * 1000;
    return expiredMs > 0 && now - endedAt <= expiredMs ? claimsOf(error.payload) : err('invalid');
  }
  return err(error instanceof KeysUnavailable ? 'unavailable' : 'invalid');
}

function claimsOf(payload: JWTPayload): Result<Claims, TokenFault> {
  const userId = (payload.sub ?? '').split(':').at(-1) ?? '';
  if (userId === '') return err('invalid');
  const parentId = payload['parentId'];
  return ok({
    userId,
    parentId: typeof parentId === 'string' ? parentId : '',
    roles: rolesOf(payload),
  });
}

/** Roles as Keycloak (`realm_access.roles`) or a plain `roles` claim gives them. */
function rolesOf(payload: JWTPayload): string[] {
  const realm = payload['realm_access'] as { readonly roles?: unknown } | null | undefined;
  return [realm?.roles, payload['roles']]
    .flatMap((roles): unknown[] => (Array.isArray(roles) ? roles : []))
    .filter((role): role is string => typeof role === 'string');
}
