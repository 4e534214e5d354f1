/**
 * Whether a certificate was revoked, as a credential that any verifier of the W3C's can read: a
 * bitstring with one bit that is about the certificate. Each has a list of its own, so that no two
 * ever share a bit and nothing has to be counted; the page tells its issuer no less.
 *
 * Source: Bitstring Status List 1.0 (W3C), 2.1, 2.2, 3.2.
 */
import { gzipSync } from 'node:zlib';
import type { Claims } from './credential.js';
import type { Instant } from '../../domain/ids.js';

/** Where the list of a certificate is. */
export const statusUrl = (verifyUrl: string): string => `${verifyUrl}/status`;

/** What a credential says about where its status is. */
export const statusEntry = (verifyUrl: string): Claims => ({
  id: `${statusUrl(verifyUrl)}#${INDEX}`,
  type: 'BitstringStatusListEntry',
  statusPurpose: PURPOSE,
  statusListIndex: INDEX,
  statusListCredential: statusUrl(verifyUrl),
});

/** The claims of the list at a moment. */
export function statusList(
  verifyUrl: string,
  revoked: boolean,
  issuer: string,
  now: Instant,
): Claims {
  const id = statusUrl(verifyUrl);
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer,
    validFrom: new Date(now).toISOString(),
    credentialSubject: {
      id: `${id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: PURPOSE,
      encodedList: revoked ? ONE : NONE,
      ttl: TTL_MS,
    },
    iss: issuer,
    jti: id,
    nbf: Math.floor(now / 1000),
  };
}

const PURPOSE = 'revocation';
const INDEX = '0';

/** How long a verifier may go on with what it was told. */
const TTL_MS = 300_000;

/** The least length that the specification allows, so that a list does not tell by its size. */
const LIST_BITS = 131_072;

/** The leftmost bit is the first; `u` says base64url. */
function encodedList(first: boolean): string {
  const bits = Buffer.alloc(LIST_BITS / 8);
  bits[0] = first ? 0x80 : 0;
  return `u${gzipSync(bits).toString('base64url')}`;
}

const NONE = encodedList(false);
const ONE = encodedList(true);
