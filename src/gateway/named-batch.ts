/** The batch that a request about certificates names, `{courseId|collectionId, batchId}`. */
import { parseBatchId, parseCourseId, type BatchId, type CourseId } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import type { Fault } from './fault.js';
import { firstOf, idOf, own, type Fields } from './wire.js';

export interface NamedBatch {
  readonly course: CourseId;
  readonly batch: BatchId;
}

/** The course is looked at first, as upstream does. */
export function namedBatch(fields: Fields): Result<NamedBatch, Fault> {
  const course = idOf(firstOf(fields, 'courseId', 'collectionId'), 'courseId', parseCourseId);
  if (!course.ok) return course;
  const batch = idOf(own(fields, 'batchId'), 'batchId', parseBatchId);
  return batch.ok ? ok({ course: course.value, batch: batch.value }) : batch;
}
