/**
 * Sunbird's users in Cassandra as a source of the user cache, on a connection of its own: a job
 * reads whole tables, with other limits than a server.
 *
 * - S1 Reads are answered by most of the replicas of the datacentre (LOCAL_QUORUM, as upstream's):
 *   a replica that lags must not make a user look gone.
 */
import { Client, types } from 'cassandra-driver';
import { err, ok, type Result } from '../../domain/result.js';
import type { Stored, StoreError } from '../ports.js';
import type { UserSource } from '../user-source.js';
import { accessOptions, type CassandraAccess } from './access.js';
import { allOk, readRows, unavailable } from './sunbird-call.js';
import { sunbirdUsers } from './sunbird-users.js';

export interface UserTables extends CassandraAccess {
  /** `host` or `host:port`. */
  readonly contactPoints: readonly string[];
  readonly localDataCenter: string;
  /** The keyspace of users. */
  readonly keyspace: string;
}

export interface OpenUserSource extends UserSource {
  close(): Promise<void>;
}

/** Users of one page. */
const PAGE_USERS_MAX = 1000;

const CONNECT_MS_MAX = 5000;

/** Upstream waits 500 s for a read; a page of users is read in a fraction of this. */
const READ_MS_MAX = 60_000;

/** Connects, or says why there is no connection. */
export async function openUserSource(
  tables: UserTables,
): Promise<Result<OpenUserSource, StoreError>> {
  const client = new Client({
    contactPoints: [...tables.contactPoints],
    localDataCenter: tables.localDataCenter,
    ...accessOptions(tables),
    queryOptions: { consistency: types.consistencies.localQuorum }, // S1
    socketOptions: { connectTimeout: CONNECT_MS_MAX, readTimeout: READ_MS_MAX },
  });
  try {
    await client.connect();
  } catch (error) {
    await client.shutdown();
    return err(unavailable(error));
  }
  const source = userSource(client, tables.keyspace, PAGE_USERS_MAX);
  return ok({ ...source, close: () => client.shutdown() });
}

/** The users of a keyspace over a client that is connected and stays the caller's. */
export function userSource(client: Client, keyspace: string, usersPerPageMax: number): UserSource {
  const users = sunbirdUsers(client, keyspace, usersPerPageMax);
  return {
    ...users,
    page: async (after, since) => {
      const page = await users.page(after, since);
      if (!page.ok) return page;
      const { next } = page.value;
      return ok({ ...page.value, passed: next === null ? 1 : passedAt(client, next) });
    },
    existing: (ids) => existing(client, keyspace, ids),
  };
}

/** Users that are looked for at once. */
const READS_AT_ONCE_MAX = 64;

async function existing(
  client: Client,
  keyspace: string,
  ids: readonly string[],
): Stored<ReadonlySet<string>> {
  const query = `SELECT id FROM ${keyspace}.user WHERE id = ?`;
  const found = new Set<string>();
  for (let i = 0; i < ids.length; i += READS_AT_ONCE_MAX) {
    const some = ids.slice(i, i + READS_AT_ONCE_MAX);
    const read = allOk(await Promise.all(some.map((id) => readRows(client, query, [id]))));
    if (!read.ok) return read;
    for (const [at, rows] of read.value.entries()) if (rows.length > 0) found.add(some[at] ?? '');
  }
  return ok(found);
}

/** Pages follow the tokens of the users' ids, which are spread evenly from -2^63 to 2^63 - 1. */
function passedAt({ metadata }: Client, id: string): number | null {
  // Its text is the number; the driver's types do not tell.
  const token: { toString(): string } = metadata.newToken(Buffer.from(id));
  const passed = (Number(token.toString()) + 2 ** 63) / 2 ** 64;
  return passed >= 0 && passed <= 1 ? passed : null;
}
