/**
 * Snapshots whose course structure this process knows: another one may have written them under a
 * structure that was published a moment ago. Without it they would look damaged.
 */
import type { EnrolmentKey } from '../domain/ids.js';
import type { BatchView, SnapshotRow, SnapshotStore } from '../persistence/ports.js';
import { unseal } from '../persistence/snapshot.js';

/** Resolves when a structure can be looked up, as far as there is one. */
export type Knows = (key: EnrolmentKey, version: number) => Promise<void>;

/** The same store; what it reads is given out once its structure is known. */
export function withKnownStructures(snapshots: SnapshotStore, knows: Knows): SnapshotStore {
  const known = async (key: EnrolmentKey, bytes: Uint8Array): Promise<void> => {
    const sealed = unseal(key, bytes);
    if (sealed.ok && sealed.value.version !== 0) await knows(key, sealed.value.version);
  };
  async function* each(rows: AsyncIterable<SnapshotRow>): AsyncGenerator<SnapshotRow> {
    for await (const row of rows) {
      await known(row.key, row.bytes);
      yield row;
    }
  }
  return {
    ...snapshots,
    load: async (key) => {
      const loaded = await snapshots.load(key);
      if (loaded.ok && loaded.value !== null) await known(key, loaded.value.bytes);
      return loaded;
    },
    loadLearner: async (learner) => {
      const rows = await snapshots.loadLearner(learner);
      if (rows.ok) for (const { key, bytes } of rows.value) await known(key, bytes);
      return rows;
    },
    openBatch: (course, batch): BatchView => {
      const view = snapshots.openBatch(course, batch);
      return {
        rows: () => each(view.rows()),
        glances: null,
        attempts: (learners) => view.attempts(learners),
        close: () => view.close(),
      };
    },
    scanCourse: (course) => each(snapshots.scanCourse(course)),
  };
}
