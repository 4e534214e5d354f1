/**
 * Consents in Sunbird's `user_consent`. Reads only.
 *
 * - C1 An installation without the table has no consents there; whether it has one is looked up
 *   until it is found, so that a table that comes later counts.
 * - C2 Every read is of one partition: the learner's.
 *
 * Source: `reference/exhausts.md` 2.1, 3.4.
 */
import type { Client } from 'cassandra-driver';
import { isGiven, type Consent } from '../../domain/consent.js';
import { ok } from '../../domain/result.js';
import type { ConsentsBefore, Stored } from '../ports.js';
import { instantIn } from '../sunbird/cell.js';
import { eachOf } from './in-flight.js';
import { allOk, readRows } from './sunbird-call.js';

/** Learners whose consents are read at once. */
const READS_AT_ONCE_MAX = 32;

/** `keyspace` is that of users. */
export function sunbirdConsents(client: Client, keyspace: string): ConsentsBefore {
  let isThere = false;
  const query =
    `SELECT status, last_updated_on FROM ${keyspace}.user_consent ` +
    'WHERE user_id = ? AND consumer_id = ? AND object_id = ?';
  const one = async (params: readonly string[]): Stored<Consent | null> => {
    const rows = await readRows(client, query, params);
    if (!rows.ok) return rows;
    const [row] = rows.value;
    if (row === undefined) return ok(null);
    return ok({ given: isGiven(row['status']), at: instantIn(row, 'last_updated_on') });
  };
  return async (learners, consumer, object) => {
    if (!isThere) {
      const tables = await readRows(client, TABLE_QUERY, [keyspace]);
      if (!tables.ok) return tables;
      if (tables.value.length === 0) return ok(learners.map(() => null));
      isThere = true;
    }
    return allOk(
      await eachOf(learners, READS_AT_ONCE_MAX, (learner) => one([learner, consumer, object])),
    );
  };
}

const TABLE_QUERY =
  'SELECT table_name FROM system_schema.tables ' +
  "WHERE keyspace_name = ? AND table_name = 'user_consent'";
