/**
 * What a user service knows of a user, and the user as certificates see one. Parsed by
 * `services/user-service.ts`; what the user cache keeps of it is decided in `user-cache.ts`.
 */
import type { UserEntry } from './certificate.js';

export interface UserProfile {
  /** The plain fields of the answer as texts, their names in lower case; '' = null. */
  readonly plain: Readonly<Record<string, string>>;
  readonly languages: readonly string[] | null;
  /** `rootOrg.orgName`. */
  readonly organisation: string;
  readonly locations: readonly UserLocation[];
  /** `profileUserTypes`: what is set of `type` and `subType`, and whatever else stands there. */
  readonly types: readonly Readonly<Record<string, string>>[];
  /** Values by category code, and the framework's own id under `id`; `null` = not answered. */
  readonly framework: ReadonlyMap<string, readonly string[]> | null;
}

export interface UserLocation {
  /** E.g. `state`, `school`. */
  readonly type: string;
  readonly name: string;
  readonly code: string;
}

/** What asking for a user came to. */
export type ProfileAnswer =
  | { readonly kind: 'found'; readonly profile: UserProfile }
  /** The account is blocked: there is a user, but nothing is said about it. */
  | { readonly kind: 'blocked' }
  | { readonly kind: 'unknown' }
  /** Not answered; asking again may help. */
  | { readonly kind: 'failed'; readonly detail: string };

/** `locations` whose type is this are schools: they have a name and a code of interest. */
export const SCHOOL = 'school';

/**
 * The user as criteria and certificates ask for one (`reference/jobs.md` 2.3 item 3, 2.4): the
 * plain fields of the answer, the name of each location under its type, and the organisation's
 * name. Texts are as the user service has them, without the escapes of the user cache.
 */
export function recipientOf(profile: UserProfile): UserEntry {
  const places = profile.locations.filter(({ type }) => type !== '');
  const school = places.find(({ type }) => type.toLowerCase() === SCHOOL);
  return {
    ...Object.fromEntries(places.map(({ type, name }) => [type.toLowerCase(), name] as const)),
    ...(school && { schoolname: school.name, schooludisecode: school.code }),
    orgname: profile.organisation,
    ...profile.plain,
  };
}

/** The id of the user's framework; '' = none. A user has one (`reference/jobs.md` 5.2). */
export const frameworkOf = (profile: UserProfile): string =>
  profile.framework?.get('id')?.[0] ?? '';
