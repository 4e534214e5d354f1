/**
 * Certificates as Sunbird's portal and app know them: records of the registry, and hits of the
 * older service. Pure.
 *
 * - P1 What is listed is the learner's own list (`domain/issued-list.ts`): by its `type` an entry
 *   belongs to the registry, one without to the service of before.
 *
 * Source: `reference/jobs.md` 3.4-3.6; the portal's and the app's client services (`certificate`).
 */
import { claimsOf } from '../certificates/credential/verify.js';
import type { CertificateFacts } from '../domain/certificate.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { parseLearnerId, type LearnerId } from '../domain/ids.js';
import { issuedEntries, type IssuedEntry } from '../domain/issued-list.js';
import { err, ok, type Result } from '../domain/result.js';
import type { CertificateView } from '../engine.js';
import { fault, type Fault } from './fault.js';
import { idOf, isFields, localUserId, own, type Fields } from './wire.js';

/** What a portal asks a registry for; '' = anything. */
export interface RegistrySearch {
  /** `null` = the caller. */
  readonly learner: LearnerId | null;
  readonly course: string;
  readonly batch: string;
}

/**
 * Reads `{filters:{recipient:{id:{eq}}}}` as registries take it, and the flat forms of newer
 * clients: `recipientId`, `courseId`, `batchId`.
 */
export function parseRegistrySearch(body: unknown): Result<RegistrySearch, Fault> {
  const filters = at(body, 'filters');
  if (!isFields(filters)) return err(fault('MANDATORY_PARAMETER_MISSING', 'filters'));
  const named =
    wanted(at(at(filters, 'recipient'), 'id')) ??
    wanted(at(filters, 'recipient.id')) ??
    wanted(at(filters, 'recipientId'));
  const learner = learnerOf(named);
  if (!learner.ok) return learner;
  const training = at(filters, 'training');
  return ok({
    learner: learner.value,
    course: wanted(at(filters, 'courseId')) ?? wanted(at(training, 'id')) ?? '',
    batch: wanted(at(filters, 'batchId')) ?? wanted(at(training, 'batchId')) ?? '',
  });
}

/** Reads the query of the older service: `match_phrase` of `recipient.id`, wherever it stands. */
export function parseOlderSearch(body: unknown): Result<LearnerId | null, Fault> {
  const query = at(at(body, 'request'), 'query');
  const must = at(at(query, 'bool'), 'must');
  const parts: readonly unknown[] = Array.isArray(must) ? must : [query];
  const named = parts.map((part) => at(at(part, 'match_phrase'), 'recipient.id')).find(isText);
  return learnerOf(named ?? null);
}

const learnerOf = (named: string | null): Result<LearnerId | null, Fault> =>
  named === null ? ok(null) : idOf(localUserId(named), 'recipient.id', parseLearnerId);

/** A certificate in a learner's list, with where it was earned. */
export interface ListedCertificate {
  readonly entry: IssuedEntry;
  readonly state: EnrolmentState;
}

/** Most certificates that one search answers. */
const LISTED_COUNT_MAX = 1000;

/** P1. */
export function listedCertificates(
  states: readonly EnrolmentState[],
  ofRegistry: boolean,
  { course, batch }: Pick<RegistrySearch, 'course' | 'batch'>,
): readonly ListedCertificate[] {
  return states
    .filter(
      ({ key }) => (course === '' || key.course === course) && (batch || key.batch) === key.batch,
    )
    .flatMap((state) => issuedEntries(state).map((entry) => ({ entry, state })))
    .filter(({ entry }) => ((entry['type'] ?? '') === 'TrainingCertificate') === ofRegistry)
    .slice(0, LISTED_COUNT_MAX);
}

/** A record of the registry; `view` = what is known of the certificate beyond the list. */
export function listedRecord(
  { entry, state }: ListedCertificate,
  view: CertificateView | null,
  names: { readonly recipient: string; readonly course: string },
): Fields {
  const facts = view?.facts ?? null;
  return {
    osid: entry['identifier'] ?? '',
    certificateLabel: entry['name'] ?? '',
    status: 'ACTIVE',
    templateUrl: entry['templateUrl'] ?? '',
    training: {
      id: state.key.course,
      name: (facts?.courseName ?? '') || names.course,
      type: 'Course',
      batchId: state.key.batch,
    },
    recipient: { id: state.key.learner, name: (facts?.recipientName ?? '') || names.recipient },
    issuer: issuerOf(facts, issuedOn(entry)),
    osCreatedAt: issuedOn(entry),
    osUpdatedAt: issuedOn(entry),
  };
}

/** A hit of the older service's search. */
export function olderHit({ entry, state }: ListedCertificate, courseName: string): Fields {
  return {
    _id: entry['identifier'] ?? '',
    _source: {
      recipient: { id: state.key.learner },
      related: { courseId: state.key.course, batchId: state.key.batch, type: 'course' },
      pdfUrl: entry['url'] ?? '',
      data: {
        issuedOn: issuedOn(entry),
        badge: { name: courseName || (entry['name'] ?? ''), issuer: { name: '' } },
      },
    },
  };
}

/**
 * The record of one certificate for whoever has its number, without the learner's id. What portals
 * verify by `_osSignedData` is here the signed credential's claims with the token as their proof.
 */
export function openRecord({ facts, status }: CertificateView, credential: string | null): Fields {
  const at = new Date(facts.issuedAt).toISOString();
  return {
    osid: facts.certificate,
    certificateLabel: facts.templateName,
    status: status === 'revoked' || status === 'superseded' ? 'REVOKED' : 'ACTIVE',
    training: {
      id: facts.course,
      name: facts.courseName,
      type: 'Course',
      batchId: facts.batch,
    },
    recipient: { name: facts.recipientName },
    issuer: issuerOf(facts, at),
    osCreatedAt: at,
    osUpdatedAt: at,
    ...(credential !== null && { _osSignedData: signedData(credential) }),
  };
}

/** Another's record, as anybody may see it. */
export function withoutLearner(record: unknown): unknown {
  if (!isFields(record)) return record;
  const recipient = own(record, 'recipient');
  return { ...record, recipient: { name: isFields(recipient) ? own(recipient, 'name') : '' } };
}

const signedData = (credential: string): string =>
  JSON.stringify({ ...claimsOf(credential), proof: { type: 'JwtProof2020', jwt: credential } });

const issuerOf = (facts: CertificateFacts | null, at: string): Fields => ({
  name: facts?.issuer.name ?? '',
  url: facts?.issuer.url ?? '',
  osUpdatedAt: at,
});

/** `2021-05-24T10:15:30.123+0000` as ISO 8601; as it is where it is no time. */
function issuedOn(entry: IssuedEntry): string {
  const text = entry['lastIssuedOn'] ?? '';
  const at = Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? text : new Date(at).toISOString();
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const at = (value: unknown, name: string): unknown =>
  isFields(value) ? own(value, name) : undefined;

/** `{eq: value}`, or the value itself. */
function wanted(value: unknown): string | null {
  const text = isFields(value) ? own(value, 'eq') : value;
  return isText(text) ? text : null;
}
