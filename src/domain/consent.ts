/**
 * A learner's consent as the user cache keeps it: one field of the entry for each organisation and
 * object. Owns the field's name and what a report reads of it; what a request may change is
 * `gateway/consent.ts`.
 *
 * - C1 Of two sources that tell of one consent the later decision holds, and of equal times the one
 *   that gives less.
 *
 * Source: `reference/exhausts.md` 3.4, `reference/lms.md` 4.6.
 */
import type { UserEntry } from './certificate.js';
import { NEVER, type Instant } from './ids.js';

/** Whether personal data may be seen, and since when that is so. */
export interface Consent {
  readonly given: boolean;
  /** `NEVER` = not said. */
  readonly at: Instant;
}

export const CONSENT_PREFIX = 'consent:';

/** The field of the consent that `consumer` may see data for `object`; colons of ids escaped. */
export const consentField = (consumer: string, object: string): string =>
  `${CONSENT_PREFIX}${encodeURIComponent(consumer)}:${encodeURIComponent(object)}`;

/** The consent in an entry; `null` = none was ever decided, or what stands there is none. */
export function consentIn(entry: UserEntry, consumer: string, object: string): Consent | null {
  const text = entry[consentField(consumer, object)];
  if (text === undefined) return null;
  try {
    return consentOf(JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

/** Only the status counts, as upstream; nobody looks at the kind of consumer or the expiry. */
export const isGiven = (status: unknown): boolean =>
  typeof status === 'string' && status.toLowerCase() === 'active';

/** The one that holds of two (C1). */
export function laterConsent(a: Consent | null, b: Consent | null): Consent | null {
  if (a === null || b === null) return a ?? b;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return a.given ? b : a;
}

function consentOf(value: unknown): Consent | null {
  if (typeof value !== 'object' || value === null || !('status' in value)) return null;
  const at = 'lastUpdatedOn' in value ? value.lastUpdatedOn : null;
  return { given: isGiven(value.status), at: typeof at === 'number' ? at : NEVER };
}
