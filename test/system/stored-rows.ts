/** Reads every enrolment of a data folder that no process writes, or of one moment of it. */
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { EnrolmentKey } from '../../src/domain/ids.js';
import { courseProgress } from '../../src/domain/progress.js';
import { CatalogueCache } from '../../src/persistence/catalogue.js';
import { openLmdbStore } from '../../src/persistence/lmdb/store.js';
import { decodeSnapshot } from '../../src/persistence/snapshot.js';

export interface StoredRow {
  readonly batch: string;
  readonly enrolled: boolean;
  readonly progress: number;
  readonly status: number;
  /** Completed contents of each unit. */
  readonly units: readonly number[];
  /** The row as it is stored. */
  readonly bytes: string;
  readonly state: EnrolmentState;
}

/** The rows of a course by learner. */
export async function storedRows(folder: string, course: string): Promise<Map<string, StoredRow>> {
  const opened = openLmdbStore({ folder, readOnly: true });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  const store = opened.value;
  try {
    const catalogue = await CatalogueCache.open(store.catalogue);
    const rows = new Map<string, StoredRow>();
    for await (const { key, bytes } of store.snapshots.scanCourse(
      course as EnrolmentKey['course'],
    )) {
      rows.set(key.learner, storedRow(key, bytes, catalogue));
    }
    return rows;
  } finally {
    await store.close();
  }
}

function storedRow(key: EnrolmentKey, bytes: Uint8Array, catalogue: CatalogueCache): StoredRow {
  const decoded = decodeSnapshot(key, bytes, (k, version) => {
    return catalogue.structure(k.course, version)?.table ?? null;
  });
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
  const state = decoded.value;
  const tree = catalogue.structure(key.course, 0)?.tree ?? null;
  const { completed, status, units } = courseProgress(state, tree);
  return {
    batch: key.batch,
    enrolled: state.membership?.active ?? false,
    progress: completed,
    status,
    units: units.map((unit) => unit.completed),
    bytes: Buffer.from(bytes).toString('hex'),
    state,
  };
}
