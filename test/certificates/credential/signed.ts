/** Keys and signed things that the tests of credentials share. */
import {
  newKeySet,
  parseKeyRing,
  type KeyRing,
} from '../../../src/certificates/credential/key-ring.js';
import { newSigner, type Signer } from '../../../src/certificates/credential/signer.js';

export const DID = 'did:web:learn.example.org';

/** A ring with one new key, or with a new key in front of those of `before`. */
export function newRing(before: KeyRing | null = null): KeyRing {
  const ring = parseKeyRing(newKeySet(before));
  if (!ring.ok) throw new Error(ring.error);
  return ring.value;
}

export const signerOf = (ring: KeyRing): Signer => newSigner(ring, DID);
