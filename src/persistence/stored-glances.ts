/**
 * Glances at the learners of a batch in stores that answer rows and user entries: Cassandra beside
 * Redis, memory. Users of one chunk are looked up while the snapshots of the next are read.
 */
import { MalformedBytes } from './byte-reader.js';
import { EnrolmentGlance } from './enrolment-glance.js';
import { err, ok } from '../domain/result.js';
import type { BatchView, SnapshotRow, StoreError, Stored, UserStore } from './ports.js';
import type { ScanGlances, TableOfVersion } from './report-ports.js';
import { enrolmentText } from './snapshot.js';
import { UserGlance } from './user-glance.js';
import type { UserEntry } from '../domain/certificate.js';

/** Learners held at a time, twice: those that are shown and those that are read meanwhile. */
const LEARNERS_PER_CHUNK_MAX = 1_000;

export interface StoredBatch {
  readonly view: Pick<BatchView, 'rows'>;
  readonly users: Pick<UserStore, 'users'>;
  readonly tableOf: TableOfVersion;
}

/** A chunk of the batch with its users; `null` = there is no further one. */
type Chunk = Stored<{
  readonly rows: readonly SnapshotRow[];
  readonly users: readonly (UserEntry | null)[];
} | null>;

/** Scans one batch. What the scan of the rows throws is thrown. */
export const storedGlances =
  ({ view, users, tableOf }: StoredBatch): ScanGlances =>
  async (lens, show, turn) => {
    const enrolment = new EnrolmentGlance(lens, tableOf);
    const profile = new UserGlance(lens.fields);
    const rows = view.rows()[Symbol.asyncIterator]();
    try {
      let next = chunkOf(rows, users, lens.fields);
      for (;;) {
        const chunk = await next;
        if (!chunk.ok) return chunk;
        if (chunk.value === null) return ok(undefined);
        next = chunkOf(rows, users, lens.fields);
        next.catch(ignore);
        for (const [i, { key, bytes }] of chunk.value.rows.entries()) {
          const keyBytes = Buffer.from(enrolmentText(key));
          const fault = readRow(enrolment, keyBytes, bytes);
          if (fault !== null) return err(fault);
          profile.readEntry(chunk.value.users[i] ?? null);
          const learner = { bytes: keyBytes, from: 0, to: Buffer.byteLength(key.learner) };
          show({ learner, enrolment, profile });
        }
        if (!(await turn())) return ok(undefined);
      }
    } finally {
      await rows.return?.();
    }
  };

async function chunkOf(
  rows: AsyncIterator<SnapshotRow>,
  users: Pick<UserStore, 'users'>,
  fields: readonly string[],
): Chunk {
  const held: SnapshotRow[] = [];
  while (held.length < LEARNERS_PER_CHUNK_MAX) {
    const next = await rows.next();
    if (next.done === true) break;
    held.push(next.value);
  }
  if (held.length === 0) return ok(null);
  if (fields.length === 0) return ok({ rows: held, users: [] });
  const found = await users.users(
    held.map(({ key }) => key.learner),
    fields,
  );
  return found.ok ? ok({ rows: held, users: found.value }) : found;
}

function readRow(enrolment: EnrolmentGlance, key: Buffer, bytes: Uint8Array): StoreError | null {
  try {
    enrolment.read(key, bytes);
    return null;
  } catch (error) {
    if (!(error instanceof MalformedBytes)) throw error;
    const name = key.toString().replaceAll('\u0000', '/');
    return { kind: 'damaged', key: name, detail: error.message };
  }
}

/** A failure of a chunk that is waited for is thrown where it is awaited. */
const ignore = (): void => undefined;
