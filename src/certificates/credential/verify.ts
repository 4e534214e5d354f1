/**
 * Whether a file, a credential or the text of a code is what the issuer made. Needs the issuer's
 * public keys and nothing else: no network, no store, no clock.
 *
 * - V1 `genuine` is said only of something whose every byte a published key stands for.
 * - V2 Whether a certificate was replaced since is not in it: its page knows (`claims.id`).
 */
import { compactVerify, decodeProtectedHeader, errors } from 'jose';
import { checkedCms, fingerprintOf } from './cms.js';
import { boundCountersigner, boundDigest, type Claims } from './credential.js';
import { kidOf } from './did-document.js';
import { NEVER, type Instant } from '../../domain/ids.js';
import type { VerifyingKey } from './key-ring.js';
import { digestOf } from './pdf-seal.js';
import { openFile, type Format, type Opened } from './sealed-file.js';
import { readCode, type CodeFacts } from './signed-code.js';

export type Verdict =
  | { readonly kind: 'genuine'; readonly of: 'credential'; readonly claims: Claims }
  | {
      readonly kind: 'genuine';
      readonly of: 'document';
      readonly format: Format;
      readonly claims: Claims;
      /** Who signed the PDF besides, by the subject of a certificate; '' = nobody. */
      readonly countersigner: string;
    }
  | { readonly kind: 'genuine'; readonly of: 'code'; readonly facts: CodeFacts }
  /** It is of this form, and not as it was signed. */
  | { readonly kind: 'altered'; readonly detail: string }
  /** Signed, by a key that is not among those given. */
  | { readonly kind: 'unknown-key'; readonly kid: string }
  /** Nothing in it is signed. */
  | { readonly kind: 'unsigned'; readonly detail: string };

/** When what was found genuine ends; `NEVER` = it does not, or nothing was. */
export function endOf(verdict: Verdict): Instant {
  if (verdict.kind !== 'genuine') return NEVER;
  if (verdict.of === 'code') return verdict.facts.expiresAtS * 1000;
  const { validUntil } = verdict.claims;
  const at = typeof validUntil === 'string' ? Date.parse(validUntil) : NEVER;
  return Number.isNaN(at) ? NEVER : at;
}

/**
 * Checks a file: a PDF, SVG or PNG, or a text as `verifyText` takes it. The signature covers the
 * credential in the file, and the digest in the credential every other byte.
 */
export async function verifyFile(
  file: Uint8Array,
  keys: readonly VerifyingKey[],
): Promise<Verdict> {
  const found = openFile(file);
  if (found === null) return verifyText(Buffer.from(file).toString('utf8'), keys);
  const { format, opened } = found;
  const name = format.toUpperCase();
  if (opened === 'unsigned') return { kind: opened, detail: `the ${name} holds no credential` };
  if (opened === 'altered') return { kind: opened, detail: `the ${name} is not as it was issued` };
  const verdict = await verifyCredential(opened.credential, keys);
  if (verdict.kind !== 'genuine' || verdict.of !== 'credential') return verdict;
  if (boundDigest(verdict.claims) !== digestOf(opened.document)) {
    const detail = `the credential in the ${name} is genuine, and about another document`;
    return { kind: 'altered', detail };
  }
  const countersigner = countersignerOf(verdict.claims, opened);
  if (countersigner === null) {
    return { kind: 'altered', detail: `the signature in the ${name} is not its issuer's` };
  }
  return { ...verdict, of: 'document', format, countersigner };
}

/** Who signed besides; '' = nobody, `null` = not who the credential says. */
function countersignerOf(claims: Claims, { countersignature = null }: Opened): string | null {
  const wanted = boundCountersigner(claims);
  if (countersignature === null) return wanted === '' ? '' : null;
  const certificate = checkedCms(countersignature.cms, countersignature.digest);
  if (certificate === null || fingerprintOf(certificate) !== wanted) return null;
  return certificate.subject.replaceAll('\n', ', ');
}

/** Checks the text of a code, or a credential. */
export function verifyText(text: string, keys: readonly VerifyingKey[]): Promise<Verdict> {
  const trimmed = text.trim();
  if (TOKEN.test(trimmed)) return verifyCredential(trimmed, keys);
  const code = readCode(trimmed, keys);
  switch (code.kind) {
    case 'genuine':
      return Promise.resolve({ kind: 'genuine', of: 'code', facts: code.facts });
    case 'altered':
      return Promise.resolve({ kind: 'altered', detail: 'the code is not as it was printed' });
    case 'unknown-key':
      return Promise.resolve(code);
    case 'unsigned':
      return Promise.resolve({ kind: 'unsigned', detail: 'the text is no certificate' });
  }
}

/** What a credential says, unchecked: for one that was made here. */
export const claimsOf = (token: string): Claims =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Claims;

const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

async function verifyCredential(token: string, keys: readonly VerifyingKey[]): Promise<Verdict> {
  try {
    const kid = kidOf(decodeProtectedHeader(token).kid ?? '');
    const key = keys.find((candidate) => candidate.kid === kid);
    if (key === undefined) return { kind: 'unknown-key', kid };
    const { payload } = await compactVerify(token, key.key, { algorithms: ['EdDSA'] });
    const text = Buffer.from(payload).toString('utf8');
    return { kind: 'genuine', of: 'credential', claims: JSON.parse(text) as Claims };
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      return { kind: 'altered', detail: 'the credential is not as it was signed' };
    }
    return { kind: 'altered', detail: 'the credential cannot be read' };
  }
}
