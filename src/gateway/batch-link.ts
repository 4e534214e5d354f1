/**
 * The batch that a request about certificates names, held against the course that it names.
 *
 * Source: `reference/lms.md` 3.6, 4.5.
 */
import type { Batch } from '../domain/batch.js';
import type { CourseId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';

/** The stored batch, if there is one and it belongs to the course. */
export function linkedBatch(course: CourseId, stored: Batch | null): Result<Batch, Fault> {
  if (stored === null) return err(fault('CLIENT_ERROR', 'No such batchId exists'));
  if (stored.course === course) return ok(stored);
  return err(fault('CLIENT_ERROR', 'batchId is not linked with courseId'));
}
