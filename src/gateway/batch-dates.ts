/**
 * The three dates of a batch: their form, their order, and what may be changed when.
 *
 * Source: `reference/lms.md` 3.4 (rules of the controller first, then those of the actor).
 */
import type { Batch, Day } from '../domain/batch.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';
import { isBlank, own, parseDay, type Fields } from './wire.js';

export type BatchDates = Pick<Batch, 'startDate' | 'endDate' | 'enrolmentEndDate'>;

/** Reads `startDate`, `endDate`, `enrollmentEndDate`; a start is mandatory, blank ends are none. */
export function parseDates(fields: Fields): Result<BatchDates, Fault> {
  const startDate = parseDay(own(fields, 'startDate'));
  const endDate = optionalDay(own(fields, 'endDate'));
  const enrolmentEndDate = optionalDay(own(fields, 'enrollmentEndDate'));
  if (startDate === null || endDate === undefined || enrolmentEndDate === undefined) {
    return err(fault('DATE_FORMAT_ERRROR'));
  }
  return ok({ startDate, endDate, enrolmentEndDate });
}

/** What is wrong with the dates of a new batch; `today` is `null` where it must not matter. */
export function checkCreateDates(dates: BatchDates, today: Day | null): Fault | null {
  const { startDate, endDate, enrolmentEndDate } = dates;
  if (today !== null && startDate < today) return fault('COURSE_BATCH_START_DATE_INVALID');
  if (endDate !== null && endDate <= startDate) return fault('END_DATE_ERROR');
  return enrolmentEndDate === null ? null : checkEnrolmentEnd(enrolmentEndDate, startDate, endDate);
}

/** The dates after an update; an end that is not sent stays as it is. */
export function checkUpdateDates(
  stored: BatchDates,
  requested: BatchDates,
  today: Day,
): Result<BatchDates, Fault> {
  const { startDate } = requested;
  const endDate = requested.endDate ?? stored.endDate;
  const enrolmentEndDate = requested.enrolmentEndDate ?? stored.enrolmentEndDate;
  const wrong =
    checkEnd(requested, today) ??
    checkStart(stored.startDate, startDate, today) ??
    (endDate !== null && startDate > endDate ? fault('INVALID_BATCH_END_DATE_ERROR') : null) ??
    checkEnrolmentChange(stored, requested, endDate, today);
  return wrong === null ? ok({ startDate, endDate, enrolmentEndDate }) : err(wrong);
}

/** Upstream's `COURSE_BATCH_END_DATE_ERROR` comes after these rules and can never be reached. */
function checkEnd({ startDate, endDate }: BatchDates, today: Day): Fault | null {
  if (endDate === null) return null;
  if (endDate <= startDate) return fault('END_DATE_ERROR');
  return endDate < today ? fault('INVALID_BATCH_END_DATE_ERROR') : null;
}

/** A batch that has started keeps its start; one that has not may not start in the past. */
function checkStart(stored: Day, requested: Day, today: Day): Fault | null {
  const fixed = stored <= today && requested !== stored;
  const past = stored > today && requested < today;
  return fixed || past ? fault('INVALID_BATCH_START_DATE_ERROR') : null;
}

function checkEnrolmentChange(
  stored: BatchDates,
  { startDate, enrolmentEndDate }: BatchDates,
  endDate: Day | null,
  today: Day,
): Fault | null {
  if (enrolmentEndDate === null) return null;
  const wrong = checkEnrolmentEnd(enrolmentEndDate, startDate, endDate);
  if (wrong !== null) return wrong;
  const changed = enrolmentEndDate !== stored.enrolmentEndDate;
  return changed && enrolmentEndDate < today ? fault('ENROLLMENT_END_DATE_UPDATE_ERROR') : null;
}

function checkEnrolmentEnd(enrolmentEnd: Day, start: Day, end: Day | null): Fault | null {
  if (enrolmentEnd < start) return fault('ENROLLMENT_END_DATE_START_ERROR');
  return end !== null && enrolmentEnd > end ? fault('ENROLLMENT_END_DATE_END_ERROR') : null;
}

/** `undefined` = malformed, `null` = none. */
function optionalDay(value: unknown): Day | null | undefined {
  return isBlank(value) ? null : (parseDay(value) ?? undefined);
}
