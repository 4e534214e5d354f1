/**
 * Laurel's own tables, in the keyspace of Sunbird's learners: a snapshot shares the partition of its
 * learner's rows there, so that one batch of one partition makes them durable together.
 *
 * - M1 Every statement may be repeated, on a new keyspace and on one in use, by several processes.
 * - M2 Nothing is ever dropped, renamed or retyped.
 */
import { ok, type Result } from '../../domain/result.js';
import type { Stored, StoreError } from '../ports.js';
import type { Session } from './session.js';

/** The tables by name; `?` stands for the keyspace. */
const TABLES: Readonly<Record<string, string>> = {
  laurel_snapshot:
    'userid text, courseid text, batchid text, state blob, PRIMARY KEY (userid, courseid, batchid)',
  laurel_attempt:
    'userid text, courseid text, batchid text, contentid text, attemptid text, attempt blob, ' +
    'PRIMARY KEY (userid, courseid, batchid, contentid, attemptid)',
  laurel_roster:
    'courseid text, batchid text, bucket int, userid text, ' +
    'PRIMARY KEY ((courseid, batchid, bucket), userid)',
  laurel_roster_batch: 'courseid text, batchid text, PRIMARY KEY (courseid, batchid)',
  laurel_effect: 'shard int, bucket int, id text, effect blob, PRIMARY KEY ((shard, bucket), id)',
  laurel_certificate: 'id text PRIMARY KEY, facts blob',
  laurel_document: 'id text PRIMARY KEY, document blob',
  laurel_course: 'courseid text PRIMARY KEY, info blob',
  laurel_structure: 'courseid text, version int, tree blob, PRIMARY KEY (courseid, version)',
  laurel_batch: 'batchid text PRIMARY KEY, content blob',
  laurel_template: 'hash text PRIMARY KEY, content blob',
  laurel_change: 'day text, at timeuuid, kind text, id text, PRIMARY KEY (day, at)',
  laurel_dead_letter: 'source text, place text, letter blob, PRIMARY KEY (source, place)',
  laurel_report_request: 'tag text, request text, row blob, PRIMARY KEY (tag, request)',
  laurel_lease: 'shard int PRIMARY KEY, owner text, address text, until bigint, watermark bigint',
  laurel_member: 'name text PRIMARY KEY, address text, seen bigint',
};

/**
 * Rows of effects come and go within seconds: what is deleted need not be remembered for ten days,
 * as only the owner of a shard writes them, with times that only go forward.
 */
const OPTIONS: Readonly<Record<string, string>> = {
  laurel_effect: ' WITH gc_grace_seconds = 3600',
  laurel_change: ' WITH gc_grace_seconds = 3600',
  laurel_member: ' WITH gc_grace_seconds = 3600',
};

/** Names of all tables. */
export const tableNames = (): readonly string[] => Object.keys(TABLES);

/** Makes what is missing (M1); the keyspace must be there. */
export async function makeTables(session: Session, keyspace: string): Stored<void> {
  for (const [name, columns] of Object.entries(TABLES)) {
    const query = `CREATE TABLE IF NOT EXISTS ${keyspace}.${name} (${columns})${OPTIONS[name] ?? ''}`;
    const made = await change(session, query);
    if (!made.ok) return made;
  }
  return ok(undefined);
}

/** Makes a keyspace for trials and tests; an operator chooses its replication by data centre. */
export const makeKeyspace = (session: Session, keyspace: string, copies: number): Stored<void> =>
  change(
    session,
    `CREATE KEYSPACE IF NOT EXISTS ${keyspace} WITH replication = ` +
      `{'class': 'SimpleStrategy', 'replication_factor': ${String(copies)}}`,
  );

/** Names of tables that are not there. */
export async function missingTables(
  session: Session,
  keyspace: string,
): Promise<Result<readonly string[], StoreError>> {
  const query = 'SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?';
  const rows = await session.rows(query, [keyspace]);
  if (!rows.ok) return rows;
  const names = new Set(rows.value.map((row) => String(row['table_name'])));
  return ok(tableNames().filter((name) => !names.has(name)));
}

/** A change of the schema is not prepared; the driver waits until all nodes agree. */
async function change(session: Session, query: string): Stored<void> {
  try {
    await session.client.execute(query, [], { prepare: false });
    return ok(undefined);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, error: { kind: 'unavailable', detail } };
  }
}
