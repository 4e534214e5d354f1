/**
 * Sunbird's users, with what their cache entries are made of: `user`, `user_organisation`,
 * `organisation`, `location` and `system_settings`. Reads only; rows are handed on as they are.
 *
 * - U1 Users come in the order of their partition tokens, a page at a time. A page is named by the
 *   last user before it, so that a job goes on after a restart, also when that user is gone.
 * - U2 `user_organisation` has the users' partition keys: the rows of a page of users lie in one
 *   range of tokens, and are read in one go.
 * - U3 Rows are read with all their columns, which differ between releases; a missing column reads
 *   as one without a value.
 *
 * Source: `reference/exhausts.md` 7.1.
 */
import type { Client } from 'cassandra-driver';
import { NEVER, type Instant } from '../../domain/ids.js';
import { ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';
import { instantOf } from '../sunbird/cell.js';
import { allOk, readRows, streamRows } from './sunbird-call.js';

export type UserRow = Readonly<Record<string, unknown>>;

export interface UsersWithOrganisations {
  /** Rows of `user`. */
  readonly users: readonly UserRow[];
  /** Their rows of `user_organisation`; also those that are marked as deleted. */
  readonly memberships: readonly UserRow[];
}

export interface UserPage extends UsersWithOrganisations {
  /** Names the next page; `null` = this was the last. */
  readonly next: string | null;
}

export interface SunbirdUsers {
  /**
   * The page after a name (`null` = the first). `since` leaves out users whose row says that it
   * was last changed before; a page may be empty and not be the last.
   */
  page(after: string | null, since: Instant | null): Stored<UserPage>;
  /** One user, as a page of its own; `null` = there is none. */
  one(id: string): Stored<UsersWithOrganisations | null>;
  /** Rows of `organisation` by id; unknown ids are left out. */
  organisations(ids: readonly string[]): Stored<readonly UserRow[]>;
  /** All rows of `organisation`; throws what the driver throws. */
  allOrganisations(): AsyncIterable<UserRow>;
  /** All rows of `location`; throws what the driver throws. */
  locations(): AsyncIterable<UserRow>;
  /** A value of `system_settings`; `null` = it is not set. */
  setting(id: string): Stored<string | null>;
}

/** Sunbird's keyspace of users (`sunbird.user.keyspace`). */
export const USER_KEYSPACE = 'sunbird';

/** Organisations that are read at once. */
const READS_AT_ONCE_MAX = 16;

/** `keyspace` is that of users, by default `sunbird`. */
export function sunbirdUsers(
  client: Client,
  keyspace: string,
  usersPerPageMax: number,
): SunbirdUsers {
  const texts = textsOf(keyspace);
  const all = (query: string, ...params: readonly unknown[]): Stored<readonly UserRow[]> =>
    readRows(client, query, params);
  return {
    page: async (after, since) => {
      const rows = await (after === null
        ? all(texts.firstUsers, usersPerPageMax)
        : all(texts.usersAfter, after, usersPerPageMax));
      if (!rows.ok) return rows;
      const last = lastIdOf(rows.value);
      const users = rows.value.filter((row) => since === null || isChangedSince(row, since));
      const next = rows.value.length < usersPerPageMax ? null : last;
      if (users.length === 0 || last === null) return ok({ users, memberships: [], next });
      const range = await (after === null
        ? all(texts.membershipsTo, last)
        : all(texts.membershipsBetween, after, last));
      if (!range.ok) return range;
      const ids = new Set(users.map((row) => row['id']));
      return ok({ users, memberships: range.value.filter((row) => ids.has(row['userid'])), next });
    },
    one: async (id) => {
      const [users, memberships] = await Promise.all([
        all(texts.user, id),
        all(texts.membershipsOf, id),
      ]);
      if (!users.ok) return users;
      if (!memberships.ok) return memberships;
      const found = { users: users.value, memberships: memberships.value };
      return ok(users.value.length === 0 ? null : found);
    },
    organisations: async (ids) => {
      const found: UserRow[] = [];
      for (let i = 0; i < ids.length; i += READS_AT_ONCE_MAX) {
        const some = ids.slice(i, i + READS_AT_ONCE_MAX);
        const rows = allOk(await Promise.all(some.map((id) => all(texts.organisation, id))));
        if (!rows.ok) return rows;
        found.push(...rows.value.flat());
      }
      return ok(found);
    },
    allOrganisations: () => streamRows(client, texts.organisations, []),
    locations: () => streamRows(client, texts.locations, []),
    setting: async (id) => {
      const rows = await all(texts.setting, id);
      if (!rows.ok) return rows;
      const value = rows.value[0]?.['value'];
      return ok(typeof value === 'string' ? value : null);
    },
  };
}

function lastIdOf(rows: readonly UserRow[]): string | null {
  const id = rows.at(-1)?.['id'];
  return typeof id === 'string' ? id : null;
}

/** A row that does not say when it was changed, or not readably, may have been. */
function isChangedSince(row: UserRow, since: Instant): boolean {
  const changed = instantOf(row['updateddate']);
  return changed === NEVER || changed >= since;
}

const textsOf = (keyspace: string) =>
  ({
    firstUsers: `SELECT * FROM ${keyspace}.user LIMIT ?`,
    usersAfter: `SELECT * FROM ${keyspace}.user WHERE token(id) > token(?) LIMIT ?`,
    user: `SELECT * FROM ${keyspace}.user WHERE id = ?`,
    membershipsTo: `SELECT * FROM ${keyspace}.user_organisation WHERE token(userid) <= token(?)`,
    membershipsBetween:
      `SELECT * FROM ${keyspace}.user_organisation ` +
      'WHERE token(userid) > token(?) AND token(userid) <= token(?)',
    membershipsOf: `SELECT * FROM ${keyspace}.user_organisation WHERE userid = ?`,
    organisation: `SELECT * FROM ${keyspace}.organisation WHERE id = ?`,
    organisations: `SELECT * FROM ${keyspace}.organisation`,
    locations: `SELECT * FROM ${keyspace}.location`,
    setting: `SELECT * FROM ${keyspace}.system_settings WHERE id = ?`,
  }) as const;
