/**
 * What the routes of Sunbird's portal share: whose certificates a caller may list, and why a
 * document is not to be had.
 *
 * - O1 A list is the caller's own, or of whom the caller may speak for.
 * - O2 A certificate that Sunbird issued is fetched from who keeps it; where nobody is set to be
 *   asked, the answer says by which setting one is.
 */
import type { EnrolmentState } from '../../domain/enrolment.js';
import type { LearnerId } from '../../domain/ids.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { CertificateView, Refusal } from '../../engine.js';
import { maySpeak, primaryUser, type Caller } from '../caller.js';
import { fault, type Fault } from '../fault.js';
import type { ListedCertificate } from '../registry-record.js';
import type { GatewayDeps } from './deps.js';

/** O1; `named` = whose list is asked for, `null` = the caller's. */
export async function listed(
  named: LearnerId | null,
  caller: Caller,
  deps: GatewayDeps,
  choose: (states: readonly EnrolmentState[]) => readonly ListedCertificate[],
): Promise<Result<readonly ListedCertificate[], Fault | Refusal>> {
  const learner = named ?? primaryUser(caller);
  if (learner === null) return err(fault('UNAUTHORIZED_USER'));
  if (!maySpeak(caller, learner)) return err(fault('FORBIDDEN', 'You are not authorized.'));
  const states = await deps.engine.learner(learner);
  return states.ok ? ok(choose(states.value)) : states;
}

/** The document of a certificate that is kept here. */
export async function documentOf(
  { facts }: CertificateView,
  { engine }: GatewayDeps,
): Promise<Result<Uint8Array, Fault | Refusal>> {
  const document = await engine.certificateDocument(facts.certificate);
  if (!document.ok) return document;
  if (document.value !== null) return ok(document.value);
  const gone = { status: 410, message: 'The document was erased with its learner.' };
  return err(
    facts.erasure === undefined
      ? fault('SERVICE_UNAVAILABLE', 'The document is being drawn.')
      : { ...fault('RESOURCE_NOT_FOUND'), ...gone },
  );
}

/** O2: it is asked, and does not answer. */
export const silent = (who: string): Fault =>
  fault('SERVICE_UNAVAILABLE', `The ${who} that keeps this certificate did not answer.`);

/** O2: nobody is asked. */
export const notSet = (setting: string): Fault => ({
  ...fault('RESOURCE_NOT_FOUND'),
  message: `Sunbird issued this certificate. Who keeps it is not set: ${setting}.`,
});
