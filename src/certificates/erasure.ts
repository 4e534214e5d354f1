/**
 * What stays of a certificate once its learner asked to be forgotten: that it was issued, for what,
 * by whom and when, and the hashes by which a copy is told to be the one. Name and document go.
 *
 * - E1 Erasing again changes nothing: the hashes are of what was issued.
 * - E2 A document that is not drawn yet is not erased, as it would be drawn without its name.
 */
import { createHash } from 'node:crypto';
import type { CertificateFacts } from '../domain/certificate.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { CertificateId, Instant, LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Answer, Engine, Refusal } from '../engine.js';
import type { CertificateStore } from '../persistence/ports.js';

export interface ErasureDeps {
  readonly engine: Pick<Engine, 'certificate' | 'certificateDocument' | 'learner'>;
  readonly store: Pick<CertificateStore, 'erase'>;
  readonly now: () => Instant;
}

export type Erasing = 'erased' | 'erased-before' | 'unknown';

/** Erases one certificate. */
export async function eraseCertificate(
  certificate: CertificateId,
  { engine, store, now }: ErasureDeps,
): Promise<Result<Erasing, Refusal>> {
  const view = await engine.certificate(certificate);
  if (!view.ok) return view;
  if (view.value === null) return ok('unknown');
  const { facts, status } = view.value;
  if (facts.erasure !== undefined) return ok('erased-before'); // E1
  if (status === 'being-rendered') return err(BEING_DRAWN); // E2
  const document = await engine.certificateDocument(certificate);
  if (!document.ok) return document;
  const erased = await store.erase(erasedFacts(facts, document.value, now()));
  return erased.ok ? ok('erased') : erased;
}

/** Erases every certificate of a learner; answers how many were. */
export async function eraseLearner(learner: LearnerId, deps: ErasureDeps): Answer<number> {
  const states = await deps.engine.learner(learner);
  if (!states.ok) return states;
  let count = 0;
  for (const id of states.value.flatMap(idsIn)) {
    const erased = await eraseCertificate(id, deps);
    if (!erased.ok) return erased;
    if (erased.value === 'erased') count++;
  }
  return ok(count);
}

/** The facts that stay. */
export function erasedFacts(
  facts: CertificateFacts,
  document: Uint8Array | null,
  at: Instant,
): CertificateFacts {
  const erasure = {
    at,
    documentSha256: document === null ? '' : sha256(document),
    factsSha256: sha256(canonical(facts)),
  };
  return { ...facts, recipientName: '', erasure };
}

const idsIn = ({ generations }: EnrolmentState): readonly CertificateId[] =>
  [...generations.values()].map(({ id }) => id);

/** JSON with sorted keys and no white space, so that equal facts have equal hashes. */
const canonical = (facts: CertificateFacts): string =>
  JSON.stringify(facts, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

const BEING_DRAWN: Refusal = {
  kind: 'busy',
  retryAfterMs: 1000,
  limit: 'a document that is being drawn',
};
