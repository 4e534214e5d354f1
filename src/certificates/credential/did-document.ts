/**
 * The issuer's name and keys as others resolve them: did:web, which is a document below the
 * address that certificates are verified at.
 *
 * Source: did:web method specification, sections 2.1 and 2.5.2.
 */
import type { VerifyingKey } from './key-ring.js';

/** The identifier of the issuer at an address: `https://host:port/a` is `did:web:host%3Aport:a`. */
export function didOf(publicUrl: string): string {
  const { host, pathname } = new URL(publicUrl);
  const path = pathname.split('/').filter((part) => part !== '');
  return ['did:web', host.replace(':', '%3A'), ...path].join(':');
}

/** How a credential names the key that signed it. */
export const keyUrl = (did: string, kid: string): string => `${did}#${kid}`;

/** The key's own name in what `keyUrl` made. */
export const kidOf = (url: string): string => url.slice(url.lastIndexOf('#') + 1);

/** The document that the identifier resolves to. */
export function didDocument(did: string, keys: readonly VerifyingKey[]): unknown {
  const methods = keys.map(({ kid, jwk }) => ({
    id: keyUrl(did, kid),
    type: 'JsonWebKey2020',
    controller: did,
    publicKeyJwk: jwk,
  }));
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
    id: did,
    verificationMethod: methods,
    assertionMethod: methods.map(({ id }) => id),
  };
}
