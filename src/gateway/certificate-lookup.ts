/**
 * Finds a certificate by its number: one of ours, or one that Sunbird issued and that was read in,
 * or that only its registry knows. Interprets; what is what is `issued-elsewhere.ts`.
 *
 * - K1 Others are asked only for what is not ours.
 */
import { recipientName } from '../domain/certificate.js';
import { parseCertificateId, parseCourseId, parseLearnerId } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import type { CertificateView, Engine, Refusal } from '../engine.js';
import type { RegistryWord } from '../certificates/public-page.js';
import { withRecord, type IssuedElsewhere } from './issued-elsewhere.js';

export interface FoundCertificate {
  /** `null` = nobody knows such a certificate. */
  readonly view: CertificateView | null;
  readonly registry: RegistryWord;
  /** The registry's own words; `null` = it was not asked, or does not know it. */
  readonly record: unknown;
}

export interface LookupDeps {
  readonly engine: Pick<Engine, 'certificate' | 'catalogue'>;
  readonly elsewhere: IssuedElsewhere;
  readonly settings: { readonly timeZone: string };
}

export async function findCertificate(
  name: string,
  deps: LookupDeps,
): Promise<Result<FoundCertificate, Refusal>> {
  const id = parseCertificateId(name);
  if (!id.ok) return ok({ view: null, registry: 'none', record: null });
  const held = await deps.engine.certificate(id.value);
  if (!held.ok) return held;
  const view = held.value;
  if (view !== null && view.facts.issuedElsewhere !== true) {
    return ok({ view, registry: 'none', record: null });
  }
  const known = view === null ? null : await completed(view, deps);
  if (deps.elsewhere.record === null) return ok({ view: known, registry: 'none', record: null });
  const said = await deps.elsewhere.record(name);
  if (!said.ok) return ok({ view: known, registry: 'silent', record: null });
  if (said.value === null) {
    return ok({ view: known, registry: known === null ? 'none' : 'denies', record: null });
  }
  const told = withRecord(known, name, said.value, deps.settings.timeZone);
  return ok({ view: told, registry: 'confirms', record: said.value });
}

/** Names that a list does not hold, as they are known now. */
async function completed(
  view: CertificateView,
  { engine, settings }: LookupDeps,
): Promise<CertificateView> {
  const { facts } = view;
  const learner = parseLearnerId(facts.learner);
  const user = learner.ok ? await engine.catalogue.user(learner.value) : null;
  const course = parseCourseId(facts.course);
  const name = user?.ok === true && user.value !== null ? recipientName(user.value) : '';
  const courseName = course.ok ? (engine.catalogue.course(course.value)?.name ?? '') : '';
  return {
    ...view,
    facts: {
      ...facts,
      timeZone: settings.timeZone,
      recipientName: facts.recipientName || (facts.erasure === undefined ? name : ''),
      courseName: facts.courseName || courseName,
    },
  };
}
