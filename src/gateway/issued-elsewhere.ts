/**
 * Certificates that Sunbird issued: what is asked of those who keep them, and how their records
 * read as the facts of a certificate. Pure but for the port.
 *
 * - E1 What their registry says now goes before what was read in.
 */
import type { CertificateFacts } from '../domain/certificate.js';
import { NEVER, parseCertificateId, type CertificateId, type TemplateId } from '../domain/ids.js';
import type { Result } from '../domain/result.js';
import type { CertificateView } from '../engine.js';
import { isFields, own, type Fields } from './wire.js';

type Asked<T> = Promise<Result<T, { readonly detail: string }>>;

/** The services that keep them; `null` as an answer = they do not know the certificate. */
export interface IssuedElsewhere {
  /** The registry's record; `null` = there is no registry to ask. */
  readonly record: ((id: string) => Asked<unknown>) | null;
  /** The registry's drawing. */
  readonly svg: ((id: string, templateUrl: string) => Asked<string | null>) | null;
  /** A public key of the registry's. */
  readonly key: ((id: string) => Asked<unknown>) | null;
  /** The drawing that the service of before keeps, as it answers it. */
  readonly printUri: ((id: string) => Asked<string | null>) | null;
}

/** The facts that a registry's record tells; `null` = it is no record of a certificate. */
export function factsOfRecord(
  id: CertificateId,
  record: unknown,
  timeZone: string,
): CertificateFacts | null {
  if (!isFields(record)) return null;
  const training = part(record, 'training');
  const issuer = part(record, 'issuer');
  const at = Date.parse(text(record, 'osCreatedAt') || text(issuer, 'osCreatedAt'));
  return {
    certificate: id,
    replaces: '',
    learner: text(part(record, 'recipient'), 'id'),
    recipientName: text(part(record, 'recipient'), 'name'),
    course: text(training, 'id'),
    courseName: text(training, 'name'),
    batch: text(training, 'batchId'),
    batchName: '',
    template: '' as TemplateId,
    templateName: text(record, 'certificateLabel'),
    templateHash: '',
    issuer: { name: text(issuer, 'name'), url: text(issuer, 'url') },
    completedAt: NEVER,
    issuedAt: Number.isNaN(at) ? NEVER : at,
    scorePercent: null,
    accessCode: '',
    verifyUrl: '',
    timeZone,
    issuedElsewhere: true,
  };
}

/** What is known here, completed by what the registry says (E1). */
export function withRecord(
  view: CertificateView | null,
  id: string,
  record: unknown,
  timeZone: string,
): CertificateView | null {
  const certificate = parseCertificateId(id);
  const told = certificate.ok ? factsOfRecord(certificate.value, record, timeZone) : null;
  if (told === null) return view;
  const revoked = isFields(record) && text(record, 'status') === 'REVOKED';
  const own = view ?? { ...UNKNOWN_HERE, facts: told };
  return {
    ...own,
    facts: merged(own.facts, told),
    ...(revoked && { status: 'revoked' }),
  };
}

const UNKNOWN_HERE = { status: 'valid', delayed: false, revocation: null, replacedBy: '' } as const;

function merged(held: CertificateFacts, told: CertificateFacts): CertificateFacts {
  return {
    ...held,
    recipientName: told.recipientName || held.recipientName,
    courseName: told.courseName || held.courseName,
    templateName: told.templateName || held.templateName,
    issuer: told.issuer.name === '' ? held.issuer : told.issuer,
    issuedAt: held.issuedAt === NEVER ? told.issuedAt : held.issuedAt,
  };
}

const part = (fields: Fields, name: string): Fields => {
  const value = own(fields, name);
  return isFields(value) ? value : {};
};

const text = (fields: Fields, name: string): string => {
  const value = own(fields, name);
  return typeof value === 'string' ? value : '';
};
