/**
 * The user cache as those see it who fill it as a whole: what `UserStore` leaves out. Only caches
 * that Sunbird's own services read too have this side.
 */
import type { LearnerId } from '../domain/ids.js';
import type { UserFields } from '../domain/user-fields.js';
import type { Stored, UserStore } from './ports.js';

/** A user that is in the cache, with what tells anonymous users from registered ones. */
export interface CachedUser {
  readonly learner: LearnerId;
  /** `usersignintype` and `userlogintype`; `null` where the entry has no such field. */
  readonly signIn: string | null;
  readonly logIn: string | null;
}

export interface CachedUserPage {
  readonly users: readonly CachedUser[];
  /** Names the next page; `null` = this was the last. */
  readonly next: string | null;
}

export interface CachedUsers extends UserStore {
  /** About how many users there are, without looking at any; too many rather than too few. */
  count(): Stored<number>;
  /**
   * The page after a name (`null` = the first). A user who is there all the time comes at least
   * once, perhaps twice; pages may be empty. Names are worth nothing after the cache's restart.
   */
  page(after: string | null): Stored<CachedUserPage>;
  /** Makes each user's entry hold these fields and no others, the old entry until the new one. */
  replaceUsers(users: readonly (readonly [LearnerId, UserFields])[]): Stored<void>;
  removeUsers(learners: readonly LearnerId[]): Stored<void>;
}
