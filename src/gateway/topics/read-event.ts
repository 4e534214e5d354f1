/**
 * Reads the text of a record into a JSON object of bounded depth, and the ids of an enrolment out
 * of one. Everything after it may recurse without fear.
 */
import {
  parseBatchId,
  parseCourseId,
  parseLearnerId,
  type EnrolmentKey,
  type IdFault,
  type Instant,
} from '../../domain/ids.js';
import { err, ok, type Result } from '../../domain/result.js';
import { isFields, own, parseEpoch, type Fields } from '../wire.js';

/** Deepest nesting of objects and lists in one record. */
export const EVENT_DEPTH_MAX = 64;

/** The error is the rest of a sentence that begins with "the record". */
export function readEvent(text: string): Result<Fields, string> {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return err('is not valid JSON');
  }
  if (!isFields(event)) return err('is not a JSON object');
  if (isDeeper(event, EVENT_DEPTH_MAX)) {
    return err(`is nested deeper than ${String(EVENT_DEPTH_MAX)} levels`);
  }
  return ok(event);
}

/** As `readEvent`, and the object under `edata`. */
export function readEdata(
  text: string,
): Result<{ readonly event: Fields; readonly edata: Fields }, string> {
  const event = readEvent(text);
  if (!event.ok) return event;
  const edata = own(event.value, 'edata');
  if (!isFields(edata)) return err('edata is missing or not an object');
  return ok({ event: event.value, edata });
}

/** The ids `userId`, `courseId`, `batchId` of `fields`; `path` goes before a name at fault. */
export function readKey(fields: Fields, path: string): Result<EnrolmentKey, string> {
  const fault = (name: string, is: IdFault): Result<never, string> =>
    err(`${path}${name} is ${is}`);
  const learner = parseLearnerId(own(fields, 'userId'));
  if (!learner.ok) return fault('userId', learner.error);
  const course = parseCourseId(own(fields, 'courseId'));
  if (!course.ok) return fault('courseId', course.error);
  const batch = parseBatchId(own(fields, 'batchId'));
  if (!batch.ok) return fault('batchId', batch.error);
  return ok({ learner: learner.value, course: course.value, batch: batch.value });
}

/** When a record was received: as its log says, else the event's own time under `name`. */
export function readTime(
  event: Fields,
  name: string,
  receivedAt: Instant | null,
): Result<Instant, string> {
  const at = receivedAt ?? parseEpoch(own(event, name));
  return at === null ? err(`${name} is missing or no time in milliseconds`) : ok(at);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
