/**
 * Laurel's own tables. Owns their definitions and how they come to be; Sunbird's tables are
 * Sunbird's.
 *
 * 1. A definition is never changed once it was released; what is new is a new number at the end.
 * 2. Every statement may be repeated, and only what is missing is made, so that processes that
 *    start together do not all change the schema.
 * 3. Tables of learners have the partition key `userid`, as Sunbird's have, since the rows of a
 *    learner are written in one batch of one partition (design 5.5).
 */
import { err, ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';
import type { Session } from './session.js';

interface NewTable {
  readonly number: number;
  readonly table: string;
  /** What follows the name of the table. */
  readonly columns: string;
}

/** A column that a table of before gets. */
interface NewColumn {
  readonly number: number;
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

type Migration = NewTable | NewColumn;

/**
 * Rows of effects and members are deleted all the time. What deletes leave behind can go soon: a
 * deleted row that comes back from a server that slept longer is an effect told twice, which the
 * outside bears, a member that is forgotten again, or a request that has ended, as its row says.
 */
const SHORT_LIVED = 'gc_grace_seconds = 600';

/** How long the feed of changes lasts; a process that slept longer reads everything anew. */
export const CHANGES_LIFE_SECONDS = 172_800;

const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    table: 'laurel_snapshot',
    columns: `(userid text, courseid text, batchid text, state blob,
      PRIMARY KEY (userid, courseid, batchid))`,
  },
  {
    number: 2,
    table: 'laurel_attempt',
    columns: `(userid text, courseid text, batchid text, contentid text, attemptid text,
      attempt blob, PRIMARY KEY (userid, courseid, batchid, contentid, attemptid))`,
  },
  {
    number: 3,
    table: 'laurel_roster',
    columns: `(courseid text, batchid text, bucket int, userid text,
      PRIMARY KEY ((courseid, batchid, bucket), userid))`,
  },
  {
    number: 4,
    table: 'laurel_roster_batch',
    columns: '(courseid text, batchid text, PRIMARY KEY (courseid, batchid))',
  },
  {
    number: 5,
    table: 'laurel_effect',
    columns: `(shard int, bucket int, id text, effect blob,
      PRIMARY KEY ((shard, bucket), id)) WITH ${SHORT_LIVED}`,
  },
  {
    number: 6,
    table: 'laurel_certificate',
    columns: '(certificate text PRIMARY KEY, facts blob)',
  },
  { number: 7, table: 'laurel_document', columns: '(certificate text PRIMARY KEY, pdf blob)' },
  {
    number: 8,
    table: 'laurel_course',
    columns: '(courseid text PRIMARY KEY, version int, info blob)',
  },
  {
    number: 9,
    table: 'laurel_structure',
    columns: `(courseid text, version int, tree blob, info blob,
      PRIMARY KEY (courseid, version))`,
  },
  { number: 10, table: 'laurel_batch', columns: '(batchid text PRIMARY KEY, record blob)' },
  { number: 11, table: 'laurel_template', columns: '(hash text PRIMARY KEY, content blob)' },
  {
    number: 12,
    table: 'laurel_catalogue_change',
    columns: `(day int, changedat bigint, kind text, id text,
      PRIMARY KEY (day, changedat, kind, id))
      WITH default_time_to_live = ${String(CHANGES_LIFE_SECONDS)} AND ${SHORT_LIVED}`,
  },
  {
    number: 13,
    table: 'laurel_dead_letter',
    columns: '(source text, position text, letter blob, PRIMARY KEY ((source, position)))',
  },
  {
    number: 14,
    table: 'laurel_report_request',
    columns: '(tag text, requestid text, request blob, PRIMARY KEY (tag, requestid))',
  },
  {
    number: 15,
    table: 'laurel_lease',
    columns: '(shard int PRIMARY KEY, owner text, address text, until bigint, watermark bigint)',
  },
  {
    number: 16,
    table: 'laurel_member',
    columns: `(name text PRIMARY KEY, address text, seenat bigint) WITH ${SHORT_LIVED}`,
  },
  {
    number: 17,
    table: 'laurel_bar',
    columns: `(shard int, name text, detail text, PRIMARY KEY (shard, name)) WITH ${SHORT_LIVED}`,
  },
  {
    number: 18,
    table: 'laurel_report_open',
    columns: `(bucket int, tag text, requestid text, PRIMARY KEY (bucket, tag, requestid))
      WITH ${SHORT_LIVED}`,
  },
  { number: 19, table: 'laurel_reissue_job', columns: '(id text PRIMARY KEY, job blob)' },
  { number: 20, table: 'laurel_roster', column: 'state', type: 'blob' },
];

/** How the copies of a keyspace are spread, as CQL has it. */
export const ONE_COPY = "{'class': 'SimpleStrategy', 'replication_factor': 1}";

/** Makes the keyspace when it is missing; `replication` is the map of CQL's `WITH replication`. */
export const createKeyspace = (session: Session, replication: string): Stored<void> =>
  session.define(
    `CREATE KEYSPACE IF NOT EXISTS ${session.keyspace} WITH replication = ${replication}`,
  );

/** What the keyspace lacks: names of Laurel's tables, and of columns as `table.column`. */
export async function missingParts(session: Session): Stored<readonly string[]> {
  const [tables, columns] = [await names(session, 'tables'), await names(session, 'columns')];
  if (!tables.ok) return tables;
  if (!columns.ok) return columns;
  const there = new Set([...tables.value, ...columns.value]);
  return ok(MIGRATIONS.map(nameOf).filter((name) => !there.has(name)));
}

const nameOf = (migration: Migration): string =>
  'column' in migration ? `${migration.table}.${migration.column}` : migration.table;

async function names(session: Session, of: 'tables' | 'columns'): Stored<readonly string[]> {
  const column = of === 'columns' ? ', column_name' : '';
  const found = await session.read({
    query: `SELECT table_name${column} FROM system_schema.${of} WHERE keyspace_name = ?`,
    params: [session.keyspace],
  });
  if (!found.ok) return found;
  const parts = found.value.map((row) => [row['table_name'], row['column_name']] as const);
  return ok(parts.map(([table, name]) => [table, name].filter(Boolean).join('.')));
}

/** Makes what is missing, in the order of the numbers. */
export async function migrate(session: Session): Stored<void> {
  const missing = await missingParts(session);
  if (!missing.ok) return missing;
  for (const migration of MIGRATIONS) {
    const name = nameOf(migration);
    if (!missing.value.includes(name)) continue;
    const made = await session.define(statementOf(session.keyspace, migration));
    if (made.ok || (await isThere(session, name))) continue;
    const detail = `migration ${String(migration.number)} (${name}): ${made.error.detail}`;
    return err({ ...made.error, detail });
  }
  return ok(undefined);
}

/** Only Cassandra 4.1 and later know `ADD IF NOT EXISTS`. */
const statementOf = (keyspace: string, migration: Migration): string =>
  'column' in migration
    ? `ALTER TABLE ${keyspace}.${migration.table} ADD ${migration.column} ${migration.type}`
    : `CREATE TABLE IF NOT EXISTS ${keyspace}.${migration.table} ${migration.columns}`;

/** Whether a process that started at the same time was quicker. */
async function isThere(session: Session, name: string): Promise<boolean> {
  const missing = await missingParts(session);
  return missing.ok && !missing.value.includes(name);
}
