/**
 * Reads one row `userid,courseid,batchid` of an enrolment file as an `enrol` command.
 *
 * - I1 A row carries no time, so the enrolment counts from the batch's first day: importing a file
 *   again changes nothing, and never undoes what a learner decided since.
 * - I2 Rules that compare with today do not apply to an import (design 9).
 */
import type { Batch } from '../domain/batch.js';
import type { Enrol } from '../domain/command.js';
import {
  parseBatchId,
  parseCourseId,
  parseLearnerId,
  type BatchId,
  type CourseId,
  type Instant,
} from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';

export interface EnrolmentContext {
  readonly batch: (batch: BatchId) => Pick<Batch, 'course' | 'startDate'> | null;
  /** Version of a course's newest structure; 0 = not known. */
  readonly courseVersion: (course: CourseId) => number;
  /** First instant of a day in the installation's zone. */
  readonly startOf: (day: string) => Instant;
  /** When the import began. */
  readonly now: Instant;
}

/** The command of one row, or why there is none. */
export function parseEnrolmentRow(
  cells: readonly string[],
  context: EnrolmentContext,
): Result<Enrol, string> {
  if (cells.length < 3) return err('fewer than the three cells userid, courseid, batchid');
  const learner = parseLearnerId(cells[0]);
  if (!learner.ok) return err(`userid is ${learner.error}`);
  const course = parseCourseId(cells[1]);
  if (!course.ok) return err(`courseid is ${course.error}`);
  const batchId = parseBatchId(cells[2]);
  if (!batchId.ok) return err(`batchid is ${batchId.error}`);
  const batch = context.batch(batchId.value);
  if (batch === null) return err(`batch ${batchId.value} is not known: import it first`);
  if (batch.course !== course.value) {
    return err(`batch ${batchId.value} belongs to course ${batch.course}`);
  }
  const at = Math.min(context.startOf(batch.startDate), context.now);
  return ok({
    kind: 'enrol',
    key: { learner: learner.value, course: course.value, batch: batchId.value },
    receivedAt: at,
    courseVersion: context.courseVersion(course.value),
    at,
    addedBy: '',
  });
}

/** Whether the first row of a file names the columns instead of a learner. */
export const isEnrolmentHeader = (cells: readonly string[]): boolean =>
  cells[0]?.toLowerCase() === 'userid' && cells[1]?.toLowerCase() === 'courseid';
