/**
 * The one statement that writes rows of a table, whatever columns they name: a column that a row
 * does not name is bound as unset, which leaves it alone and makes no tombstone.
 */
import type { Statement } from './statement.js';
import type { Bind } from './sunbird-values.js';

/** How a table is written: its key, and the columns that rows may name. */
export interface TableWrite<Row> {
  readonly table: string;
  readonly key: readonly (keyof Row & string)[];
  readonly set: readonly (readonly [column: keyof Row & string, bind: Bind])[];
  /** Maps that are merged into what is stored. */
  readonly merged: readonly (keyof Row & string)[];
}

/** Makes the statements of rows of a keyspace's table. */
export function writerOf<Row>(write: TableWrite<Row>, keyspace: string): (row: Row) => Statement {
  const { table, key, set } = write;
  const sets = set.map(([column]) =>
    write.merged.includes(column) ? `${column} = ${column} + ?` : `${column} = ?`,
  );
  const where = key.map((column) => `${column} = ?`).join(' AND ');
  const query = `UPDATE ${keyspace}.${table} SET ${sets.join(', ')} WHERE ${where}`;
  return (row) => {
    const params: unknown[] = [];
    for (const [column, bind] of set) params.push(bind(row[column]));
    for (const column of key) params.push(row[column]);
    return { query, params };
  };
}
