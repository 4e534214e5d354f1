/**
 * A change of one user's entry in the user cache: what every store of such entries makes of it.
 * Decides nothing about which fields a user has; `user-cache.ts` does.
 *
 * - F1 Fields that a change does not name are kept.
 * - F2 A user without any field is an unknown user, as a hash without fields does not exist.
 */
import type { UserEntry } from './certificate.js';

/** Fields to set; `null` removes a field. */
export type UserFields = Readonly<Record<string, string | null>>;

/** The entry after a change (F1); `null` where no field is left (F2). */
export function withFields(entry: UserEntry | null, fields: UserFields): UserEntry | null {
  const left = Object.entries({ ...entry, ...fields }).filter(isSet);
  return left.length === 0 ? null : Object.fromEntries(left);
}

const isSet = (pair: [string, string | null]): pair is [string, string] => pair[1] !== null;
