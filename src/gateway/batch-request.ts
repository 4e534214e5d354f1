/**
 * Reads requests that make or change a batch. Pure: today, the catalogue's answer about the course
 * and the stored batch are handed in. The command line imports batches by the same rules.
 *
 * - B1 `import` keeps a given batch id and skips the rules that compare dates with today (design
 *   9).
 * - B2 Whether organisations and mentors exist is not checked: that needs the user service.
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
import { checkCreateDates, checkUpdateDates, parseDates, type BatchDates } from './batch-dates.js';
import { fault, type Fault } from './fault.js';
import {
  firstOf,
  idOf,
  invalidValue,
  isBlank,
  own,
  requestOf,
  textOf,
  textsOf,
  type Fields,
} from './wire.js';

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
  const missing = missingParameter(fields);
  if (missing !== null) return err(fault('MANDATORY_PARAMETER_MISSING', missing));
  const type = own(fields, 'enrollmentType');
  if (!isEnrolmentType(type)) return err(invalidValue(type, 'enrollmentType'));
  const dates = createDates(fields, ctx);
  if (!dates.ok) return dates;
  const texts = parseTexts(fields);
  if (!texts.ok) return texts;
  if ((own(fields, 'participants') ?? null) !== null) {
    return err(fault('INVALID_REQUEST_PARAMETER', 'participants'));
  }
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
    enrolmentType: type,
    ...dates.value,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    templates: {},
  });
}

/** Which batch an update is about: `id` (or `batchId`) and the course. */
export function parseBatchTarget(
  body: unknown,
): Result<{ readonly batch: BatchId; readonly course: CourseId; readonly fields: Fields }, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  const batch = idOf(firstOf(fields, 'id', 'batchId'), 'id', parseBatchId);
  if (!batch.ok) return batch;
  const course = idOf(firstOf(fields, 'courseId', 'collectionId'), 'courseId', parseCourseId);
  return course.ok ? ok({ batch: batch.value, course: course.value, fields }) : course;
}

export interface BatchUpdateContext {
  readonly today: Day;
  readonly now: Instant;
  /** The caller; '' = nobody. */
  readonly caller: string;
  /** May change any batch. */
  readonly system: boolean;
}

/**
 * The stored batch with the request's changes. `status` is checked and otherwise ignored, since it
 * follows from the dates. Who may change it is judged by the stored mentors (L6).
 */
export function parseBatchUpdate(
  fields: Fields,
  stored: Batch,
  ctx: BatchUpdateContext,
): Result<Batch, Fault> {
  const checked = checkUpdateFields(fields);
  if (checked !== null) return err(checked);
  const requested = parseDates(fields);
  if (!requested.ok) return requested;
  const owners = [stored.createdBy, ...stored.mentors];
  if (!ctx.system && !owners.includes(ctx.caller)) return err(fault('UNAUTHORIZED_USER'));
  const dates = checkUpdateDates(stored, requested.value, ctx.today);
  if (!dates.ok) return dates;
  const texts = parseTexts(fields);
  if (!texts.ok) return texts;
  const { name, description, createdFor, mentors } = texts.value;
  const type = own(fields, 'enrollmentType');
  return ok({
    ...stored,
    ...dates.value,
    name: name === '' ? stored.name : name,
    description: Object.hasOwn(fields, 'description') ? description : stored.description,
    createdFor: Object.hasOwn(fields, 'createdFor') ? createdFor : stored.createdFor,
    mentors: Object.hasOwn(fields, 'mentors') ? mentors : stored.mentors,
    enrolmentType: isEnrolmentType(type) ? type : stored.enrolmentType,
    updatedAt: ctx.now,
  });
}

function checkUpdateFields(fields: Fields): Fault | null {
  const status = own(fields, 'status') ?? null;
  if (status !== null && status !== 0 && status !== 1 && status !== 2) {
    return fault('INVALID_PROGRESS_STATUS');
  }
  const name = own(fields, 'name') ?? null;
  if (name !== null && isBlank(name)) return invalidValue(name, 'name');
  const type = own(fields, 'enrollmentType') ?? null;
  return type === null || isEnrolmentType(type) ? null : invalidValue(type, 'enrollmentType');
}

const MANDATORY = ['name', 'enrollmentType', 'startDate'] as const;

function missingParameter(fields: Fields): string | null {
  if (isBlank(firstOf(fields, 'courseId', 'collectionId'))) return 'courseId/collectionId';
  return MANDATORY.find((name) => isBlank(own(fields, name))) ?? null;
}

const isEnrolmentType = (value: unknown): value is string =>
  typeof value === 'string' && ['open', 'invite-only'].includes(value.toLowerCase());

function createDates(fields: Fields, ctx: BatchCreateContext): Result<BatchDates, Fault> {
  const dates = parseDates(fields);
  if (!dates.ok) return dates;
  const wrong = checkCreateDates(dates.value, ctx.import ? null : ctx.today);
  return wrong === null ? dates : err(wrong);
}

function createdId(fields: Fields, ctx: BatchCreateContext): Result<BatchId, Fault> {
  const given = own(fields, 'batchId');
  if (!ctx.import || isBlank(given)) return ok(ctx.newBatchId());
  return idOf(given, 'batchId', parseBatchId);
}

type Texts = Pick<Batch, 'name' | 'description' | 'createdBy' | 'createdFor' | 'mentors'>;

function parseTexts(fields: Fields): Result<Texts, Fault> {
  const name = textOf(own(fields, 'name'), 'name');
  if (!name.ok) return name;
  const description = textOf(own(fields, 'description'), 'description');
  if (!description.ok) return description;
  const createdBy = textOf(own(fields, 'createdBy'), 'createdBy');
  if (!createdBy.ok) return createdBy;
  const createdFor = textsOf(own(fields, 'createdFor'), 'createdFor');
  if (!createdFor.ok) return createdFor;
  const mentors = textsOf(own(fields, 'mentors'), 'mentors');
  if (!mentors.ok) return mentors;
  return ok({
    name: name.value,
    description: description.value,
    createdBy: createdBy.value,
    createdFor: createdFor.value,
    mentors: mentors.value,
  });
}
