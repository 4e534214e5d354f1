/**
 * A user's consent that an organisation may see personal data for an object, as the user service
 * keeps it. Kept as one field of the user's entry in the user cache for each organisation and
 * object, so that whoever reads a user knows the consents as well.
 *
 * - C1 A field's name follows from organisation and object; its value is JSON of the whole consent.
 * - C2 Consent is given and taken by the user, or by whoever manages the user.
 *
 * Source: `reference/lms.md` 4.6.
 */
import type { UserEntry } from '../domain/certificate.js';
import { CONSENT_PREFIX, consentField } from '../domain/consent.js';
import { parseContentId, parseLearnerId, type Instant, type LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';
import {
  idOf,
  isBlank,
  isFields,
  localUserId,
  own,
  requestOf,
  textOf,
  type Fields,
} from './wire.js';

/** Most consents of one user. */
export const CONSENTS_COUNT_MAX = 1000;
/** How long a consent is said to hold; nobody checks, as upstream. */
export const CONSENT_DAYS = 100;

const DAY_MS = 86_400_000;

/** What a consent is about. */
export interface ConsentSubject {
  readonly user: LearnerId;
  /** The organisation that may see, or not. */
  readonly consumer: string;
  /** A course, or the organisation itself. */
  readonly object: string;
}

export interface ConsentDecision extends ConsentSubject {
  readonly status: string;
  readonly consumerType: string;
  readonly objectType: string;
}

/** Reads `{request:{consent:{userId, consumerId, objectType, objectId, status, ..}}}`. */
export function parseConsent(body: unknown): Result<ConsentDecision, Fault> {
  const fields = consentOf(body);
  if (!fields.ok) return fields;
  const consent = fields.value;
  const missing = UPDATE_MANDATORY.find((name) => isBlank(own(consent, name)));
  if (missing !== undefined) return err(fault('MANDATORY_PARAMETER_MISSING', missing));
  const status = own(consent, 'status');
  if (typeof status !== 'string' || !STATUSES.includes(status)) {
    return err(fault('INVALID_CONSENT_STATUS'));
  }
  const subject = parseSubject(consent);
  if (!subject.ok) return subject;
  const objectType = textOf(own(consent, 'objectType'), 'objectType');
  if (!objectType.ok) return objectType;
  const consumerType = textOf(own(consent, 'consumerType') ?? 'ORGANISATION', 'consumerType');
  if (!consumerType.ok) return consumerType;
  const types = { consumerType: consumerType.value, objectType: objectType.value };
  return ok({ ...subject.value, status, ...types });
}

/** Reads `{request:{consent:{filters:{userId, consumerId, objectId}}}}`. */
export function parseConsentFilters(body: unknown): Result<ConsentSubject, Fault> {
  const consent = consentOf(body);
  if (!consent.ok) return consent;
  const filters = own(consent.value, 'filters') ?? {};
  return isFields(filters)
    ? parseSubject(filters)
    : err(fault('DATA_TYPE_ERROR', 'consent.filters', 'Map'));
}

/** The fields to set of the user's entry; `held` is what is known of the user. */
export function consentFields(
  decision: ConsentDecision,
  held: UserEntry | null,
  now: Instant,
): Result<UserEntry, Fault> {
  const name = fieldOf(decision);
  const others = Object.keys(held ?? {}).filter((field) => field.startsWith(CONSENT_PREFIX));
  if (!others.includes(name) && others.length >= CONSENTS_COUNT_MAX) {
    const limit = `${String(CONSENTS_COUNT_MAX)} consents`;
    return err(fault('LIMIT_EXCEEDED', 'consent', limit, String(others.length + 1)));
  }
  const createdOn = heldConsent(decision, held)?.['createdOn'] ?? now;
  const { user: userId, consumer: consumerId, object: objectId } = decision;
  const consent = {
    id: `usr-consent:${userId}:${consumerId}:${objectId}`,
    ...{ userId, consumerId, objectId },
    consumerType: decision.consumerType,
    objectType: decision.objectType,
    status: decision.status,
    expiry: now + CONSENT_DAYS * DAY_MS,
    categories: null,
    createdOn,
    lastUpdatedOn: now,
  };
  return ok({ [name]: JSON.stringify(consent) });
}

/** A consent as it is answered; `null` = none was ever given. */
export function heldConsent(subject: ConsentSubject, held: UserEntry | null): Fields | null {
  const text = held?.[fieldOf(subject)];
  return text === undefined ? null : consentIn(text);
}

/** Whoever fills the user cache may have written anything under the name. */
function consentIn(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

const fieldOf = ({ consumer, object }: ConsentSubject): string => consentField(consumer, object);

const STATUSES = ['ACTIVE', 'REVOKED', 'DELETED'];
const UPDATE_MANDATORY = ['userId', 'consumerId', 'objectType', 'objectId', 'status'];

function consentOf(body: unknown): Result<Fields, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const consent = own(request.value, 'consent') ?? {};
  return isFields(consent) ? ok(consent) : err(fault('DATA_TYPE_ERROR', 'consent', 'Map'));
}

function parseSubject(fields: Fields): Result<ConsentSubject, Fault> {
  const userId = own(fields, 'userId');
  const local = typeof userId === 'string' ? localUserId(userId) : userId;
  const user = idOf(local, 'userId', parseLearnerId);
  if (!user.ok) return user;
  const consumer = idOf(own(fields, 'consumerId'), 'consumerId', parseContentId);
  if (!consumer.ok) return consumer;
  const object = idOf(own(fields, 'objectId'), 'objectId', parseContentId);
  if (!object.ok) return object;
  return ok({ user: user.value, consumer: consumer.value, object: object.value });
}
