/**
 * Reads requests to revoke a certificate. Pure.
 *
 * - R1 A reason is asked for, since everybody who looks at the certificate is shown it.
 */
import type { CertificateFacts } from '../domain/certificate.js';
import type { RevokeCertificate } from '../domain/command.js';
import {
  parseBatchId,
  parseCertificateId,
  parseCourseId,
  parseLearnerId,
  type CertificateId,
  type Instant,
} from '../domain/ids.js';
import { assert, err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';
import { idOf, isBlank, own, requestOf, textOf, type Fields } from './wire.js';

/** Longest reason. */
export const REASON_CHARS_MAX = 500;

export interface Revocation {
  readonly certificate: CertificateId;
  readonly reason: string;
}

/** Reads `{request:{certificateId, reason}}`. */
export function parseRevocation(body: unknown): Result<Revocation, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  const certificate = idOf(own(fields, 'certificateId'), 'certificateId', parseCertificateId);
  if (!certificate.ok) return certificate;
  const reason = reasonOf(fields);
  return reason.ok ? ok({ certificate: certificate.value, reason: reason.value }) : reason;
}

/** The `reason` of a request (R1). */
export function reasonOf(fields: Fields): Result<string, Fault> {
  const given = own(fields, 'reason');
  if (isBlank(given)) return err(fault('MANDATORY_PARAMETER_MISSING', 'reason'));
  const reason = textOf(given, 'reason');
  if (!reason.ok) return reason;
  if (reason.value.length > REASON_CHARS_MAX) {
    const limit = `${String(REASON_CHARS_MAX)} characters`;
    return err(fault('LIMIT_EXCEEDED', 'reason', limit, String(reason.value.length)));
  }
  return ok(reason.value.trim());
}

/** The command; facts were made of ids that were read once. */
export function revokeCommand(
  { certificate, reason }: Revocation,
  facts: CertificateFacts,
  receivedAt: Instant,
): RevokeCertificate {
  const learner = parseLearnerId(facts.learner);
  const course = parseCourseId(facts.course);
  const batch = parseBatchId(facts.batch);
  assert(learner.ok && course.ok && batch.ok, 'facts name an enrolment');
  const key = { learner: learner.value, course: course.value, batch: batch.value };
  const common = { key, receivedAt, courseVersion: 0 };
  return { kind: 'revoke-certificate', ...common, certificate, at: receivedAt, reason };
}
