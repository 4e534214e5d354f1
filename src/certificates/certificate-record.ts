/**
 * What the public page says of a certificate, as plain data for programs.
 *
 * - J1 It says what the paper shows and no more: no user id, no contact.
 */
import { NEVER, type Instant } from '../domain/ids.js';
import type { CertificateView } from '../engine.js';
import { standingOf, type Standing } from './standing.js';

/** What `GET /certificates/:id` answers to a program; times in ISO 8601, UTC. */
export interface CertificateRecord {
  readonly id: string;
  readonly status: Standing;
  readonly name: string;
  /** '' = not known, or erased. */
  readonly recipient: { readonly name: string };
  readonly course: { readonly id: string; readonly name: string };
  readonly batch: { readonly id: string; readonly name: string };
  readonly issuer: { readonly name: string; readonly url: string };
  /** `null` = the certificate does not stand for a completion. */
  readonly completedAt: string | null;
  readonly issuedAt: string;
  /** `null` = it does not end. */
  readonly validUntil: string | null;
  readonly scorePercent: number | null;
  readonly accessCode: string;
  readonly verifyUrl: string;
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly revokedAt: string | null;
  readonly revocationReason: string | null;
  /** What stays once the learner's data was erased; `null` = nothing was. */
  readonly erased: {
    readonly at: string;
    readonly documentSha256: string;
    readonly factsSha256: string;
  } | null;
}

/** The page's facts as they stand now. */
export function certificateJson(view: CertificateView, now: Instant): CertificateRecord {
  const { facts } = view;
  return {
    id: facts.certificate,
    status: standingOf(view, now),
    name: facts.templateName,
    recipient: { name: facts.recipientName },
    course: { id: facts.course, name: facts.courseName },
    batch: { id: facts.batch, name: facts.batchName },
    issuer: { name: facts.issuer.name, url: facts.issuer.url },
    completedAt: facts.completedAt === NEVER ? null : iso(facts.completedAt),
    issuedAt: iso(facts.issuedAt),
    validUntil: facts.expiresAt === undefined ? null : iso(facts.expiresAt),
    scorePercent: facts.scorePercent,
    accessCode: facts.accessCode,
    verifyUrl: facts.verifyUrl,
    replaces: facts.replaces || null,
    replacedBy: view.replacedBy || null,
    revokedAt: view.revocation === null ? null : iso(view.revocation.at),
    revocationReason: view.revocation?.reason ?? null,
    erased: facts.erasure === undefined ? null : { ...facts.erasure, at: iso(facts.erasure.at) },
  };
}

const iso = (at: Instant): string => new Date(at).toISOString();
