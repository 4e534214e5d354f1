/**
 * Reads requests that change a batch, and makes the changed batch of the stored one. Pure.
 *
 * - U1 Who may change a batch is judged by its stored creator and mentors (L6), after the dates,
 *   as upstream.
 * - U2 `status` is checked and otherwise ignored, since it follows from the dates.
 *
 * Source: `reference/lms.md` 3.4; design 8, L6.
 */
import type { Batch, Day } from '../domain/batch.js';
import {
  parseBatchId,
  parseCourseId,
  type BatchId,
  type CourseId,
  type Instant,
} from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { changedDates, parseUpdateDates, type BatchDates } from './batch-dates.js';
import { missingParameter } from './batch-request.js';
import {
  parseBatchTexts,
  parseEnrolmentType,
  participantsFault,
  type BatchTexts,
} from './batch-texts.js';
import { fault, type Fault } from './fault.js';
import { firstOf, idOf, invalidValue, isBlank, own, requestOf, type Fields } from './wire.js';

/** What is asked for; `null` = stays as it is. */
export interface BatchChange {
  readonly batch: BatchId;
  readonly course: CourseId;
  readonly dates: BatchDates;
  readonly enrolmentType: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly createdFor: readonly string[] | null;
  readonly mentors: readonly string[] | null;
}

/** Reads `{request:{id, courseId|collectionId, startDate, ...}}`. */
export function parseBatchChange(body: unknown, today: Day): Result<BatchChange, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  const broken = brokenRule(fields);
  if (broken !== null) return err(broken);
  const dates = parseUpdateDates(fields, today);
  if (!dates.ok) return dates;
  const texts = parseBatchTexts(fields);
  if (!texts.ok) return texts;
  const unwanted = participantsFault(fields);
  if (unwanted !== null) return err(unwanted);
  // The id is mandatory, yet a `batchId` beside it is what counts, as upstream.
  const batch = idOf(firstOf(fields, 'batchId', 'id'), 'id', parseBatchId);
  if (!batch.ok) return batch;
  const course = idOf(firstOf(fields, 'courseId', 'collectionId'), 'courseId', parseCourseId);
  if (!course.ok) return course;
  const named = namedTexts(fields, texts.value);
  return ok({ batch: batch.value, course: course.value, dates: dates.value, ...named });
}

export interface BatchUpdateContext {
  readonly today: Day;
  readonly now: Instant;
  /** The caller; '' = nobody. */
  readonly caller: string;
  /** May change any batch. */
  readonly system: boolean;
  /** Whether the catalogue has the course, published and with leaf nodes. */
  readonly isPublished: (course: CourseId) => boolean;
}

/** The stored batch with the changes. */
export function changedBatch(
  change: BatchChange,
  stored: Batch,
  ctx: BatchUpdateContext,
): Result<Batch, Fault> {
  const dates = changedDates(stored, change.dates, ctx.today);
  if (!dates.ok) return dates;
  if (!ctx.isPublished(stored.course)) return err(fault('INVALID_COURSE_ID'));
  const owners = [stored.createdBy, ...stored.mentors];
  if (!ctx.system && !owners.includes(ctx.caller)) return err(fault('UNAUTHORIZED_USER'));
  return ok({
    ...stored,
    ...dates.value,
    name: change.name ?? stored.name,
    description: change.description ?? stored.description,
    createdFor: change.createdFor ?? stored.createdFor,
    mentors: change.mentors ?? stored.mentors,
    enrolmentType: change.enrolmentType ?? stored.enrolmentType,
    updatedAt: ctx.now,
  });
}

/** The controller's rules before the dates, in upstream's order. */
function brokenRule(fields: Fields): Fault | null {
  const missing = missingParameter(fields, []);
  if (missing !== null) return missing;
  const status = own(fields, 'status') ?? null;
  if (status !== null && !STATUSES.has(status)) return fault('INVALID_PROGRESS_STATUS');
  const name = own(fields, 'name');
  if (name !== undefined && isBlank(name)) return invalidValue(name, 'name');
  if (Object.hasOwn(fields, 'enrollmentType')) {
    const type = parseEnrolmentType(own(fields, 'enrollmentType'));
    if (!type.ok) return type.error;
  }
  return missingParameter(fields, ['id']);
}

/** Numbers may come as text. */
const STATUSES: ReadonlySet<unknown> = new Set([0, 1, 2, '0', '1', '2']);

function namedTexts(
  fields: Fields,
  texts: BatchTexts,
): Omit<BatchChange, 'batch' | 'course' | 'dates'> {
  const given = <T>(name: string, value: T): T | null =>
    Object.hasOwn(fields, name) ? value : null;
  const type = own(fields, 'enrollmentType');
  return {
    enrolmentType: typeof type === 'string' ? type : null,
    name: given('name', texts.name),
    description: given('description', texts.description),
    createdFor: given('createdFor', texts.createdFor),
    mentors: given('mentors', texts.mentors),
  };
}
