/**
 * Where the user cache is rebuilt from: Sunbird's users with their organisations and locations, as
 * the rows of its tables. What a row becomes in the cache is `sunbird/user-row.ts`.
 */
import type { Instant } from '../domain/ids.js';
import type { Stored } from './ports.js';
import type { StoredRow } from './sunbird/rows.js';

export interface UsersWithOrganisations {
  /** Rows of `user`. */
  readonly users: readonly StoredRow[];
  /** Their rows of `user_organisation`; also those that are marked as deleted. */
  readonly memberships: readonly StoredRow[];
}

export interface SourcePage extends UsersWithOrganisations {
  /** Names the next page, also after a restart; `null` = this was the last. */
  readonly next: string | null;
  /** Which part of all users has been passed, from 0 to 1; `null` = nobody knows. */
  readonly passed: number | null;
}

export interface UserSource {
  /**
   * The page after a name (`null` = the first). `since` leaves out users whose row says that it
   * was last changed before; a page may be empty and not be the last.
   */
  page(after: string | null, since: Instant | null): Stored<SourcePage>;
  /** One user; `null` = there is none. */
  one(id: string): Stored<UsersWithOrganisations | null>;
  /** Which of these users there are, as most of the replicas know. */
  existing(ids: readonly string[]): Stored<ReadonlySet<string>>;
  /** Rows of `organisation` by id; unknown ids are left out. */
  organisations(ids: readonly string[]): Stored<readonly StoredRow[]>;
  /** All rows of `location`; throws when they cannot be read. */
  locations(): AsyncIterable<StoredRow>;
  /** A value of `system_settings`; `null` = it is not set. */
  setting(id: string): Stored<string | null>;
}
