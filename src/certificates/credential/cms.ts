/**
 * A detached CMS signature (RFC 5652, PKCS #7) over the SHA-256 of something, with the certificate
 * of its signer: what PDF readers understand.
 *
 * - C1 RSA with PKCS #1 v1.5 only: equal digests give equal bytes, so that a step which is repeated
 *   makes the same file. ECDSA would need chance.
 * - C2 A signature is good when writing it anew gives the same bytes, and the certificate's key
 *   stands for the digest: no byte of it is free.
 */
import { createSign, createVerify, X509Certificate, type KeyObject } from 'node:crypto';
import { err, ok, type Result } from '../../domain/result.js';
import {
  CONTEXT_0,
  der,
  derValues,
  INTEGER,
  NULL,
  OCTETS,
  SEQUENCE,
  SET,
  type DerValue,
} from './der.js';

/** Who signs: an X.509 certificate and its private key. */
export interface CmsSigner {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** A signer out of PEM texts; the failure is a sentence. */
export function cmsSignerOf(certificatePem: string, key: KeyObject): Result<CmsSigner, string> {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(certificatePem);
  } catch (error) {
    return err(`the certificate cannot be read: ${String(error)}`);
  }
  if (key.asymmetricKeyType !== 'rsa') return err('the key is no RSA key');
  if (!certificate.checkPrivateKey(key)) return err('the key is not that of the certificate');
  return ok({ certificate, key });
}

/** Signs a SHA-256 (32 bytes). */
export function signCms(digest: Buffer, { certificate, key }: CmsSigner): Buffer {
  const signature = createSign('sha256').update(attributesOf(digest)).sign(key);
  const written = cmsOf(digest, certificate.raw, signature);
  if (written === null) throw new Error('a certificate that was read has an issuer and a number');
  return written;
}

/** The certificate that a signature over the digest is by; `null` = it is not good (C2). */
export function checkedCms(cms: Buffer, digest: Buffer): X509Certificate | null {
  const parts = partsOf(cms);
  if (parts === null || cmsOf(digest, parts.certificate, parts.signature)?.equals(cms) !== true) {
    return null;
  }
  try {
    const certificate = new X509Certificate(parts.certificate);
    const key = certificate.publicKey;
    if (key.asymmetricKeyType !== 'rsa') return null;
    const check = createVerify('sha256').update(attributesOf(digest));
    return check.verify(key, parts.signature) ? certificate : null;
  } catch {
    return null;
  }
}

/** SHA-256 of a certificate, base64: by it a credential names whose signature is beside it. */
export const fingerprintOf = ({ fingerprint256 }: X509Certificate): string =>
  Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64');

const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const DATA = oid('2a864886f70d010701');
const SIGNED_DATA = oid('2a864886f70d010702');
const CONTENT_TYPE = oid('2a864886f70d010903');
const MESSAGE_DIGEST = oid('2a864886f70d010904');
const SHA_256 = der(SEQUENCE, oid('608648016503040201'), der(NULL));
const RSA = der(SEQUENCE, oid('2a864886f70d010101'), der(NULL));
const VERSION_1 = der(INTEGER, Buffer.from([1]));

/** What is signed: the type of the content and its digest, in DER's order of a set. */
const attributesOf = (digest: Buffer, tag = SET): Buffer =>
  der(
    tag,
    der(SEQUENCE, CONTENT_TYPE, der(SET, DATA)),
    der(SEQUENCE, MESSAGE_DIGEST, der(SET, der(OCTETS, digest))),
  );

function cmsOf(digest: Buffer, certificate: Buffer, signature: Buffer): Buffer | null {
  const signer = issuerAndNumber(certificate);
  if (signer === null) return null;
  const info = der(
    SEQUENCE,
    ...[VERSION_1, signer, SHA_256, attributesOf(digest, CONTEXT_0), RSA],
    der(OCTETS, signature),
  );
  const signed = der(
    SEQUENCE,
    ...[VERSION_1, der(SET, SHA_256), der(SEQUENCE, DATA), der(CONTEXT_0, certificate)],
    der(SET, info),
  );
  return der(SEQUENCE, SIGNED_DATA, der(CONTEXT_0, signed));
}

/** By these a certificate is named: `tbsCertificate` is [version], number, algorithm, issuer, .. */
function issuerAndNumber(certificate: Buffer): Buffer | null {
  const fields = inside(inside([...(derValues(certificate) ?? [])][0])?.[0]);
  const from = fields?.[0]?.tag === CONTEXT_0 ? 1 : 0;
  const [number, , issuer] = fields?.slice(from) ?? [];
  return number === undefined || issuer === undefined
    ? null
    : der(SEQUENCE, issuer.whole, number.whole);
}

function partsOf(cms: Buffer): { readonly certificate: Buffer; readonly signature: Buffer } | null {
  const content = inside(derValues(cms)?.[0])?.[1];
  const signed = inside(inside(content)?.[0]);
  const certificate = inside(signed?.[3])?.[0];
  const signature = inside(inside(signed?.[4])?.[0])?.at(-1);
  if (certificate === undefined || signature === undefined) return null;
  return { certificate: certificate.whole, signature: signature.content };
}

const inside = (value: DerValue | undefined): readonly DerValue[] | null =>
  value === undefined ? null : derValues(value.content);
