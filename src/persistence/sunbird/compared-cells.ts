/**
 * The cells of a row that are compared, by column, in a form in which equal values are equal. A row
 * of ours and a stored one are read alike.
 *
 * - C1 Times of writing are no cells here: two writers never agree on them.
 * - C2 A cell reads as it is adopted: a text twin where a time is unset, no count as a count of 0.
 * - C3 Each entry of a map and of `agg_details` is a cell of its own, `column[entry]`.
 * - C4 That certificates stand in `agg_details` is an addition of ours (design 8): a list without
 *   any says nothing about certificates, which `issued_certificates` tells.
 */
import { completedCount, viewCount } from '../../domain/content.js';
import { NEVER } from '../../domain/ids.js';
import { attemptOfRow } from './assessment-row.js';
import {
  entriesIn,
  instantIn,
  isRecord,
  listIn,
  numberOf,
  parsedJson,
  textIn,
  textsOf,
} from './cell.js';
import { contentOfRow } from './consumption-row.js';
import { instantOfDateText } from './date-text.js';
import { completionOfRow, membershipOfRow } from './enrolment-row.js';
import type { RowZone, StoredRow } from './rows.js';

/** Times are milliseconds; `null` = unset. */
export type Cell = string | number | boolean | null;
export type Cells = Readonly<Record<string, Cell>>;

/** `jobs`: only the columns that jobs write; the others are an API's. */
export type ComparedColumns = 'all' | 'jobs';

/** Of `user_content_consumption`. */
export function consumptionCells(row: StoredRow, columns: ComparedColumns): Cells {
  const content = contentOfRow(row, { completedAt: NEVER, readAt: NEVER });
  if (content === null) return {};
  const counts = {
    status: content.status,
    viewcount: viewCount(content),
    completedcount: completedCount(content),
  };
  if (columns === 'jobs') return counts;
  return {
    ...counts,
    progress: content.progress,
    last_access_time: content.lastAccessAt || null,
    last_completed_time: content.lastCompletedAt || null,
    progressdetails: content.details || null,
  };
}

/** Of `user_enrolments`; none of a row that stands for no enrolment. */
export function enrolmentCells(row: StoredRow, columns: ComparedColumns): Cells {
  const membership = membershipOfRow(row);
  if (membership === null) return {};
  const derived = {
    status: completionOfRow(row).completed ? 2 : numberOf(row['status']) || null,
    progress: numberOf(row['progress']) || null,
    completedon: instantIn(row, 'completedon') || null,
    ...numberCells('contentstatus', entriesIn(row, 'contentstatus')),
    ...certificateCells(row),
  };
  if (columns === 'jobs') return derived;
  return {
    ...derived,
    active: membership.active,
    enrolled_date: membership.enrolledAt || null,
    addedby: membership.addedBy || null,
    lastreadcontentid: textIn(row, 'lastreadcontentid') || null,
    lastreadcontentstatus: numberOf(row['lastreadcontentstatus']),
    lastcontentaccesstime: instantIn(row, 'lastcontentaccesstime') || null,
  };
}

/** Of `user_activity_agg`; a count of nothing is as good as none. */
export function activityCells(row: StoredRow, zone: RowZone): Cells {
  const totals = new Map([...entriesIn(row, 'agg'), ...entriesIn(row, 'aggregates')]);
  const counted = [...totals].filter(([key, count]) => key !== COMPLETED || numberOf(count) !== 0);
  return { ...numberCells('aggregates', counted), ...detailCells(row, zone) };
}

/** Of `assessment_aggregator`; `question` by the hash of the answers, `null` = none are known. */
export function assessmentCells(row: StoredRow): Cells {
  const attempt = attemptOfRow(row);
  if (attempt === null) return {};
  return {
    last_attempted_on: attempt.attemptedAt || null,
    total_score: attempt.score,
    total_max_score: attempt.maxScore,
    grand_total: textIn(row, 'grand_total') || null,
    question: attempt.payloadHash || null,
  };
}

/** The cell that counts the completed contents of an activity. */
export const COMPLETED_CELL = 'aggregates[completedCount]';

const COMPLETED = 'completedCount';

const numberCells = (column: string, entries: readonly (readonly [string, unknown])[]): Cells =>
  Object.fromEntries(entries.map(([key, value]) => [`${column}[${key}]`, numberOf(value)]));

/** By name, since one name is listed once. */
function certificateCells(row: StoredRow): Cells {
  const entries = listIn(row, 'issued_certificates').map(textsOf);
  return Object.fromEntries(
    entries.map((entry) => [`issued_certificates[${entry['name'] ?? ''}]`, sortedText(entry)]),
  );
}

const sortedText = (entry: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(entry).sort()));

/** C4. Dates are compared as instants, as releases of Java spell them differently. */
function detailCells(row: StoredRow, zone: RowZone): Cells {
  const details = listIn(row, 'agg_details').map(parsedJson).filter(isRecord);
  return Object.fromEntries(
    details.map((detail) => {
      const { identifier, content_id, attempt_id } = textsOf(detail);
      if (detail['type'] === 'certificate') {
        return [`${CERTIFICATE_CELL}${identifier ?? ''}]`, sortedText(textsOf(detail))];
      }
      const at = instantOfDateText(detail['last_attempted_on'], zone);
      const scores = [numberOf(detail['score']), numberOf(detail['max_score'])];
      return [
        `agg_details[${content_id ?? ''}/${attempt_id ?? ''}]`,
        JSON.stringify([...scores, at]),
      ];
    }),
  );
}

/** How cells of certificates in `agg_details` begin. */
export const CERTIFICATE_CELL = 'agg_details[certificate ';
