/**
 * What an AUDIT event about a user changes in the user cache: the fields of Sunbird's hash
 * `user:<id>`, as texts. Asks nobody; the profile and the framework's categories come in.
 *
 * - U1 The event itself says how a user signs in; everything else is said by the user service, and
 *   only to events of the service that registers users. Any creation, change or removal of a user
 *   is an occasion to ask; none removes the entry.
 * - U2 A profile replaces what an earlier one said of locations and the framework; other fields are
 *   only set.
 * - U3 The entry of a blocked user is left as it was (design 8, Q16).
 * - U4 A text that begins with `[` is read as JSON by readers of the cache, so brackets in texts
 *   are escaped. The user's status is a whole number (design 8), and read in either form.
 *
 * Source: `reference/jobs.md` 5.
 */
import type { UserEntry } from './certificate.js';
import type { LearnerId } from './ids.js';
import type { UserFields } from './user-fields.js';
import { frameworkOf, SCHOOL, type ProfileAnswer, type UserProfile } from './user-profile.js';

/** The part of an AUDIT event about a user that matters here. */
export interface UserAudit {
  readonly learner: LearnerId;
  /** `context.pdata.pid`. */
  readonly producer: string;
  /** `context.cdata`. */
  readonly related: readonly { readonly type: string; readonly id: string }[];
}

/** Settings of an installation, by upstream's names. */
export interface UserCacheRules {
  /** `regd.user.producer.pid`: whose events are an occasion to ask for the profile. */
  readonly producers: readonly string[];
  /** `user.self.signin.types`, `user.validated.types`: values of `SignupType`. */
  readonly selfSignedInTypes: readonly string[];
  readonly validatedTypes: readonly string[];
}

/** Upstream's defaults; the service that registers users had two names. */
export const USER_CACHE_RULES: UserCacheRules = {
  producers: ['learner-service', 'userorg-service'],
  selfSignedInTypes: ['google', 'self'],
  validatedTypes: ['sso'],
};

export type CacheUpdate =
  | { readonly kind: 'change'; readonly fields: UserFields }
  /** The event asks for nothing. */
  | { readonly kind: 'skip' }
  /** The account is blocked (U3). */
  | { readonly kind: 'blocked' }
  /** Nothing is known yet; ask again later. */
  | { readonly kind: 'retry'; readonly reason: string }
  /** Nothing will be known of this event. */
  | { readonly kind: 'reject'; readonly reason: string };

/** Whether the user service is to be asked before `cacheUpdate` (U1). */
export const asksForProfile = (audit: UserAudit, rules: UserCacheRules): boolean =>
  rules.producers.includes(audit.producer);

/**
 * Decides what an event changes. `answer` is `null` where nobody is to be asked; `categories` are
 * the codes of the framework's categories; `old` is the entry as it stands, `null` = none.
 */
export function cacheUpdate(
  audit: UserAudit,
  answer: ProfileAnswer | null,
  categories: readonly string[],
  old: UserEntry | null,
  rules: UserCacheRules,
): CacheUpdate {
  const said = signInFields(audit, rules);
  if (answer === null) return Object.keys(said).length === 0 ? SKIP : change(said);
  if (answer.kind === 'blocked') return { kind: 'blocked' };
  const reason = `User Read API does not have details for user: ${audit.learner}`;
  if (answer.kind === 'failed') return { kind: 'retry', reason: `${reason} (${answer.detail})` };
  if (answer.kind === 'unknown') return { kind: 'reject', reason };
  const { framework } = answer.profile;
  if (framework === null) return { kind: 'reject', reason: `${reason} (framework is missing)` };
  const known = { ...profileFields(answer.profile, framework, categories), ...said };
  return change({ ...outdated(old), ...known });
}

/** The user's status in a cache entry: Sunbird wrote `1.0`, we write `1`; `null` = not known. */
export function userStatus(entry: UserEntry): number | null {
  const status = Number.parseFloat(entry['status'] ?? '');
  return Number.isNaN(status) ? null : Math.trunc(status);
}

const SKIP: CacheUpdate = { kind: 'skip' };

const change = (fields: UserFields): CacheUpdate => ({ kind: 'change', fields });

/** The last entry of a type wins, and types are compared without regard to case. */
function signInFields(audit: UserAudit, rules: UserCacheRules): Record<string, string> {
  const last = (type: string): string | undefined =>
    audit.related.findLast((entry) => entry.type.toLowerCase() === type)?.id;
  const fields: Record<string, string> = {};
  const signUp = last('signuptype') ?? '';
  if (rules.selfSignedInTypes.includes(signUp)) fields['usersignintype'] = 'Self-Signed-In';
  if (rules.validatedTypes.includes(signUp)) fields['usersignintype'] = 'Validated';
  const role = last('userrole');
  if (role !== undefined) fields['userlogintype'] = escaped(role);
  return fields;
}

function profileFields(
  profile: UserProfile,
  framework: ReadonlyMap<string, readonly string[]>,
  categories: readonly string[],
): Record<string, string> {
  const plain = (name: string): string => escaped(profile.plain[name] ?? '');
  return {
    ...frameworkFields(frameworkOf(profile), framework, categories),
    ...locationFields(profile),
    ...typeFields(profile),
    firstname: plain('firstname'),
    lastname: plain('lastname'),
    rootorgid: plain('rootorgid'),
    orgname: escaped(profile.organisation),
    userid: plain('userid'),
    phone: plain('encphone'),
    email: plain('encemail'),
    language: profile.languages === null ? '' : jsonText(profile.languages),
    status: String(userStatus(profile.plain) ?? ''),
  };
}

/** Values of categories that the framework has; a user without a framework has none. */
function frameworkFields(
  id: string,
  framework: ReadonlyMap<string, readonly string[]>,
  categories: readonly string[],
): Record<string, string> {
  if (id === '') return {};
  const values = categories.flatMap((code) => {
    const held = framework.get(code) ?? [];
    return held.length === 0 ? [] : [[`${FRAMEWORK}${code}`, jsonText(held)] as const];
  });
  return { [`${FRAMEWORK}id`]: escaped(id), ...Object.fromEntries(values) };
}

function locationFields(profile: UserProfile): Record<string, string> {
  const fields = profile.locations.map(({ type, name, code }): Record<string, string> => {
    const isSchool = type.toLowerCase() === SCHOOL;
    return isSchool ? { schoolname: name, schooludisecode: code } : { [type]: name };
  });
  const pairs = fields.flatMap(Object.entries<string>).filter(([type]) => type !== '');
  return Object.fromEntries(pairs.map(([type, text]) => [type, escaped(text)]));
}

/** A user without types keeps those of before, as upstream. */
function typeFields({ types }: UserProfile): Record<string, string> {
  if (types.length === 0) return {};
  const joined = (name: string): string =>
    [...new Set(types.flatMap((type) => type[name] ?? []))].filter((v) => v !== '').join(',');
  const inOrder = types.map((type) => Object.fromEntries(Object.entries(type).sort()));
  return {
    usertype: escaped(joined('type')),
    usersubtype: escaped(joined('subType')),
    profileusertypes: escaped(jsonText(inOrder)),
  };
}

/** What an earlier profile said and a new one may no longer say (U2), each to be removed. */
function outdated(old: UserEntry | null): UserFields {
  const gone = Object.keys(old ?? {}).filter(
    (name) => PLACES.includes(name) || name.includes(FRAMEWORK),
  );
  return Object.fromEntries(gone.map((name) => [name, null]));
}

const FRAMEWORK = 'framework_';

/** `user.redis.removeable-fields`. */
const PLACES = ['state', 'district', 'block', 'cluster', 'schooludisecode', 'schoolname'];

const escaped = (text: string): string => text.replace(/[[\]]/g, '\\$&');

/** JSON as Sunbird prints it: what HTML would read as markup is written as an escape. */
const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&='\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
