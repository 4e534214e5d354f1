/**
 * Looks into a stopped server's data folder below its store: counts rows, damages one, and takes
 * all of a table away.
 */
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';

/** Rows in a table of a data folder. */
export function rowCount(folder: string, table: string): Promise<number> {
  return within(folder, table, (rows) => rows.getKeysCount());
}

/** Flips one bit of the last byte of a learner's snapshot. */
export function damageSnapshot(folder: string, ids: readonly string[]): Promise<void> {
  return within(folder, 'snapshot', async (rows) => {
    const key = Buffer.from(ids.join('\u0000'));
    const bytes = Buffer.from(rows.get(key)!);
    bytes[bytes.length - 1]! ^= 1;
    await rows.put(key, bytes);
  });
}

/** Takes every row of a table away. */
export function emptyTable(folder: string, table: string): Promise<void> {
  return within(folder, table, (rows) => rows.clearAsync());
}

async function within<T>(
  folder: string,
  name: string,
  work: (rows: Database<Buffer, Buffer>) => T | Promise<T>,
): Promise<T> {
  const root: RootDatabase = open({ path: join(folder, 'laurel.mdb'), maxDbs: 32 });
  try {
    return await work(root.openDB({ name, encoding: 'binary', keyEncoding: 'binary' }));
  } finally {
    await root.close();
  }
}
