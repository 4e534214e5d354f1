/** Data folders of embedded servers: set up as by an import, and what they hold later. */
import { cp } from 'node:fs/promises';
import { expect } from 'vitest';
import { openLmdbStore } from '../../src/persistence/lmdb/store.js';
import { valueOf } from '../contract/open-store.js';
import { COURSE, type Generated } from '../system/generator.js';
import { file, laurel, pathOf } from '../system/program.js';
import { storedRows } from '../system/stored-rows.js';

/** Folders in which nothing but an import was done, by what was imported. */
const imported = new Map<Generated['imports'], Promise<string>>();

/** A data folder of that name, into which a generated installation was imported. */
export async function install(data: string, imports: Generated['imports']): Promise<void> {
  const name = `imported-${String(imported.size)}`;
  const first = imported.get(imports) ?? importInto(name, imports);
  imported.set(imports, first);
  await cp(pathOf(await first), pathOf(data), { recursive: true });
}

async function importInto(data: string, imports: Generated['imports']): Promise<string> {
  for (const [kind, content] of Object.entries(imports)) {
    const run = await laurel(data, ['import', kind, file(kind, content)]);
    expect(run).toMatchObject({ code: 0, err: '' });
  }
  return data;
}

/** Completed contents of all learners. */
export async function completionsIn(data: string): Promise<number> {
  const rows = await storedRows(pathOf(data), COURSE);
  return [...rows.values()].reduce((sum, row) => sum + row.progress, 0);
}

/** The places that are kept of a topic, by partition. */
export async function placesIn(data: string, topic: string): Promise<Map<number, number>> {
  const opened = openLmdbStore({ folder: pathOf(data), readOnly: true });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const places = await valueOf(opened.value.offsets.of(topic));
  await opened.value.close();
  return new Map(places.map(({ partition, next }) => [partition, Number(next)]));
}
