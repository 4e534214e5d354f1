/** The standing of one certificate, from the facts it prints and the enrolment that earned it. */
import type { CertificateFacts } from '../domain/certificate.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { CertificateView } from '../engine.js';

/**
 * Revoked for good; else superseded as soon as another generation names it; valid once its document
 * is durable. `buried` = it could not be drawn and is a dead letter.
 */
export function certificateView(
  facts: CertificateFacts,
  state: EnrolmentState,
  buried: boolean,
): CertificateView {
  const { certificate } = facts;
  const generations = [...state.generations.values()];
  const replacedBy = generations.find((g) => g.replaces === certificate)?.id ?? '';
  const { rendered = false, revocation = null } = state.generations.get(certificate) ?? {};
  const standing = replacedBy !== '' ? 'superseded' : rendered ? 'valid' : 'being-rendered';
  const status = revocation === null ? standing : 'revoked';
  return { facts, status, delayed: buried && !rendered, revocation, replacedBy };
}
