/**
 * Reads requests to derive an enrolment again: from what is stored, or with contents that are told
 * along. Pure.
 *
 * - R1 Repeating a request changes nothing (L9): what is told is joined with what is known.
 * - R2 No contents at all asks for a derivation; an empty list asks for nothing.
 *
 * Source: `reference/lms.md` 4.2; design 8, L9.
 */
import type { Command } from '../domain/command.js';
import {
  NEVER,
  parseBatchId,
  parseCourseId,
  parseLearnerId,
  type EnrolmentKey,
  type Instant,
} from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { UpdateContext } from './content-state.js';
import { parseContentItem, type ContentItem } from './content-item.js';
import { fault, faultAs, type Fault } from './fault.js';
import { contentState } from './observation.js';
import { firstOf, idOf, isBlank, isFields, listOf, localUserId, own, requestOf } from './wire.js';
import type { Fields } from './wire.js';

export interface Recompute {
  readonly key: EnrolmentKey;
  /** `null` = derive from what is stored. */
  readonly contents: readonly ContentItem[] | null;
}

export type RecomputeContext = Omit<UpdateContext, 'caller'>;

/** Reads `{request:{userId, courseId|collectionId, batchId, contents?}}`. */
export function parseRecompute(
  body: unknown,
  limits: RecomputeContext['limits'],
): Result<Recompute, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const key = parseKey(request.value);
  if (!key.ok) return key;
  if (!Object.hasOwn(request.value, 'contents')) return ok({ key: key.value, contents: null });
  const list = listOf(own(request.value, 'contents'), 'contents');
  if (!list.ok) return list;
  const { updateEntriesCountMax: max, progressDetailsBytesMax } = limits;
  if (list.value.length > max) {
    const found = String(list.value.length);
    return err(fault('LIMIT_EXCEEDED', 'contents', `${String(max)} entries`, found));
  }
  const contents: ContentItem[] = [];
  for (const [i, entry] of list.value.entries()) {
    const item = parseEntry(entry, `contents[${String(i)}]`, key.value, progressDetailsBytesMax);
    if (!item.ok) return item;
    if (item.value.status > 0) contents.push(item.value);
  }
  return ok({ key: key.value, contents });
}

/** The ids of the enrolment, each mandatory by a message of this operation's own. */
export function parseKey(fields: Fields): Result<EnrolmentKey, Fault> {
  const userId = own(fields, 'userId');
  const local = typeof userId === 'string' ? localUserId(userId) : userId;
  const learner = idOf(local, 'userId', parseLearnerId, mandatory('userId'));
  if (!learner.ok) return learner;
  const courseId = firstOf(fields, 'courseId', 'collectionId');
  const course = idOf(courseId, 'courseId', parseCourseId, mandatory('courseId'));
  if (!course.ok) return course;
  const batchId = own(fields, 'batchId');
  const batch = idOf(batchId, 'batchId', parseBatchId, mandatory('batchId'));
  if (!batch.ok) return batch;
  return ok({ learner: learner.value, course: course.value, batch: batch.value });
}

/** A missing parameter in the words of the aggregation routes. */
export const mandatory = (name: string): Fault =>
  faultAs('MANDATORY_PARAMETER_MISSING', { message: `${name} is mandatory` });

/** The command that a request leads to; `null` = none. */
export function recomputeCommand(
  { key, contents }: Recompute,
  ctx: RecomputeContext,
): Command | null {
  const { receivedAt } = ctx;
  const common = { key, receivedAt, courseVersion: ctx.courseVersion(key.course) };
  if (contents === null) return { kind: 'reevaluate', ...common };
  if (contents.length === 0) return null;
  const from = batchStart(key, ctx);
  const states = contents.map((item) => contentState(item, from, receivedAt));
  return { kind: 'observe', ...common, contents: states };
}

function batchStart({ batch: id }: EnrolmentKey, { batch, zone }: RecomputeContext): Instant {
  const known = batch(id);
  return known === null ? NEVER : zone.startOf(known.startDate);
}

/** An entry names its content and a status; whose it is and of what follows from the request. */
function parseEntry(
  value: unknown,
  at: string,
  { learner, course, batch }: EnrolmentKey,
  detailsBytesMax: number,
): Result<ContentItem, Fault> {
  if (!isFields(value)) return err(fault('DATA_TYPE_ERROR', at, 'Map'));
  if (isBlank(own(value, 'contentId'))) return err(mandatory('contentId'));
  const status = own(value, 'status');
  if (status !== 0 && status !== 1 && status !== 2) {
    return err(fault('INVALID_REQUESTED_DATA', 'status must be 0, 1, or 2'));
  }
  const ids = { userId: learner, courseId: course, batchId: batch };
  return parseContentItem({ ...value, ...ids }, at, detailsBytesMax);
}
