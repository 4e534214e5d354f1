/**
 * A batch as others search it: its document in the index `course-batch`, and its entry among the
 * `batches` of the content that it is a batch of. Pure; who writes them where is `services/`.
 *
 * - D1 Of two documents of one batch the later state has the higher version: a change has a later
 *   time, and between changes the status only grows with the calendar.
 * - D2 The version is that of the state: the same state again is the same version.
 *
 * Source: `reference/lms.md` 3.4-3.6; of the entry also upstream's `CourseBatchStatusUpdaterJob`,
 * which leaves out the batches that have ended.
 */
import { batchStatus, type Batch, type Day } from '../domain/batch.js';
import { batchView } from './batch-view.js';
import { dayBefore, type Zone } from './zone.js';

export interface BatchDocument {
  readonly id: string;
  readonly version: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A time in milliseconds leaves room for three statuses below 2^53 for two hundred centuries. */
const STATUSES = 4;

/** The document as the LMS saves it: what readers see without what reading adds. */
export function batchDocument(batch: Batch, today: Day, zone: Zone): BatchDocument {
  const view = Object.entries(batchView(batch, today, zone));
  const fields = Object.fromEntries(view.filter(([name]) => name !== 'collectionId'));
  const version = batch.updatedAt * STATUSES + batchStatus(batch, today);
  return { id: batch.batch, version, fields };
}

/** The entries of the batches of one content that have not ended, by batch id. */
export function batchEntries(batches: readonly Batch[], today: Day): Record<string, unknown>[] {
  return batches
    .filter((batch) => batchStatus(batch, today) < 2)
    .sort((a, b) => (a.batch < b.batch ? -1 : 1))
    .map((batch) => batchEntry(batch, today));
}

const batchEntry = (batch: Batch, today: Day): Record<string, unknown> => ({
  batchId: batch.batch,
  name: batch.name,
  createdFor: batch.createdFor,
  startDate: batch.startDate,
  endDate: batch.endDate,
  enrollmentType: batch.enrolmentType,
  status: batchStatus(batch, today),
  enrollmentEndDate:
    batch.enrolmentEndDate ?? (batch.endDate === null ? null : dayBefore(batch.endDate)),
});
