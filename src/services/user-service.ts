/**
 * The user service: reads one user. Decides nothing about what is kept of a user or printed.
 *
 * - B1 A blocked account answers 400 with a code of its own; it is no failure, since asking again
 *   would not help (`reference/jobs.md` 2.3 item 3, 3.6, 5.2).
 * - B2 What may pass (no connection, overload, no permission) is `failed`; what the service says of
 *   this user and will say again is `unknown`.
 */
import type { UserEntry } from '../domain/certificate.js';
import type { LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import {
  recipientOf,
  type ProfileAnswer,
  type UserLocation,
  type UserProfile,
} from '../domain/user-profile.js';
import { fieldsOf, isFields, listOf, own, serviceAnswer, textOf, type Fields } from './answer.js';
import type { HttpAnswer, HttpService } from './http-service.js';

export interface UserService {
  read(learner: LearnerId): Promise<ProfileAnswer>;
}

/** What is asked for with a user, in the words of the service's query. */
export const USER_QUERY = {
  /** For the user cache (`reference/jobs.md` 5.2). */
  cache: 'fields=locations,organisations',
  /** For certificates (`reference/jobs.md` 2.3 item 3). */
  certificate: 'organisations,roles,locations,declarations,externalIds',
} as const;

export const USER_READ_PATH = '/private/user/v1/read/';

/** Reads users with the given query, '' = none; `path` ends in `/`, and the user's id follows. */
export function userService(
  http: HttpService,
  query: string,
  path: string = USER_READ_PATH,
): UserService {
  return {
    read: async (learner) => {
      const asked = query === '' ? '' : `?${query}`;
      const answer = await http.get(`${path}${encodeURIComponent(learner)}${asked}`);
      if (answer.ok) return profileAnswer(answer.value);
      return { kind: 'failed', detail: answer.error.detail };
    },
  };
}

/** The user as certificates see one; `null` = unknown or blocked (`reference/jobs.md` 2.3, 2.4). */
export async function recipient(
  users: UserService,
  learner: LearnerId,
): Promise<Result<UserEntry | null, { readonly detail: string }>> {
  const answer = await users.read(learner);
  if (answer.kind === 'failed') return err({ detail: answer.detail });
  return ok(answer.kind === 'found' ? recipientOf(answer.profile) : null);
}

function profileAnswer({ status, body }: HttpAnswer): ProfileAnswer {
  const { responseCode, result } = serviceAnswer(body);
  if (isBlocked(status, body)) return { kind: 'blocked' };
  const response = own(result, 'response');
  const isOk = responseCode === '' || responseCode === 'OK';
  if (status === 200 && isOk && isFields(response)) {
    return { kind: 'found', profile: profileOf(response) };
  }
  if (UNKNOWN_STATUSES.includes(status)) return { kind: 'unknown' };
  return { kind: 'failed', detail: `the user service answered ${String(status)}` };
}

/** Some answers carry a status of 200 and say in the envelope alone that they are errors. */
function isBlocked(status: number, body: unknown): boolean {
  const { responseCode, err } = serviceAnswer(body);
  const said = typeof body === 'string' ? body : JSON.stringify(body);
  if (responseCode === 'CLIENT_ERROR' && BLOCKED.includes(err.toUpperCase())) return true;
  return status === 400 && BLOCKED.some((code) => said.includes(code));
}

const BLOCKED = ['UOS_USRRED0006', 'USER_ACCOUNT_BLOCKED'];
const UNKNOWN_STATUSES = [200, 400, 404];

function profileOf(response: Fields): UserProfile {
  const plain = Object.entries(response).filter(([, value]) => isPlain(value));
  const language = own(response, 'language');
  const framework = own(response, 'framework');
  return {
    plain: Object.fromEntries(plain.map(([name, value]) => [name.toLowerCase(), textOf(value)])),
    languages: Array.isArray(language) ? textsOf(language) : null,
    organisation: textOf(own(fieldsOf(own(response, 'rootOrg')), 'orgName')),
    locations: listOf(own(response, 'userLocations')).map(locationOf),
    types: listOf(own(response, 'profileUserTypes')).map(setTexts),
    framework: isFields(framework) ? valuesByCode(framework) : null,
  };
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** The texts of a list, or the one text that stands where a list is expected. */
const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? listOf(value) : [value]).map(textOf).filter((text) => text !== '');

function locationOf(value: unknown): UserLocation {
  const fields = fieldsOf(value);
  const [type, name, code] = ['type', 'name', 'code'].map((field) => textOf(own(fields, field)));
  return { type: type ?? '', name: name ?? '', code: code ?? '' };
}

/** The fields of an object that have a value. */
const setTexts = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fieldsOf(value))
      .filter(([, field]) => field !== null && isPlain(field))
      .map(([name, field]) => [name, textOf(field)]),
  );

const valuesByCode = (framework: Fields): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(framework).map(([code, value]) => [code, textsOf(value)]));
