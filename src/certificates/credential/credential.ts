/**
 * What a certificate claims, as an Open Badges 3.0 credential: every fact that the paper prints,
 * and the digest of the paper. Pure; signing is `signer.ts`.
 *
 * - C1 Equal facts, digest and issuer give equal claims.
 * - C2 Nothing but what the paper shows: no user id, no contact.
 *
 * Source: Open Badges 3.0 (1EdTech), VC Data Model 2.0 (W3C).
 */
import type { CertificateFacts } from '../../domain/certificate.js';
import { NEVER, type Instant } from '../../domain/ids.js';
import { statusEntry } from './status-list.js';

/** Members that a signed credential has, beside those of its registered JWT claims. */
export type Claims = Readonly<Record<string, unknown>>;

/** A document that a credential is about, before the credential is in it. */
export interface DocumentDigest {
  readonly mediaType: string;
  /** SHA-256, base64. */
  readonly digest: string;
  /** SHA-256 of the certificate whose CMS signature is in the file, base64; '' = there is none. */
  readonly countersigner?: string;
}

/** The claims of one certificate about one of its documents. */
export function credentialOf(
  facts: CertificateFacts,
  { mediaType, digest, countersigner = '' }: DocumentDigest,
  issuer: string,
): Claims {
  return {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ],
    id: facts.verifyUrl,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: facts.templateName,
    issuer: { id: issuer, type: ['Profile'], name: facts.issuer.name, url: facts.issuer.url },
    validFrom: iso(facts.issuedAt),
    ...(facts.expiresAt === undefined ? {} : { validUntil: iso(facts.expiresAt) }),
    credentialSubject: subjectOf(facts),
    credentialStatus: statusEntry(facts.verifyUrl),
    document: {
      ...{ mediaType, digestSRI: `sha256-${digest}` },
      ...(countersigner === '' ? {} : { countersigner: `sha256-${countersigner}` }),
    },
  };
}

/** The digest that a credential's claims bind it to; '' = they bind it to none. */
export const boundDigest = (claims: Claims): string => hashIn(claims, 'digestSRI');

/** The certificate whose signature has to be in the file beside it; '' = none has. */
export const boundCountersigner = (claims: Claims): string => hashIn(claims, 'countersigner');

function hashIn({ document }: Claims, name: string): string {
  if (typeof document !== 'object' || document === null) return '';
  const hash = (document as Claims)[name];
  return typeof hash === 'string' ? hash.replace(/^sha256-/, '') : '';
}

function subjectOf(facts: CertificateFacts): Claims {
  return {
    type: ['AchievementSubject'],
    identifier: [
      {
        type: 'IdentityObject',
        identityType: 'name',
        hashed: false,
        identityHash: facts.recipientName,
      },
    ],
    licenseNumber: facts.accessCode,
    term: facts.batchName,
    ...(facts.completedAt === NEVER ? {} : { activityEndDate: iso(facts.completedAt) }),
    ...(facts.scorePercent === null
      ? {}
      : { result: [{ type: ['Result'], value: String(facts.scorePercent) }] }),
    achievement: {
      id: `${facts.verifyUrl}#achievement`,
      type: ['Achievement'],
      achievementType: 'Course',
      name: facts.courseName,
      humanCode: facts.course,
      description: `The course ${facts.courseName}`,
      criteria: { narrative: narrative(facts) },
    },
  };
}

const narrative = ({ completedAt, scorePercent }: CertificateFacts): string =>
  [
    completedAt === NEVER ? 'The conditions of the batch were met' : 'The course was completed',
    scorePercent === null ? '' : ' with the score that the batch asks for',
    '.',
  ].join('');

const iso = (at: Instant): string => new Date(at).toISOString();
