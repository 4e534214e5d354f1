/**
 * Signs what is issued: the code that is printed, and the credential that goes into a file.
 *
 * - W1 Equal facts, document and key give equal bytes, so that a step which is repeated after a
 *   crash makes the same file (Ed25519 needs no chance).
 */
import { sign } from 'node:crypto';
import type { CertificateFacts } from '../../domain/certificate.js';
import { credentialOf, type Claims, type DocumentDigest } from './credential.js';
import { keyUrl } from './did-document.js';
import type { KeyRing } from './key-ring.js';
import { fingerprintOf, type CmsSigner } from './cms.js';
import { countersignPdf } from './pdf-countersignature.js';
import { digestOf } from './pdf-seal.js';
import { FORMATS, type Format } from './sealed-file.js';
import { signedCode } from './signed-code.js';

export interface Signer {
  /** The text for the QR code of a certificate. */
  code(facts: CertificateFacts): string;
  /** A document, or a picture of it, with its credential inside. */
  seal(facts: CertificateFacts, document: Uint8Array, format?: Format): Uint8Array;
}

/**
 * A signer for the issuer `did` (`did-document.ts`). With `countersigner` PDFs also bear a
 * signature that their readers know.
 */
export function newSigner(
  ring: KeyRing,
  did: string,
  countersigner: CmsSigner | null = null,
): Signer {
  return {
    code: (facts) => signedCode(facts, ring),
    seal: (facts, document, format = 'pdf') => {
      const { mediaType, seal } = FORMATS[format];
      const about = { mediaType, digest: digestOf(document) };
      if (countersigner === null || format !== 'pdf') {
        return seal(document, signedCredential(facts, about, did, ring));
      }
      const both = { ...about, countersigner: fingerprintOf(countersigner.certificate) };
      return countersignPdf(
        seal(document, signedCredential(facts, both, did, ring)),
        countersigner,
      );
    },
  };
}

/** The credential as a JSON Web Token (Open Badges 3.0, 8.2.4). */
export function signedCredential(
  facts: CertificateFacts,
  about: DocumentDigest,
  did: string,
  ring: Pick<KeyRing, 'signing'>,
): string {
  const registered = { iss: did, jti: facts.verifyUrl, nbf: Math.floor(facts.issuedAt / 1000) };
  return signedClaims({ ...credentialOf(facts, about, did), ...registered }, did, ring);
}

/**
 * Claims as a JSON Web Token. Made here in one synchronous call, since it is three lines; reading
 * one, where the traps are, is left to a library (`verify.ts`).
 */
export function signedClaims(
  claims: Claims,
  did: string,
  { signing }: Pick<KeyRing, 'signing'>,
): string {
  const header = { alg: 'EdDSA', kid: keyUrl(did, signing.kid), typ: 'JWT' };
  const covered = `${encoded(header)}.${encoded(claims)}`;
  return `${covered}.${sign(null, Buffer.from(covered), signing.key).toString('base64url')}`;
}

const encoded = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');
