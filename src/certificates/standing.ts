/**
 * How a certificate stands for whoever looks at it now: what the engine says of it, and the clock.
 */
import { hasExpired } from '../domain/expiry.js';
import type { Instant } from '../domain/ids.js';
import type { CertificateView } from '../engine.js';
import type { PageState } from './public-texts/page-texts.js';

export type Standing = Exclude<PageState, 'unknown'>;

/** Revoked before superseded before expired; what others issued is never called valid here. */
export function standingOf({ facts, status, delayed }: CertificateView, now: Instant): Standing {
  if (status === 'revoked' || status === 'superseded') return status;
  if (delayed && status === 'being-rendered') return 'delayed';
  if (hasExpired(facts.expiresAt, now)) return 'expired';
  return facts.issuedElsewhere === true ? 'issued-elsewhere' : status;
}
