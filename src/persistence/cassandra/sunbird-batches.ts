/**
 * Batches in `course_batch`. How a row becomes a batch is `../sunbird/batch-row.ts`, and the
 * reverse `../sunbird/batch-to-row.ts`.
 *
 * - B1 A template that could not be read is left as it is stored when its batch is written; one
 *   that could be read and that the batch no longer has is removed.
 */
import type { Client } from 'cassandra-driver';
import { batchStatus, type Batch, type Day } from '../../domain/batch.js';
import type { BatchId, CourseId } from '../../domain/ids.js';
import { ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';
import { batchFromRow, type AdoptedBatch, type ReadCriteria } from '../sunbird/batch-row.js';
import { batchToRow, type DayZone } from '../sunbird/batch-to-row.js';
import { entriesIn, textsOf } from '../sunbird/cell.js';
import type { CourseBatchRow, StoredRow } from '../sunbird/rows.js';
import { readRows, streamRows, write } from './sunbird-call.js';
import { instant, int, plain, textMapMap } from './sunbird-values.js';
import { writerOf, type TableWrite } from './sunbird-writer.js';

export interface SunbirdBatches {
  /** `null` = there is no such batch. */
  one(course: CourseId, batch: BatchId): Stored<AdoptedBatch | null>;
  ofCourse(course: CourseId): Stored<readonly AdoptedBatch[]>;
  /** All batches in no particular order; throws what the driver throws. */
  all(): AsyncIterable<AdoptedBatch>;
  /** Writes all columns of a batch, with the status that its days mean on the day `today`. */
  put(batch: Batch, today: Day): Stored<void>;
}

export function sunbirdBatches(
  client: Client,
  keyspace: string,
  zone: DayZone,
  readCriteria: ReadCriteria,
): SunbirdBatches {
  const table = `${keyspace}.course_batch`;
  const writer = writerOf(BATCHES, keyspace);
  const read = (row: StoredRow): AdoptedBatch[] => {
    const adopted = batchFromRow(row, zone, readCriteria);
    return adopted === null ? [] : [adopted];
  };
  const rowOf = async (course: CourseId, batch: BatchId): Stored<StoredRow | null> => {
    const query = `SELECT * FROM ${table} WHERE courseid = ? AND batchid = ?`;
    const rows = await readRows(client, query, [course, batch]);
    return rows.ok ? ok(rows.value[0] ?? null) : rows;
  };
  return {
    one: async (course, batch) => {
      const row = await rowOf(course, batch);
      if (!row.ok) return row;
      return ok((row.value === null ? [] : read(row.value))[0] ?? null);
    },
    ofCourse: async (course) => {
      const rows = await readRows(client, `SELECT * FROM ${table} WHERE courseid = ?`, [course]);
      return rows.ok ? ok(rows.value.flatMap(read)) : rows;
    },
    async *all() {
      for await (const row of streamRows(client, `SELECT * FROM ${table}`, [])) yield* read(row);
    },
    put: async (batch, today) => {
      const stored = await rowOf(batch.course, batch.batch);
      if (!stored.ok) return stored;
      const row = batchToRow(batch, batchStatus(batch, today), zone);
      const kept = stored.value === null ? {} : refusedTemplates(stored.value, read(stored.value));
      return write(client, writer({ ...row, cert_templates: { ...kept, ...row.cert_templates } }));
    },
  };
}

/** B1. */
function refusedTemplates(
  row: StoredRow,
  [adopted]: readonly AdoptedBatch[],
): Record<string, Record<string, string>> {
  const refused = entriesIn(row, 'cert_templates').filter(([id]) => adopted?.refused.includes(id));
  return Object.fromEntries(refused.map(([id, columns]) => [id, textsOf(columns)]));
}

const BATCHES: TableWrite<CourseBatchRow> = {
  table: 'course_batch',
  key: ['courseid', 'batchid'],
  set: [
    ['name', plain],
    ['description', plain],
    ['enrollmenttype', plain],
    ['status', int],
    ['createdby', plain],
    ['createdfor', plain],
    ['mentors', plain],
    ['start_date', instant],
    ['end_date', instant],
    ['enrollment_enddate', instant],
    ['created_date', instant],
    ['updated_date', instant],
    ['cert_templates', textMapMap],
  ],
  merged: [],
};
