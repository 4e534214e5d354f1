/**
 * What the console reads of an embedded store: batches at a glance, in one read transaction each,
 * and enrolments as they are durable. Part of the composition root.
 */
import type { CourseId } from './domain/ids.js';
import { ok } from './domain/result.js';
import type { Catalogue } from './engine.js';
import type { ConsoleReads } from './gateway/console-reads.js';
import { contentTable, type ContentTable } from './persistence/packed-enrolment.js';
import type { Store } from './persistence/ports.js';
import { decodeSnapshot } from './persistence/snapshot.js';
import { storedGlances } from './persistence/stored-glances.js';

type Tables = (course: CourseId, version: number) => ContentTable | null;

export function consoleReads(
  { snapshots, users }: Pick<Store, 'snapshots' | 'users'>,
  catalogue: Pick<Catalogue, 'tree'>,
): ConsoleReads {
  const tables: Tables = (course, version) => {
    const tree = catalogue.tree(course, version);
    return tree === null ? null : contentTable(tree);
  };
  return {
    scan: async ({ course, batch }, lens, show, goOn) => {
      const view = snapshots.openBatch(course, batch);
      try {
        const tableOf = (version: number): ContentTable | null => tables(course, version);
        const glances = view.glances?.(tableOf) ?? storedGlances({ view, users, tableOf });
        return await glances(lens, show, () => Promise.resolve(goOn()));
      } finally {
        view.close();
      }
    },
    enrolment: async (key) => {
      const loaded = await snapshots.load(key);
      if (!loaded.ok) return loaded;
      if (loaded.value === null) return ok(null);
      return decodeSnapshot(key, loaded.value.bytes, ({ course }, v) => tables(course, v));
    },
  };
}
