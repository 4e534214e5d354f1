/**
 * Names that follow from what they name: a certificate's id, its access code, a template's hash.
 * Nothing here is random, so that a decision which is repeated after a crash gets the same names.
 *
 * - I1 Equal arguments give equal names, in every process and version: the golden values of the
 *   tests are part of what was promised to holders of a certificate.
 */
import { createHash } from 'node:crypto';
import { parseCertificateId, type CertificateId, type EnrolmentKey } from '../domain/ids.js';
import { assert } from '../domain/result.js';
import type { TemplateContent } from '../persistence/ports.js';

/**
 * The id of the certificate that an enrolment earns under a template name (compared without regard
 * to case, K1). `request` = what it was issued again for; '' = the first. A repeated request names
 * the same certificate.
 *
 * A name-based UUID, version 8 over SHA-256 as in RFC 9562 appendix B.2.
 */
export function certificateIdOf(
  key: EnrolmentKey,
  templateName: string,
  request: string,
): CertificateId {
  const name = [key.learner, key.course, key.batch, templateName.toLowerCase(), request];
  const digest = createHash('sha256').update(NAMESPACE).update(JSON.stringify(name)).digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  const id = parseCertificateId([...parts, hex.slice(20)].join('-'));
  assert(id.ok, 'a UUID is a certificate id');
  return id.value;
}

/**
 * Six characters, letter and digit in turn, without 0, I and O (`reference/jobs.md` 3.5). Upstream
 * takes the time for it; here it follows from the id.
 */
export function accessCodeOf(certificate: CertificateId): string {
  const digest = createHash('sha256').update('laurel access code').update(certificate).digest();
  let rest = digest.readUIntBE(0, 6);
  let code = '';
  for (const alphabet of [LETTERS, DIGITS, LETTERS, DIGITS, LETTERS, DIGITS]) {
    code += alphabet.charAt(rest % alphabet.length);
    rest = Math.floor(rest / alphabet.length);
  }
  return code;
}

/** SHA-256, as hex, of the template's canonical JSON (keys sorted, no white space). */
export function templateHashOf(content: TemplateContent): string {
  const signatories = content.signatories.map(({ designation, id, image, name }) => ({
    designation,
    id,
    image,
    name,
  }));
  const { design, url } = content;
  // A content without a design has the hash that it always had (I1).
  const parts = design === undefined ? { signatories, url } : { design, signatories, url };
  const canonical = JSON.stringify(parts, sorted);
  return createHash('sha256').update(canonical).digest('hex');
}

/** Objects with their keys in order, whatever wrote them. */
const sorted = (_: string, value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Keeps these names apart from every other name-based UUID; never to be changed. */
const NAMESPACE = Buffer.from('3c0f6a1e5b7d4e0a9b1f6c1a75726c00', 'hex');
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const DIGITS = '123456789';
