/**
 * A batch read from its row of `course_batch`, with its certificate templates.
 *
 * - B1 The timestamp of a date goes before its text twin; a day is the day in the installation's
 *   zone.
 * - B2 A template whose criteria cannot be read is named and left out: it must not certify, and
 *   the others do not depend on it (`reference/jobs.md` 2.2).
 *
 * Source: `reference/lms.md` 3.4, 3.6 and 5.1.
 */
import type { Batch, Day } from '../../domain/batch.js';
import { NEVER, parseBatchId, parseCourseId, parseTemplateId } from '../../domain/ids.js';
import type { Criteria, Signatory, Template } from '../../domain/template.js';
import { entriesIn, instantIn, instantOf, isRecord, listIn, parsedJson, textIn } from './cell.js';
import type { CourseBatchRow, RowZone, StoredRow } from './rows.js';

/** Reads the criteria of a template, already parsed from JSON; `null` = they are none. */
export type ReadCriteria = (criteria: unknown) => Criteria | null;

export interface AdoptedBatch {
  readonly batch: Batch;
  /** Ids of the templates that were left out. */
  readonly refused: readonly string[];
}

/** The batch of a row; `null` when its ids cannot be such. */
export function batchFromRow(
  row: StoredRow,
  zone: RowZone,
  readCriteria: ReadCriteria,
): AdoptedBatch | null {
  const course = parseCourseId(row['courseid']);
  const batch = parseBatchId(row['batchid']);
  if (!course.ok || !batch.ok) return null;
  const templates = entriesIn(row, 'cert_templates').map(
    ([id, fields]) => [id, templateOf(id, fields, readCriteria)] as const,
  );
  const read = templates.filter(([, template]) => template !== null);
  return {
    batch: {
      batch: batch.value,
      course: course.value,
      name: textIn(row, 'name'),
      description: textIn(row, 'description'),
      enrolmentType: textIn(row, 'enrollmenttype'),
      startDate: dayIn(row, zone, 'start_date', 'startdate') ?? '',
      endDate: dayIn(row, zone, 'end_date', 'enddate'),
      enrolmentEndDate: dayIn(row, zone, 'enrollment_enddate', 'enrollmentenddate'),
      createdBy: textIn(row, 'createdby'),
      createdFor: textsIn(row, 'createdfor'),
      mentors: textsIn(row, 'mentors'),
      createdAt: instantIn(row, 'created_date', 'createddate'),
      updatedAt: instantIn(row, 'updated_date', 'updateddate'),
      templates: Object.fromEntries(read) as Batch['templates'],
    },
    refused: templates.filter(([, template]) => template === null).map(([id]) => id),
  };
}

/** A text that is a day already is that day in every zone. */
function dayIn(
  row: StoredRow,
  zone: RowZone,
  column: keyof CourseBatchRow,
  twin: keyof CourseBatchRow,
): Day | null {
  for (const cell of [row[column], row[twin]]) {
    if (typeof cell === 'string' && /^\d{4}-\d\d-\d\d$/.test(cell)) return cell;
    const at = instantOf(cell);
    if (at !== NEVER) return zone.dayOf(at);
  }
  return null;
}

const textsIn = (row: StoredRow, column: string): string[] =>
  listIn(row, column).filter((text) => typeof text === 'string');

/** Kept for readers as they were, parsed from their JSON text. */
const EXTRAS = [
  ...['criteria', 'notifyTemplate', 'additionalProps', 'previewUrl', 'data'],
  ...['layout', 'language', 'title', 'texts', 'colours', 'sealed', 'warnings'],
];

function templateOf(id: string, cell: unknown, readCriteria: ReadCriteria): Template | null {
  const fields = Object.fromEntries(entriesIn({ cell }, 'cell'));
  const template = parseTemplateId(id);
  const criteria = readCriteria(parsedJson(fields['criteria']));
  if (!template.ok || criteria === null) return null;
  const issuer = parsedJson(fields['issuer']);
  const part: StoredRow = isRecord(issuer) ? issuer : {};
  return {
    template: template.value,
    name: textIn(fields, 'name') || template.value,
    url: textIn(fields, 'url'),
    criteria,
    issuer: { name: textIn(part, 'name'), url: textIn(part, 'url') },
    signatories: signatoriesOf(fields['signatoryList']),
    extras: { ...extrasOf(fields), ...(saysMore(part) && { issuer }) },
  };
}

/** An issuer is kept as it was where it says more than a certificate prints, e.g. public keys. */
const saysMore = (issuer: StoredRow): boolean =>
  Object.keys(issuer).some((name) => name !== 'name' && name !== 'url');

function signatoriesOf(cell: unknown): Signatory[] {
  const list = parsedJson(cell);
  return (Array.isArray(list) ? list : []).filter(isRecord).map((entry) => ({
    name: textIn(entry, 'name'),
    id: textIn(entry, 'id'),
    designation: textIn(entry, 'designation'),
    image: textIn(entry, 'image'),
  }));
}

function extrasOf(fields: StoredRow): Record<string, unknown> {
  const kept = EXTRAS.map((name) => [name, parsedJson(fields[name]) ?? fields[name]] as const);
  return Object.fromEntries(kept.filter(([, value]) => (value ?? null) !== null));
}
