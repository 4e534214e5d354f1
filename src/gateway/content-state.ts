/**
 * What a content-state update asks for: the commands it leads to, the answer its caller gets, and
 * the entries that cannot be applied. Pure: batches, course versions and the time are handed in.
 *
 * - U1 The answer follows from the request and the batches alone, so it is known before the
 *   commands are durable and is sent only after they are (R1).
 * - U2 Nothing is dropped: an entry, or the part of it that led to no command, is in `rejected`.
 * - U3 Event times are clamped into [first day of the batch, received] (M2 of `command.ts`).
 *
 * Source: `reference/lms.md` 1.2-1.8; design 8, L1-L5 and L12.
 */
import type { Batch } from '../domain/batch.js';
import type { Attempt, Command, Observe } from '../domain/command.js';
import type { ContentState } from '../domain/content.js';
import {
  parseBatchId,
  parseCourseId,
  parseLearnerId,
  type BatchId,
  type CourseId,
  type EnrolmentKey,
  type Instant,
  type LearnerId,
} from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { gateOf, type Gate } from './batch-gate.js';
import { primaryUser, speaksFor, type Caller } from './caller.js';
import {
  parseAssessmentItem,
  parseContentItem,
  type AssessmentItem,
  type ContentItem,
} from './content-item.js';
import { fault, type Fault } from './fault.js';
import { attemptOf, completionOf, contentState } from './observation.js';
import { firstOf, idOf, listOf, localUserId, own, requestOf, type Fields } from './wire.js';
import type { Zone } from './zone.js';

export interface ContentStateLimits {
  /** Most entries of `contents`, and of `assessments`, in one request. */
  readonly updateEntriesCountMax: number;
  /** Longest `progressdetails` of one content as JSON text, in UTF-8 bytes. */
  readonly progressDetailsBytesMax: number;
  /** How long after a batch's end work done before it is still taken; 0 = not at all (L12). */
  readonly endedBatchGraceMs: number;
}

export interface UpdateContext {
  readonly caller: Caller;
  readonly receivedAt: Instant;
  readonly zone: Zone;
  readonly limits: ContentStateLimits;
  readonly batch: (id: BatchId) => Batch | null;
  /** Newest version of a course's structure; 0 = unknown course. */
  readonly courseVersion: (course: CourseId) => number;
}

/** An entry that is answered as upstream does, yet leads to no command; it must be kept. */
export interface Rejected {
  readonly reason: Exclude<Gate, 'open'> | 'no-batch-id' | 'other-user' | 'not-scorable';
  /** What exactly is wrong, where the reason leaves it open. */
  readonly detail?: string;
  /** The list of the request in which the entry stood. */
  readonly list: 'contents' | 'assessments';
  readonly entry: unknown;
}

/** Why an entry was not taken, for whoever reads dead letters. */
export const rejectionText = ({ reason, detail }: Rejected): string =>
  detail === undefined ? reason : `${reason}: ${detail}`;

export interface TakenAssessment {
  readonly learner: LearnerId;
  /** As received. */
  readonly entry: Fields;
}

export type UpdatePlan =
  | {
      readonly kind: 'update';
      readonly commands: readonly Command[];
      readonly result: Readonly<Record<string, unknown>>;
      readonly rejected: readonly Rejected[];
      /** Assessments that were taken, scorable or not, in order. */
      readonly assessments: readonly TakenAssessment[];
    }
  /** Enrolment sync: derive the enrolment again, if there is one (`reference/lms.md` 1.8). */
  | { readonly kind: 'sync'; readonly key: EnrolmentKey };

/** Plans the body of `PATCH /v1/content/state/update`. */
export function planUpdate(body: unknown, ctx: UpdateContext): Result<UpdatePlan, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const contents = listOf(own(request.value, 'contents'), 'contents');
  if (!contents.ok) return contents;
  const assessments = listOf(own(request.value, 'assessments'), 'assessments');
  if (!assessments.ok) return assessments;
  if (contents.value.length + assessments.value.length === 0) return planSync(request.value, ctx);
  const { progressDetailsBytesMax, updateEntriesCountMax: max } = ctx.limits;
  const items = parseEach(contents.value, 'contents', max, (item, at) =>
    parseContentItem(item, at, progressDetailsBytesMax),
  );
  if (!items.ok) return items;
  const attempts = parseEach(assessments.value, 'assessments', max, parseAssessmentItem);
  return attempts.ok ? planEntries(items.value, attempts.value, ctx) : attempts;
}

function parseEach<T>(
  list: readonly unknown[],
  name: string,
  countMax: number,
  parse: (item: unknown, at: string) => Result<T, Fault>,
): Result<readonly T[], Fault> {
  if (list.length > countMax) {
    return err(fault('LIMIT_EXCEEDED', name, `${String(countMax)} entries`, String(list.length)));
  }
  const parsed: T[] = [];
  for (let i = 0; i < list.length; i++) {
    const item = parse(list[i], `${name}[${String(i)}]`);
    if (!item.ok) return item;
    parsed.push(item.value);
  }
  return ok(parsed);
}

/** L5: enrolment sync is for the caller's own or managed user. */
function planSync(request: Fields, { caller }: UpdateContext): Result<UpdatePlan, Fault> {
  const courseId = firstOf(request, 'courseId', 'collectionId');
  const course = idOf(courseId, 'courseId', parseCourseId, fault('COURSE_ID_REQUIRED_ERROR'));
  if (!course.ok) return course;
  const noBatch = fault('COURSE_BATCH_ID_MISSING');
  const batch = idOf(own(request, 'batchId'), 'batchId', parseBatchId, noBatch);
  if (!batch.ok) return batch;
  const userId = own(request, 'userId');
  const local = typeof userId === 'string' ? localUserId(userId) : userId;
  const learner = idOf(local, 'userId', parseLearnerId, fault('USERID_MISSING'));
  if (!learner.ok) return learner;
  if (!speaksFor(caller, learner.value)) return err(fault('UNAUTHORIZED_USER'));
  const key = { learner: learner.value, course: course.value, batch: batch.value };
  return ok({ kind: 'sync', key });
}

/** What one request gathers while its entries are gone through. */
interface Draft {
  readonly groups: Map<string, Group>;
  readonly attempts: Attempt[];
  readonly answers: Map<string, unknown>;
  readonly notOngoing: Set<BatchId>;
  readonly notExisting: Set<BatchId>;
  readonly rejected: Rejected[];
  readonly assessments: TakenAssessment[];
}

/** Contents of one learner in one batch: one command. */
interface Group {
  readonly key: EnrolmentKey;
  readonly contents: ContentState[];
}

function planEntries(
  contents: readonly ContentItem[],
  assessments: readonly AssessmentItem[],
  ctx: UpdateContext,
): Result<UpdatePlan, Fault> {
  const primary = primaryUser(ctx.caller);
  if (primary === null && (assessments.length > 0 || contents.some((c) => c.batch !== null))) {
    return err(fault('UNAUTHORIZED_USER'));
  }
  const draft: Draft = {
    groups: new Map(),
    attempts: [],
    answers: new Map(),
    notOngoing: new Set(),
    notExisting: new Set(),
    rejected: [],
    assessments: [],
  };
  for (const item of contents) addContent(item, draft, ctx);
  for (const item of assessments) if (primary !== null) addAssessment(item, primary, draft, ctx);
  const observed = [...draft.groups.values()].map((group) => observe(group, ctx));
  const commands: Command[] = [...observed, ...draft.attempts];
  const { rejected, assessments: taken } = draft;
  const result = resultOf(draft);
  return ok({ kind: 'update', commands, result, rejected, assessments: taken });
}

function addContent(item: ContentItem, draft: Draft, ctx: UpdateContext): void {
  const { course, batch, raw } = item;
  // An entry made up for an assessment is kept, if at all, with its assessment.
  const reject = (reason: Rejected['reason']): void => {
    if (raw !== null) draft.rejected.push({ reason, list: 'contents', entry: raw });
  };
  if (batch === null) return reject('no-batch-id');
  const opened = open(batch, item.completedAt ?? item.accessedAt, draft, ctx);
  if (!opened.ok) return reject(opened.error);
  const learner = item.user ?? primaryUser(ctx.caller);
  if (learner === null || !speaksFor(ctx.caller, learner)) return reject('other-user');
  const from = ctx.zone.startOf(opened.value.startDate);
  const group = groupOf({ learner, course, batch }, draft);
  group.contents.push(contentState(item, from, ctx.receivedAt));
  draft.answers.set(item.content, 'SUCCESS');
}

/** An entry's own time can open an ended batch (L12), so the gate is asked for each. */
function open(
  id: BatchId,
  eventAt: Instant | null,
  draft: Draft,
  { receivedAt, zone, limits, batch: lookUp }: UpdateContext,
): Result<Batch, Exclude<Gate, 'open'>> {
  const batch = lookUp(id);
  const gate = gateOf(batch, eventAt, receivedAt, zone, limits.endedBatchGraceMs);
  if (gate === 'open' && batch !== null) return ok(batch);
  (batch === null ? draft.notExisting : draft.notOngoing).add(id);
  return err(batch === null ? 'batch-unknown' : 'batch-not-ongoing');
}

/** Upstream takes a group's course from its first item (`reference/lms.md` 1.6). */
function groupOf(key: EnrolmentKey, { groups }: Draft): Group {
  const id = `${key.batch}\u0000${key.learner}`;
  const held = groups.get(id);
  if (held !== undefined) return held;
  const made = { key, contents: [] };
  groups.set(id, made);
  return made;
}

/**
 * An attempt, and the completion of its content that upstream adds for it. An attempt whose events
 * cannot be scored is answered as upstream, which scores later, and kept as rejected.
 */
function addAssessment(
  item: AssessmentItem,
  learner: LearnerId,
  draft: Draft,
  ctx: UpdateContext,
): void {
  const kept = { list: 'assessments', entry: item.raw } as const;
  const opened = open(item.batch, item.attemptedAt, draft, ctx);
  if (!opened.ok) {
    draft.rejected.push({ reason: opened.error, ...kept });
    return;
  }
  addContent(completionOf(item), draft, ctx);
  draft.answers.set(item.batch, 'SUCCESS');
  draft.assessments.push({ learner, entry: item.raw });
  if (item.events.length === 0) return;
  const attempt = attemptOf(item, learner, ctx.receivedAt, ctx.courseVersion(item.course));
  if (attempt.ok) draft.attempts.push(attempt.value);
  else draft.rejected.push({ reason: 'not-scorable', detail: attempt.error, ...kept });
}

const observe = ({ key, contents }: Group, ctx: UpdateContext): Observe => ({
  kind: 'observe',
  key,
  receivedAt: ctx.receivedAt,
  courseVersion: ctx.courseVersion(key.course),
  contents,
});

/** Built from entries, so that a content called `__proto__` is a key like any other. */
function resultOf({ answers, notOngoing, notExisting }: Draft): Record<string, unknown> {
  if (notOngoing.size > 0) answers.set('NOT_A_ON_GOING_BATCH', [...notOngoing]);
  if (notExisting.size > 0) answers.set('BATCH_NOT_EXISTS', [...notExisting]);
  return Object.fromEntries(answers);
}
