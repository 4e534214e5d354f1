/**
 * Reads requests to enrol, to leave and to list, and judges them by the batch and the enrolment
 * that are handed in.
 *
 * Source: `reference/lms.md` 3.1, 3.3; design 8, L7.
 */
import {
  barToEnrol,
  barToLeave,
  type Batch,
  type Day,
  type EnrolmentBar,
} from '../domain/batch.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import {
  parseBatchId,
  parseCourseId,
  parseLearnerId,
  type EnrolmentKey,
  type LearnerId,
} from '../domain/ids.js';
import { enrolmentStatus } from '../domain/progress.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault, type FaultCode } from './fault.js';
import {
  firstOf,
  idOf,
  isFields,
  localUserId,
  own,
  requestOf,
  textsOf,
  type Fields,
} from './wire.js';

/**
 * Reads `{request:{courseId|collectionId, batchId, userId?}}`. `user` is whom the public route is
 * about; where it is `null` (admin route) the body's `userId` is.
 */
export function parseEnrolment(body: unknown, user: LearnerId | null): Result<EnrolmentKey, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const courseId = firstOf(request.value, 'courseId', 'collectionId');
  const course = idOf(courseId, 'courseId/collectionId', parseCourseId);
  if (!course.ok) return course;
  const batch = idOf(own(request.value, 'batchId'), 'batchId', parseBatchId);
  if (!batch.ok) return batch;
  const userId = user ?? own(request.value, 'userId');
  const local = typeof userId === 'string' ? localUserId(userId) : userId;
  const learner = idOf(local, 'userId', parseLearnerId);
  if (!learner.ok) return learner;
  return ok({ learner: learner.value, course: course.value, batch: batch.value });
}

/** The batch of an enrolment, if it is one of the course. */
export function batchOf(key: EnrolmentKey, batch: Batch | null): Result<Batch, Fault> {
  return batch?.course === key.course ? ok(batch) : err(fault('INVALID_COURSE_BATCH_ID'));
}

/** Why a learner may not enrol now; `null` = may. */
export function faultToEnrol(batch: Batch, state: EnrolmentState, today: Day): Fault | null {
  const bar = barToEnrol(batch, today);
  if (bar !== null) return fault(BARS[bar]);
  return state.membership?.active === true ? fault('USER_ALREADY_ENROLLED_COURSE') : null;
}

/** Why a learner may not leave now; `null` = may. */
export function faultToLeave(batch: Batch, state: EnrolmentState, today: Day): Fault | null {
  const bar = barToLeave(batch, today);
  if (bar !== null) return fault(BARS[bar]);
  if (state.membership?.active !== true) return fault('USER_NOT_ENROLLED_COURSE');
  return enrolmentStatus(state) === 2 ? fault('COURSE_BATCH_ALREADY_COMPLETED') : null;
}

const BARS: Readonly<Record<EnrolmentBar, FaultCode>> = {
  type: 'ENROLLMENT_TYPE_VALIDATION',
  completed: 'COURSE_BATCH_ALREADY_COMPLETED',
  'enrolment-ended': 'COURSE_BATCH_ENROLLMENT_DATE_ENDED',
};

/** What a list of enrolments is limited to and shows. */
export interface ListRequest {
  /** Empty = every course. */
  readonly courseIds: readonly string[];
  /** Fields of the course's content; empty = all that are known. */
  readonly fields: readonly string[];
  /** Fields of the batch; `null` = no batch is shown. */
  readonly batchDetails: readonly string[] | null;
  /** What the content must be like, beside what every listed course is like. */
  readonly filters: Fields;
}

/** Reads the query of v1: `fields=a,b`, `batchDetails=a,b`; others are ignored. */
export function parseListQuery(query: unknown): ListRequest {
  const names = (name: string): readonly string[] | null => {
    const value = isFields(query) ? own(query, name) : undefined;
    return typeof value === 'string' ? value.split(',').filter((part) => part !== '') : null;
  };
  const fields = names('fields') ?? [];
  const batchDetails = names('batchDetails');
  return { courseIds: names('courseIds') ?? [], fields, batchDetails, filters: {} };
}

/** Reads the body of v2: `{request:{courseIds, fields?, filters?}}`, together with v1's query. */
export function parseListBody(body: unknown, query: unknown): Result<ListRequest, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const courseIds = textsOf(own(request.value, 'courseIds'), 'courseIds');
  if (!courseIds.ok) return courseIds;
  const fields = textsOf(own(request.value, 'fields'), 'fields');
  if (!fields.ok) return fields;
  const filters = own(request.value, 'filters') ?? {};
  if (!isFields(filters)) return err(fault('DATA_TYPE_ERROR', 'filters', 'Map'));
  const asked = parseListQuery(query);
  return ok({
    ...asked,
    filters,
    courseIds: courseIds.value.length > 0 ? courseIds.value : asked.courseIds,
    fields: fields.value.length > 0 ? fields.value : asked.fields,
  });
}
