/**
 * A batch: who may enrol when, and which certificates its learners can earn.
 * Status follows from dates in the installation's zone (design 8: the later LMS rule).
 *
 * Source: `reference/lms.md` 3.4-3.5.
 */
import type { BatchId, CourseId, Instant, TemplateId } from './ids.js';
import type { Template } from './template.js';

/** A calendar day, `yyyy-MM-dd`; compared as text. */
export type Day = string;

/** 0 not started, 1 ongoing, 2 ended. */
export type BatchStatus = 0 | 1 | 2;

export interface Batch {
  readonly batch: BatchId;
  readonly course: CourseId;
  readonly name: string;
  readonly description: string;
  readonly enrolmentType: string;
  readonly startDate: Day;
  readonly endDate: Day | null;
  readonly enrolmentEndDate: Day | null;
  readonly createdBy: string;
  readonly createdFor: readonly string[];
  readonly mentors: readonly string[];
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly templates: Readonly<Record<TemplateId, Template>>;
}

/** `computeBatchStatus` of the later LMS: a batch is ongoing from its first to its last day. */
export function batchStatus(batch: Pick<Batch, 'startDate' | 'endDate'>, today: Day): BatchStatus {
  if (today < batch.startDate) return 0;
  return batch.endDate === null || today <= batch.endDate ? 1 : 2;
}

/** Why a learner may not enrol in, or leave, a batch today; `null` = may. */
export type EnrolmentBar = 'type' | 'completed' | 'enrolment-ended';

/** `reference/lms.md` 3.1, checks 2-4. `invite-only` batches accept self-enrolment, as upstream. */
export function barToEnrol(batch: Batch, today: Day): EnrolmentBar | null {
  return (
    barToLeave(batch, today) ??
    (batch.enrolmentEndDate !== null && today > batch.enrolmentEndDate ? 'enrolment-ended' : null)
  );
}

/** `reference/lms.md` 3.1, checks 2-3. */
export function barToLeave(batch: Batch, today: Day): EnrolmentBar | null {
  if (!['open', 'invite-only'].includes(batch.enrolmentType.toLowerCase())) return 'type';
  return batch.endDate !== null && today > batch.endDate ? 'completed' : null;
}
