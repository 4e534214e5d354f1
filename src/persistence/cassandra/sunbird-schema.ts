/**
 * Makes Sunbird's tables where they are missing, and says what keeps an existing keyspace from
 * being used.
 *
 * - M1 Everything may be repeated, also by several processes at once.
 * - M2 An existing table only ever gains columns, under the names and types of Sunbird's own
 *   migrations. Nothing is dropped, renamed or retyped.
 * - M3 A keyspace with something other than expected is refused as a whole and left as it is: the
 *   newest release renames key columns (design 8, "Generation"), and rows must not be guessed.
 *
 * Source: `reference/lms.md` 5.1-5.3.
 */
import type { Client } from 'cassandra-driver';
import { err, ok, type Result } from '../../domain/result.js';
import type { Stored, StoreError } from '../ports.js';
import { write } from './sunbird-call.js';
import { inspectTables, type SchemaFinding } from './sunbird-schema-check.js';
import { QUESTION_TYPE, type TableShape } from './sunbird-tables.js';

/** What became of a keyspace. */
export type SchemaOutcome =
  /** The statements that were executed; none where nothing was missing. */
  | { readonly kind: 'ready'; readonly executed: readonly string[] }
  /** Nothing was changed (M3). */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** Makes a keyspace if there is none, for tests and trials; an operator makes it by datacentre. */
export const createKeyspace = (client: Client, keyspace: string, replicas: number): Stored<void> =>
  write(client, {
    query:
      `CREATE KEYSPACE IF NOT EXISTS ${keyspace} WITH replication = ` +
      `{'class': 'SimpleStrategy', 'replication_factor': ${String(replicas)}}`,
    params: [],
  });

/** Makes what a keyspace lacks of Sunbird's type, tables and columns (M1-M3). */
export async function completeTables(client: Client, keyspace: string): Stored<SchemaOutcome> {
  const found = await inspectTables(client, keyspace);
  if (!found.ok) return found;
  const reasons = found.value.flatMap((f) => (f.kind === 'unusable' ? [f.reason] : []));
  if (reasons.length > 0) return ok({ kind: 'refused', reasons });
  const lacking = found.value.filter((f) => f.kind !== 'unusable');
  const executed: string[] = [];
  for (const lack of lacking) {
    const query = remedyOf(lack, keyspace);
    const done = await executeOnce(client, keyspace, { lack, query });
    if (!done.ok) return done;
    executed.push(query);
  }
  return ok({ kind: 'ready', executed });
}

type Lack = Exclude<SchemaFinding, { readonly kind: 'unusable' }>;

interface Remedy {
  readonly lack: Lack;
  readonly query: string;
}

/** M1. What fails because another process did it meanwhile is done. */
async function executeOnce(
  client: Client,
  keyspace: string,
  { lack, query }: Remedy,
): Stored<void> {
  const done = await write(client, { query, params: [] });
  if (done.ok) return done;
  const now = await inspectTables(client, keyspace);
  const still = !now.ok || now.value.some((f) => JSON.stringify(f) === JSON.stringify(lack));
  return still ? failed(done.error, query) : ok(undefined);
}

const failed = (error: StoreError, query: string): Result<never, StoreError> =>
  err({ ...error, detail: `${error.detail} (${query})` });

function remedyOf(lack: Lack, keyspace: string): string {
  const type = `${keyspace}.${QUESTION_TYPE.name}`;
  switch (lack.kind) {
    case 'missing-type':
      return `CREATE TYPE IF NOT EXISTS ${type} (${listed(QUESTION_TYPE.fields)})`;
    case 'missing-field':
      return `ALTER TYPE ${type} ADD ${lack.field} ${lack.type}`;
    case 'missing-table':
      return tableText(lack.table, keyspace);
    case 'missing-column':
      return `ALTER TABLE ${keyspace}.${lack.table} ADD ${lack.column} ${lack.type}`;
  }
}

const tableText = ({ name, columns, key }: TableShape, keyspace: string): string =>
  `CREATE TABLE IF NOT EXISTS ${keyspace}.${name} (${listed(columns)}, PRIMARY KEY ${key})`;

const listed = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([column, type]) => `${column} ${type}`)
    .join(', ');
