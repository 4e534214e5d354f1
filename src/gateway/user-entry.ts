/**
 * Reads an entry of the user cache: the hash fields of Sunbird's user cache, as texts.
 *
 * - E1 Texts are kept; null becomes ''; anything else becomes its JSON text.
 *
 * Source: `reference/jobs.md` 5.2.
 */
import type { UserEntry } from '../domain/certificate.js';
import { parseLearnerId, type LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';
import { idOf, invalidValue, isBlank, isFields, own, requestOf } from './wire.js';

/** Most fields of one user, and the longest value in UTF-8 bytes. */
export const USER_FIELDS_COUNT_MAX = 200;
export const USER_FIELD_BYTES_MAX = 8192;

/** Reads `{request:{user:{..}}}` for the user of the path; a `userid` inside must be the same. */
export function parseUserEntry(
  body: unknown,
  userId: unknown,
): Result<{ readonly learner: LearnerId; readonly entry: UserEntry }, Fault> {
  const learner = idOf(userId, 'userId', parseLearnerId);
  if (!learner.ok) return learner;
  const request = requestOf(body);
  if (!request.ok) return request;
  const user = own(request.value, 'user') ?? null;
  if (user === null) return err(fault('MANDATORY_PARAMETER_MISSING', 'user'));
  if (!isFields(user)) return err(fault('DATA_TYPE_ERROR', 'user', 'Map'));
  const named = own(user, 'userid');
  if (!isBlank(named) && named !== learner.value) return err(invalidValue(named, 'user.userid'));
  const entry = userEntry(user);
  return entry.ok ? ok({ learner: learner.value, entry: entry.value }) : entry;
}

/** The fields of one user as texts, within the limits. */
export function userEntry(user: Readonly<Record<string, unknown>>): Result<UserEntry, Fault> {
  const pairs = Object.entries(user).map(([name, value]) => [name, asText(value)] as const);
  if (pairs.length > USER_FIELDS_COUNT_MAX) {
    const limit = `${String(USER_FIELDS_COUNT_MAX)} fields`;
    return err(fault('LIMIT_EXCEEDED', 'user', limit, String(pairs.length)));
  }
  const long = pairs.find(([, text]) => Buffer.byteLength(text) > USER_FIELD_BYTES_MAX);
  if (long !== undefined) {
    const limit = `${String(USER_FIELD_BYTES_MAX)} bytes`;
    return err(fault('LIMIT_EXCEEDED', `user.${long[0]}`, limit, String(long[1].length)));
  }
  return ok(Object.fromEntries(pairs));
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
