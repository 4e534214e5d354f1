/**
 * A batch as its row of `course_batch`, with its certificate templates.
 *
 * - B1 What is written is read back by `batch-row.ts` as the same batch.
 * - B2 Days are written as timestamps: a start as the first millisecond of its day, an end as the
 *   last. The text twins stay as they are: readers ask the timestamps first, and services since
 *   V1.120 write no twins. What a batch does not tell is not named, and keeps what is stored; no
 *   end that was set is ever taken away.
 *
 * Source: `reference/lms.md` 3.4-3.6 and 5.1.
 */
import type { Batch, BatchStatus, Day } from '../../domain/batch.js';
import { NEVER, type Instant } from '../../domain/ids.js';
import type { Criteria, Template } from '../../domain/template.js';
import { parsedJson } from './cell.js';
import type { CourseBatchRow, RowZone } from './rows.js';

/** A zone that also knows when a day begins and ends. */
export interface DayZone extends RowZone {
  startOf(day: Day): Instant;
  endOf(day: Day): Instant;
}

/** The row; `status` is what the batch's days mean today. */
export function batchToRow(batch: Batch, status: BatchStatus, zone: DayZone): CourseBatchRow {
  const { endDate, enrolmentEndDate } = batch;
  return {
    courseid: batch.course,
    batchid: batch.batch,
    name: batch.name,
    description: batch.description,
    enrollmenttype: batch.enrolmentType,
    status,
    createdby: batch.createdBy,
    createdfor: batch.createdFor,
    mentors: batch.mentors,
    ...(batch.startDate === '' ? {} : { start_date: zone.startOf(batch.startDate) }),
    ...(endDate === null ? {} : { end_date: zone.endOf(endDate) }),
    ...(enrolmentEndDate === null ? {} : { enrollment_enddate: zone.endOf(enrolmentEndDate) }),
    ...(batch.createdAt === NEVER ? {} : { created_date: batch.createdAt }),
    ...(batch.updatedAt === NEVER ? {} : { updated_date: batch.updatedAt }),
    cert_templates: Object.fromEntries(
      Object.entries(batch.templates).map(([id, template]) => [id, templateColumns(template)]),
    ),
  };
}

/** Objects and lists as JSON text. */
function templateColumns({ extras, ...template }: Template): Record<string, string> {
  const told = Object.entries(extras).filter(([, value]) => (value ?? null) !== null);
  const columns = Object.fromEntries(told.map(([name, value]) => [name, jsonText(value)]));
  return {
    ...columns,
    identifier: template.template,
    name: template.name,
    url: template.url,
    criteria: columns['criteria'] ?? JSON.stringify(criteriaObject(template.criteria)),
    issuer: columns['issuer'] ?? JSON.stringify(template.issuer),
    signatoryList: JSON.stringify(template.signatories),
  };
}

/** A text stays a text, unless it would be read as something else. */
const jsonText = (value: unknown): string =>
  typeof value === 'string' && parsedJson(value) === undefined ? value : JSON.stringify(value);

/** Criteria as a request brings them, of a template that does not keep its own. */
const criteriaObject = ({ enrolmentStatus, score, user }: Criteria): unknown => ({
  ...(enrolmentStatus === null ? {} : { enrollment: { status: enrolmentStatus } }),
  ...(score === null ? {} : { assessment: { score: { [score.operator]: score.percent } } }),
  ...(user === null ? {} : { user }),
});
