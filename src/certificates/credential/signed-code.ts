/**
 * What the QR code of a certificate holds: the address of its page and, behind a `#`, the facts in
 * short with a signature, so that a phone without a network can tell a genuine paper. A browser
 * does not send what stands behind the `#`.
 *
 *     https://host/certificates/<id>#1.<key>.<facts>.<signature>
 *
 * - Q1 The signature covers everything before it, the address too.
 * - Q2 A certificate that ends has a code of form 2, which says when, so that a program that knows
 *   form 1 alone does not take it for one that lasts.
 * - Q3 Long texts are cut, as a code that prints too fine cannot be read; a cut one ends in `…`.
 */
import { sign, verify } from 'node:crypto';
import type { CertificateFacts } from '../../domain/certificate.js';
import { NEVER } from '../../domain/ids.js';
import type { KeyRing, VerifyingKey } from './key-ring.js';

/** What a code says, read back. */
export interface CodeFacts {
  readonly verifyUrl: string;
  readonly recipientName: string;
  readonly courseName: string;
  /** Seconds since 1970; 0 = the certificate does not stand for a completion. */
  readonly completedAtS: number;
  readonly issuedAtS: number;
  readonly accessCode: string;
  readonly scorePercent: number | null;
  /** 0 = it does not end. */
  readonly expiresAtS: number;
}

export type CodeVerdict =
  | { readonly kind: 'genuine'; readonly facts: CodeFacts; readonly kid: string }
  | { readonly kind: 'altered' }
  | { readonly kind: 'unknown-key'; readonly kid: string }
  /** The text is no code of this kind. */
  | { readonly kind: 'unsigned' };

/** The text for the code of a certificate. */
export function signedCode(facts: CertificateFacts, { signing }: Pick<KeyRing, 'signing'>): string {
  const short = [
    cut(facts.recipientName),
    cut(facts.courseName),
    facts.completedAt === NEVER ? 0 : seconds(facts.completedAt),
    seconds(facts.issuedAt),
    facts.accessCode,
    facts.scorePercent,
    ...(facts.expiresAt === undefined ? [] : [seconds(facts.expiresAt)]),
  ];
  const form = facts.expiresAt === undefined ? FORM : FORM_WITH_END;
  const body = Buffer.from(JSON.stringify(short)).toString('base64url');
  const text = `${facts.verifyUrl}#${form}.${signing.kid.slice(0, KEY_CHARS)}.${body}`;
  return `${text}.${sign(null, signedBytes(text), signing.key).toString('base64url')}`;
}

/** Checks the text of a code against the keys that its issuer has published. */
export function readCode(text: string, keys: readonly VerifyingKey[]): CodeVerdict {
  const parts = CODE.exec(text.trim());
  if (parts === null) return { kind: 'unsigned' };
  const [, covered = '', verifyUrl = '', short = '', body = '', signature = ''] = parts;
  const candidates = keys.filter(({ kid }) => kid.startsWith(short));
  if (candidates.length === 0) return { kind: 'unknown-key', kid: short };
  const bytes = Buffer.from(signature, 'base64url');
  const signer = candidates.find(({ key }) => verify(null, signedBytes(covered), key, bytes));
  const facts = signer === undefined ? null : factsOf(verifyUrl, body);
  if (signer === undefined || facts === null) return { kind: 'altered' };
  return { kind: 'genuine', facts, kid: signer.kid };
}

const FORM = '1';
const FORM_WITH_END = '2';
const KEY_CHARS = 8;
const CODE = /^((https?:\/\/[^#\s]+)#[12]\.([\w-]{8})\.([\w-]+))\.([\w-]+)$/;

/** The prefix keeps these signatures apart from those of credentials. */
const signedBytes = (text: string): Buffer => Buffer.from(`laurel code\n${text}`);

/** Of one text in a code, in UTF-8. With two of them a code has at most 81 modules a side. */
const TEXT_BYTES_MAX = 72;

function cut(text: string): string {
  if (Buffer.byteLength(text) <= TEXT_BYTES_MAX) return text;
  let kept = '';
  for (const char of text) {
    if (Buffer.byteLength(kept + char) > TEXT_BYTES_MAX - ELLIPSIS_BYTES) break;
    kept += char;
  }
  return `${kept}…`;
}

const ELLIPSIS_BYTES = 3;

const seconds = (at: number): number => Math.floor(at / 1000);

function factsOf(verifyUrl: string, body: string): CodeFacts | null {
  const parsed: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (!Array.isArray(parsed) || parsed.length < 6 || parsed.length > 7) return null;
  const [recipientName, courseName, completedAtS, issuedAtS, accessCode, scorePercent, end = 0] =
    parsed as unknown[];
  if (typeof recipientName !== 'string' || typeof courseName !== 'string') return null;
  if (typeof completedAtS !== 'number' || typeof issuedAtS !== 'number') return null;
  if (typeof accessCode !== 'string' || typeof end !== 'number') return null;
  const score = typeof scorePercent === 'number' ? scorePercent : null;
  const texts = { verifyUrl, recipientName, courseName, accessCode };
  return { ...texts, completedAtS, issuedAtS, expiresAtS: end, scorePercent: score };
}
