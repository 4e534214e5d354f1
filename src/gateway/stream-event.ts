/**
 * Reads one record of Sunbird's stream (a line of a file, the value of a Kafka record) into a
 * command. The hot path of a replay: one `JSON.parse`, no schema walk.
 *
 * - H1 Whatever the text is, the answer is a command, `ignored` (a valid record that asks for
 *   nothing) or `dead` with a reason that names the field. Nothing throws.
 * - H2 Only contents with the number 2 as status pass, and only the action `batch-enrolment-update`
 *   in any case (`reference/jobs.md` 1.4).
 */
import type { Command } from '../domain/command.js';
import type { ContentState } from '../domain/content.js';
import {
  NEVER,
  parseBatchId,
  parseContentId,
  parseCourseId,
  parseLearnerId,
  type BatchId,
  type CourseId,
  type EnrolmentKey,
  type IdFault,
  type Instant,
} from '../domain/ids.js';
import type { Result } from '../domain/result.js';
import { isFields, type Fields } from './wire.js';

/** What a record asks for. */
export type StreamEvent =
  | { readonly kind: 'commands'; readonly commands: readonly Command[] }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'dead'; readonly reason: string };

export interface StreamContext {
  /** Newest version of a course; 0 = unknown. */
  courseVersion(course: CourseId): number;
  /** First moment of a batch; `NEVER` = unknown. */
  batchStart(batch: BatchId): Instant;
  /** When the record reached the log; `null` = a file, where it is the event's own `ets`. */
  readonly receivedAt: Instant | null;
}

const ACTION = 'batch-enrolment-update';
const IGNORED: StreamEvent = { kind: 'ignored' };
/** The last instant whose year prints with four digits; a snapshot could hold later ones. */
const EVENT_MS_MAX = 253_402_300_799_999;

/** Parses the text of one record. */
export function parseStreamEvent(text: string, context: StreamContext): StreamEvent {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return dead('is not valid JSON');
  }
  if (!isFields(event)) return dead('is not a JSON object');
  const edata = event['edata'];
  if (!isFields(edata)) return dead('edata is missing or not an object');
  const action = edata['action'];
  if (typeof action !== 'string') return dead('edata.action is missing or not a text');
  if (action !== ACTION && action.toLowerCase() !== ACTION) return IGNORED;
  return enrolmentUpdate(edata, event['ets'], context);
}

function enrolmentUpdate(edata: Fields, ets: unknown, context: StreamContext): StreamEvent {
  const contents = edata['contents'];
  if (!Array.isArray(contents)) return dead('edata.contents is missing or not a list');
  const completed = contents.filter((c) => isFields(c) && c['status'] === 2) as readonly Fields[];
  if (completed.length === 0) return IGNORED;
  const key = keyOf(edata);
  if (typeof key === 'string') return dead(key);
  if (!isInstant(ets)) return dead('ets is missing or no time in milliseconds');
  const receivedAt = context.receivedAt ?? ets;
  const at = Math.min(Math.max(ets, context.batchStart(key.batch)), receivedAt);
  const observed: ContentState[] = [];
  for (const content of completed) {
    const id = parseContentId(content['contentId']);
    if (id.ok) observed.push(completion(id.value, at));
    else if (id.error !== 'missing') return dead(`edata.contents.contentId is ${id.error}`);
  }
  if (observed.length === 0) return IGNORED;
  const courseVersion = context.courseVersion(key.course);
  return {
    kind: 'commands',
    commands: [{ kind: 'observe', key, receivedAt, courseVersion, contents: observed }],
  };
}

/** The key, or which of its ids is at fault and why. */
function keyOf(edata: Fields): EnrolmentKey | string {
  const learner = parseLearnerId(edata['userId']);
  if (!learner.ok) return faultOf('userId', learner);
  const course = parseCourseId(edata['courseId']);
  if (!course.ok) return faultOf('courseId', course);
  const batch = parseBatchId(edata['batchId']);
  if (!batch.ok) return faultOf('batchId', batch);
  return { learner: learner.value, course: course.value, batch: batch.value };
}

const faultOf = (name: string, fault: Result<never, IdFault> & { ok: false }): string =>
  `edata.${name} is ${fault.error}`;

const isInstant = (value: unknown): value is Instant =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= EVENT_MS_MAX;

/** A completion observed as an event (`reference/jobs.md` 1.5: one view, one completion). */
const completion = (content: ContentState['content'], at: Instant): ContentState => ({
  content,
  status: 2,
  progress: 100,
  firstCompletedAt: at,
  lastCompletedAt: at,
  lastAccessAt: at,
  viewBase: 0,
  completionBase: 0,
  completionSeen: true,
  details: '',
  detailsAt: NEVER,
});

const dead = (reason: string): StreamEvent => ({ kind: 'dead', reason });
