/**
 * Compares a keyspace with Sunbird's tables as Laurel reads and writes them. Changes nothing.
 *
 * - K1 Only what a read or a write needs is asked for: columns that nobody names may be missing,
 *   further ones may be there, and a key may have any order that every access works with.
 */
import type { Client } from 'cassandra-driver';
import { ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';
import { listIn, numberOf, textIn } from '../sunbird/cell.js';
import type { StoredRow } from '../sunbird/rows.js';
import { readRows } from './sunbird-call.js';
import {
  QUESTION_TYPE,
  RENAMED_COLUMNS,
  SUNBIRD_TABLES,
  type TableShape,
} from './sunbird-tables.js';

export type SchemaFinding =
  | { readonly kind: 'missing-type' }
  | { readonly kind: 'missing-field'; readonly field: string; readonly type: string }
  | { readonly kind: 'missing-table'; readonly table: TableShape }
  | {
      readonly kind: 'missing-column';
      readonly table: string;
      readonly column: string;
      readonly type: string;
    }
  /** Cannot be made good by adding anything. */
  | { readonly kind: 'unusable'; readonly reason: string };

/** What a keyspace lacks, or has otherwise; nothing = it can be used as it is. */
export async function inspectTables(
  client: Client,
  keyspace: string,
): Stored<readonly SchemaFinding[]> {
  const columns = await readRows(client, COLUMNS_OF, [keyspace]);
  if (!columns.ok) return columns;
  const types = await readRows(client, TYPES_OF, [keyspace]);
  if (!types.ok) return types;
  return ok(compareSchema(columns.value, types.value));
}

const COLUMNS_OF =
  'SELECT table_name, column_name, kind, position, type FROM system_schema.columns ' +
  'WHERE keyspace_name = ?';

const TYPES_OF =
  'SELECT type_name, field_names, field_types FROM system_schema.types WHERE keyspace_name = ?';

/** The findings on a keyspace's rows of `system_schema`, the type's before the tables'. */
export function compareSchema(
  columns: readonly StoredRow[],
  types: readonly StoredRow[],
): SchemaFinding[] {
  return [
    ...typeFindings(types.find((row) => row['type_name'] === QUESTION_TYPE.name)),
    ...SUNBIRD_TABLES.flatMap((table) =>
      tableFindings(
        table,
        columns.filter((row) => row['table_name'] === table.name),
      ),
    ),
  ];
}

function typeFindings(stored: StoredRow | undefined): SchemaFinding[] {
  if (stored === undefined) return [{ kind: 'missing-type' }];
  const types = listIn(stored, 'field_types').map(String);
  const fields = new Map(listIn(stored, 'field_names').map((f, i) => [String(f), types[i] ?? '']));
  return Object.entries(QUESTION_TYPE.fields).flatMap(([field, type]): SchemaFinding[] => {
    const found = fields.get(field);
    if (found === undefined) return [{ kind: 'missing-field', field, type }];
    if (thawed(found) === thawed(type)) return [];
    return [unusable(`${QUESTION_TYPE.name}.${field} is of type ${found} and not ${type}`)];
  });
}

/** Inside a frozen value everything is frozen, whether it says so or not. */
const thawed = (type: string): string => type.replace(/frozen<|[> ]/g, '');

function tableFindings(table: TableShape, columns: readonly StoredRow[]): SchemaFinding[] {
  if (columns.length === 0) return [{ kind: 'missing-table', table }];
  const types = new Map(columns.map((row) => [textIn(row, 'column_name'), textIn(row, 'type')]));
  const renamed = Object.entries(RENAMED_COLUMNS[table.name] ?? {}).filter(
    ([old, name]) => !types.has(old) && types.has(name),
  );
  if (renamed.length > 0) return [ofNewestRelease(table.name, renamed)];
  const key = keyOf(columns);
  if (key !== table.key && !table.otherKeys.includes(key)) {
    return [unusable(`${table.name} has the primary key ${key} and not ${table.key}`)];
  }
  return columnFindings(table, types);
}

function columnFindings(
  { name, columns, optional }: TableShape,
  types: ReadonlyMap<string, string>,
): SchemaFinding[] {
  return Object.entries(columns).flatMap(([column, type]): SchemaFinding[] => {
    const found = types.get(column);
    if (found === undefined) {
      return optional.includes(column)
        ? []
        : [{ kind: 'missing-column', table: name, column, type }];
    }
    if (found === type || optional.includes(column)) return [];
    return [unusable(`${name}.${column} is of type ${found} and not ${type}`)];
  });
}

const ofNewestRelease = (
  table: string,
  renamed: readonly (readonly [old: string, name: string])[],
): SchemaFinding => {
  const names = renamed.map(([old, name]) => `${name} for ${old}`).join(', ');
  return unusable(
    `${table} is of Sunbird's newest schema (${names}), which the jobs and services that Laurel ` +
      'works with cannot use either: nothing is written to it',
  );
};

const unusable = (reason: string): SchemaFinding => ({ kind: 'unusable', reason });

/** The primary key as `TableShape` spells it. */
function keyOf(columns: readonly StoredRow[]): string {
  const part = (kind: string): string[] =>
    columns
      .filter((row) => row['kind'] === kind)
      .sort((a, b) => (numberOf(a['position']) ?? 0) - (numberOf(b['position']) ?? 0))
      .map((row) => textIn(row, 'column_name'));
  return `(${[`(${part('partition_key').join(', ')})`, ...part('clustering')].join(', ')})`;
}
