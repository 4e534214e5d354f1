/**
 * Reads requests that make a batch. Pure: today and the catalogue's answer about the course are
 * handed in. The command line imports batches by the same rules.
 *
 * - B1 `import` keeps a given batch id and skips the rules that compare dates with today (design
 *   9).
 * - B2 Whether organisations and mentors exist is `people.ts`'s to say.
 *
 * Source: `reference/lms.md` 3.4.
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
import { parseCreateDates } from './batch-dates.js';
import { parseBatchTexts, parseEnrolmentType, participantsFault } from './batch-texts.js';
import { fault, type Fault } from './fault.js';
import { firstOf, idOf, isBlank, own, requestOf, type Fields } from './wire.js';

export interface BatchCreateContext {
  readonly today: Day;
  readonly now: Instant;
  readonly import: boolean;
  /** Creator where the request names none; '' = unknown. */
  readonly createdBy: string;
  /** Whether the catalogue has this course, published and with leaf nodes. */
  readonly isPublished: (course: CourseId) => boolean;
  /** Asked only when the request is sound and names no id that may be kept. */
  readonly newBatchId: () => BatchId;
}

/** Reads `{request:{courseId|collectionId, name, enrollmentType, startDate, ...}}`. */
export function parseBatchCreate(body: unknown, ctx: BatchCreateContext): Result<Batch, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  const missing = missingParameter(fields, ['name']);
  if (missing !== null) return err(missing);
  const type = parseEnrolmentType(own(fields, 'enrollmentType'));
  if (!type.ok) return type;
  if (isBlank(own(fields, 'startDate'))) {
    return err(fault('MANDATORY_PARAMETER_MISSING', 'startDate'));
  }
  const dates = parseCreateDates(fields, ctx.import ? null : ctx.today);
  if (!dates.ok) return dates;
  const texts = parseBatchTexts(fields);
  if (!texts.ok) return texts;
  const unwanted = participantsFault(fields);
  if (unwanted !== null) return err(unwanted);
  const course = idOf(firstOf(fields, 'courseId', 'collectionId'), 'courseId', parseCourseId);
  if (!course.ok) return course;
  if (!ctx.isPublished(course.value)) return err(fault('INVALID_COURSE_ID'));
  const batch = createdId(fields, ctx);
  if (!batch.ok) return batch;
  const { createdBy, ...rest } = texts.value;
  return ok({
    batch: batch.value,
    course: course.value,
    ...rest,
    createdBy: createdBy === '' ? ctx.createdBy : createdBy,
    enrolmentType: type.value,
    ...dates.value,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    templates: {},
  });
}

/** The course, by the name that upstream gives it, and then each of `others`. */
export function missingParameter(fields: Fields, others: readonly string[]): Fault | null {
  const parameter = isBlank(firstOf(fields, 'courseId', 'collectionId'))
    ? 'courseId/collectionId'
    : others.find((name) => isBlank(own(fields, name)));
  return parameter === undefined ? null : fault('MANDATORY_PARAMETER_MISSING', parameter);
}

function createdId(fields: Fields, ctx: BatchCreateContext): Result<BatchId, Fault> {
  const given = own(fields, 'batchId');
  if (!ctx.import || isBlank(given)) return ok(ctx.newBatchId());
  return idOf(given, 'batchId', parseBatchId);
}
