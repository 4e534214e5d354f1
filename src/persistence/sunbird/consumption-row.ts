/**
 * A learner's work on one content and its row of `user_content_consumption`.
 *
 * - U1 The status is always written (Q4): a row without one later reads as started.
 * - U2 A stored completion is one that was seen: its bit lies inside the counts, so that the same
 *   completion told again counts nothing (design 2). Counts that no completion explains stay.
 *
 * Source: `reference/lms.md` 1.6 and 5.1, `reference/jobs.md` 1.5.
 */
import {
  completedCount,
  sameContent,
  viewCount,
  type ContentState,
  type ContentStatus,
} from '../../domain/content.js';
import {
  NEVER,
  compareText,
  parseContentId,
  type EnrolmentKey,
  type Instant,
} from '../../domain/ids.js';
import { countIn, instantIn, parsedJson, textIn } from './cell.js';
import type { Projection } from './projection.js';
import type { ConsumptionRow, StoredRow } from './rows.js';

/** The rows of the contents that differ between the two states, in order of content id. */
export function consumptionRows(projection: Projection): ConsumptionRow[] {
  const { before, after, columns, now } = projection;
  return [...after.contents.values()]
    .filter((content) => {
      const held = before?.contents.get(content.content);
      return held === undefined || !sameContent(held, content);
    })
    .sort((a, b) => compareText(a.content, b.content))
    .map((content) =>
      columns === 'all'
        ? wholeRow(after.key, content, before?.contents.get(content.content) ?? null, now)
        : countsRow(after.key, content),
    );
}

/** What the jobs write: the times and the progress are the API's. */
const countsRow = (
  { learner, course, batch }: EnrolmentKey,
  content: ContentState,
): Writable<ConsumptionRow> => ({
  userid: learner,
  courseid: course,
  batchid: batch,
  contentid: content.content,
  status: content.status,
  viewcount: viewCount(content),
  completedcount: completedCount(content),
});

/** A row that is being made: one for every content, so that no objects are joined for it. */
type Writable<Row> = { -readonly [Column in keyof Row]: Row[Column] };

/** A completion time that did not change is not written: a stored one may be of another's clock. */
function wholeRow(
  key: EnrolmentKey,
  content: ContentState,
  held: ContentState | null,
  now: Instant,
): ConsumptionRow {
  const { progress, lastAccessAt, lastCompletedAt, details } = content;
  const row = countsRow(key, content);
  row.progress = progress;
  row.last_updated_time = now;
  if (lastAccessAt !== NEVER) row.last_access_time = lastAccessAt;
  if (lastCompletedAt !== (held?.lastCompletedAt ?? NEVER)) {
    row.last_completed_time = lastCompletedAt;
  }
  if (details !== '') row.progressdetails = details;
  return row;
}

/** What else is known when a row is read. */
export interface ReadContext {
  /** When the enrolment was completed, as its row says; `NEVER` = it is not. */
  readonly completedAt: Instant;
  /** Stands for times that no column tells. */
  readonly readAt: Instant;
}

/** What a stored row says of its content; `null` when its id cannot be one. */
export function contentOfRow(row: StoredRow, context: ReadContext): ContentState | null {
  const content = parseContentId(row['contentid']);
  if (!content.ok) return null;
  const status = statusOf(row);
  const completedAt = status === 2 ? completionOf(row, context) : NEVER;
  const lastAccessAt = instantIn(row, 'last_access_time', 'lastaccesstime');
  const details = detailsOf(row);
  const touchedAt = lastAccessAt || updatedAt(row) || context.readAt;
  return {
    content: content.value,
    status,
    progress: status === 2 ? 100 : Math.min(countIn(row, 'progress', 0), STARTED_PROGRESS_MAX),
    firstCompletedAt: completedAt === NEVER ? NEVER : Math.max(completedAt, context.completedAt),
    lastCompletedAt: completedAt,
    lastAccessAt,
    ...countsOf(row),
    details,
    detailsAt: details === '' ? NEVER : touchedAt,
  };
}

/** 100 means completed. */
const STARTED_PROGRESS_MAX = 99;

/** Unset reads as started (`reference/jobs.md` 1.5); above 2 is 2. */
function statusOf(row: StoredRow): ContentStatus {
  const status = countIn(row, 'status', 1);
  return status === 0 ? 0 : status === 1 ? 1 : 2;
}

/** C4 of the domain: a completion has a time. The stored one is of the last, never too early. */
function completionOf(row: StoredRow, { completedAt, readAt }: ReadContext): Instant {
  return (
    instantIn(row, 'last_completed_time', 'lastcompletedtime') ||
    instantIn(row, 'last_access_time', 'lastaccesstime') ||
    updatedAt(row) ||
    completedAt ||
    readAt
  );
}

const updatedAt = (row: StoredRow): Instant =>
  instantIn(row, 'last_updated_time', 'lastupdatedtime', 'datetime');

/** U2. A completion was also a view: a row with none has counts from elsewhere. */
function countsOf(
  row: StoredRow,
): Pick<ContentState, 'viewBase' | 'completionBase' | 'completionSeen'> {
  const views = countIn(row, 'viewcount', 0);
  const completions = countIn(row, 'completedcount', 0);
  const seen = views > 0 && completions > 0;
  const bit = seen ? 1 : 0;
  return { viewBase: views - bit, completionBase: completions - bit, completionSeen: seen };
}

/** Readers parse the text: one that is no JSON would fail them, as it fails Sunbird's. */
function detailsOf(row: StoredRow): string {
  const text = textIn(row, 'progressdetails');
  return text !== '' && parsedJson(text) !== undefined ? text : '';
}
