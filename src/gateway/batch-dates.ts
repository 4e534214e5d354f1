/**
 * The three dates of a batch: their form, their order, and what may be changed when. The first
 * broken rule decides, in upstream's order: controller first, then actor.
 *
 * Source: `reference/lms.md` 3.4.
 */
import type { Batch, Day } from '../domain/batch.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';
import { isBlank, own, parseDay, type Fields } from './wire.js';

export type BatchDates = Pick<Batch, 'startDate' | 'endDate' | 'enrolmentEndDate'>;

/** The dates of a new batch; `today` is `null` where it must not matter. Blank ends are none. */
export function parseCreateDates(fields: Fields, today: Day | null): Result<BatchDates, Fault> {
  const startDate = parseDay(own(fields, 'startDate'));
  if (startDate === null) return err(fault('DATE_FORMAT_ERRROR'));
  if (today !== null && startDate < today) return err(fault('COURSE_BATCH_START_DATE_INVALID'));
  const endDate = optionalDay(own(fields, 'endDate'));
  if (endDate === undefined) return err(fault('DATE_FORMAT_ERRROR'));
  if (endDate !== null && endDate <= startDate) return err(fault('END_DATE_ERROR'));
  const enrolmentEndDate = optionalDay(own(fields, 'enrollmentEndDate'));
  if (enrolmentEndDate === undefined) return err(fault('DATE_FORMAT_ERRROR'));
  const wrong = checkEnrolmentEnd(enrolmentEndDate, startDate, endDate);
  return wrong === null ? ok({ startDate, endDate, enrolmentEndDate }) : err(wrong);
}

/**
 * The dates that an update asks for, before the batch is looked at. A start is mandatory. Upstream
 * ignores a malformed end of enrolment; it is refused here, since the caller meant something.
 */
export function parseUpdateDates(fields: Fields, today: Day): Result<BatchDates, Fault> {
  const startDate = parseDay(own(fields, 'startDate'));
  if (startDate === null) return err(fault('DATE_FORMAT_ERRROR'));
  const endDate = optionalDay(own(fields, 'endDate'));
  if (endDate === undefined) return err(fault('DATE_FORMAT_ERRROR'));
  if (endDate !== null && endDate <= startDate) return err(fault('END_DATE_ERROR'));
  if (endDate !== null && endDate < today) return err(fault('INVALID_BATCH_END_DATE_ERROR'));
  const enrolmentEndDate = optionalDay(own(fields, 'enrollmentEndDate'));
  if (enrolmentEndDate === undefined) return err(fault('DATE_FORMAT_ERRROR'));
  return ok({ startDate, endDate, enrolmentEndDate });
}

/**
 * The dates after an update; an end that is not sent stays as it is. Upstream's
 * `COURSE_BATCH_END_DATE_ERROR` comes after the rules above and can never be reached.
 */
export function changedDates(
  stored: BatchDates,
  requested: BatchDates,
  today: Day,
): Result<BatchDates, Fault> {
  const { startDate } = requested;
  const endDate = requested.endDate ?? stored.endDate;
  const enrolmentEndDate = requested.enrolmentEndDate ?? stored.enrolmentEndDate;
  const wrong =
    checkStart(stored.startDate, startDate, today) ??
    (endDate !== null && startDate > endDate ? fault('INVALID_BATCH_END_DATE_ERROR') : null) ??
    checkEnrolmentEnd(requested.enrolmentEndDate, startDate, endDate) ??
    checkEnrolmentChange(stored.enrolmentEndDate, requested.enrolmentEndDate, today);
  return wrong === null ? ok({ startDate, endDate, enrolmentEndDate }) : err(wrong);
}

/** A batch that has started keeps its start; one that has not may not start in the past. */
function checkStart(stored: Day, requested: Day, today: Day): Fault | null {
  const fixed = stored <= today && requested !== stored;
  const past = stored > today && requested < today;
  return fixed || past ? fault('INVALID_BATCH_START_DATE_ERROR') : null;
}

function checkEnrolmentChange(stored: Day | null, requested: Day | null, today: Day): Fault | null {
  if (requested === null || requested === stored || requested >= today) return null;
  return fault('ENROLLMENT_END_DATE_UPDATE_ERROR');
}

function checkEnrolmentEnd(enrolmentEnd: Day | null, start: Day, end: Day | null): Fault | null {
  if (enrolmentEnd === null) return null;
  if (enrolmentEnd < start) return fault('ENROLLMENT_END_DATE_START_ERROR');
  return end !== null && enrolmentEnd > end ? fault('ENROLLMENT_END_DATE_END_ERROR') : null;
}

/** `undefined` = malformed, `null` = none. */
function optionalDay(value: unknown): Day | null | undefined {
  return isBlank(value) ? null : (parseDay(value) ?? undefined);
}
