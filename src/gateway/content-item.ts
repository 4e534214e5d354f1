/**
 * One entry of `contents` or `assessments` of a state update, checked in upstream's order, where
 * the first fault wins. Knows nothing of batches, users or clocks; `content-state.ts` does.
 *
 * Source: `reference/lms.md` 1.2, 1.6; design 8, L4.
 */
import type { ContentStatus } from '../domain/content.js';
import {
  parseBatchId,
  parseContentId,
  parseCourseId,
  parseLearnerId,
  type BatchId,
  type ContentId,
  type CourseId,
  type Instant,
  type LearnerId,
} from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault, type FaultCode } from './fault.js';
import {
  countOf,
  firstOf,
  idOf,
  invalidValue,
  isBlank,
  isFields,
  localUserId,
  own,
  parseEpoch,
  parseTime,
  type Fields,
} from './wire.js';

export interface ContentItem {
  readonly content: ContentId;
  readonly course: CourseId;
  /** `null`: the item names no batch and is not tracked. */
  readonly batch: BatchId | null;
  /** `null`: the item is about the caller. */
  readonly user: LearnerId | null;
  readonly status: ContentStatus;
  /** 0..99 as sent; what 100 means is decided by the status. */
  readonly progress: number;
  readonly views: number;
  readonly completions: number;
  /** JSON text of `progressdetails`; '' = none. */
  readonly details: string;
  /** As sent; `null` when not sent. */
  readonly accessedAt: Instant | null;
  readonly completedAt: Instant | null;
  /** The entry as received, for a dead letter; `null` for an entry that was made up here. */
  readonly raw: unknown;
}

export interface AssessmentItem {
  readonly content: ContentId;
  readonly course: CourseId;
  readonly batch: BatchId;
  readonly attempt: string;
  readonly attemptedAt: Instant;
  readonly events: readonly unknown[];
  /** The entry as received. */
  readonly raw: Fields;
}

const COUNT_MAX = 2 ** 31 - 1;
/** Progress below completion; 100 is reached by status 2 alone (L3). */
const PROGRESS_MAX = 99;

/** Parses `contents[i]`; `at` names it in messages; details longer than the limit are refused. */
export function parseContentItem(
  value: unknown,
  at: string,
  detailsBytesMax: number,
): Result<ContentItem, Fault> {
  if (!isFields(value)) return err(fault('DATA_TYPE_ERROR', at, 'Map'));
  const broken = brokenRule(value);
  if (broken !== null) return err(broken);
  const ids = parseIds(value, at);
  if (!ids.ok) return ids;
  const status = parseStatus(own(value, 'status'), at);
  if (!status.ok) return status;
  const times = parseTimes(value);
  if (!times.ok) return times;
  const counts = parseCounts(value, at);
  if (!counts.ok) return counts;
  const details = parseDetails(value, at, detailsBytesMax);
  if (!details.ok) return details;
  return ok({
    content: ids.value.content,
    course: ids.value.course,
    batch: ids.value.batch,
    user: ids.value.user,
    status: status.value,
    progress: counts.value.progress,
    views: counts.value.views,
    completions: counts.value.completions,
    details: details.value,
    accessedAt: times.value.accessedAt,
    completedAt: times.value.completedAt,
    raw: value,
  });
}

/** Parses `assessments[i]`; events are looked into when they are scored. */
export function parseAssessmentItem(value: unknown, at: string): Result<AssessmentItem, Fault> {
  if (!isFields(value)) return err(fault('DATA_TYPE_ERROR', at, 'Map'));
  if (!Object.hasOwn(value, 'assessmentTs')) return err(fault('ATTEMPTED_DATE_REQUIRED'));
  const blank = ASSESSMENT_IDS.find(([name]) => isBlank(own(value, name)));
  if (blank !== undefined) return err(fault(blank[1]));
  if (!Object.hasOwn(value, 'events')) return err(fault('EVENTS_DATA_MISSING'));
  const attemptedAt = parseEpoch(own(value, 'assessmentTs'));
  if (attemptedAt === null) {
    return err(invalidValue(own(value, 'assessmentTs'), `${at}.assessmentTs`));
  }
  const events = own(value, 'events') ?? [];
  if (!Array.isArray(events)) return err(fault('DATA_TYPE_ERROR', `${at}.events`, 'List'));
  const course = idOf(own(value, 'courseId'), `${at}.courseId`, parseCourseId);
  if (!course.ok) return course;
  const content = idOf(own(value, 'contentId'), `${at}.contentId`, parseContentId);
  if (!content.ok) return content;
  const batch = idOf(own(value, 'batchId'), `${at}.batchId`, parseBatchId);
  if (!batch.ok) return batch;
  // An attempt id obeys the same rule as any id: it becomes a part of keys.
  const attempt = idOf(own(value, 'attemptId'), `${at}.attemptId`, parseContentId);
  if (!attempt.ok) return attempt;
  return ok({
    content: content.value,
    course: course.value,
    batch: batch.value,
    attempt: attempt.value,
    attemptedAt,
    events,
    raw: value,
  });
}

const ASSESSMENT_IDS: readonly (readonly [string, FaultCode])[] = [
  ['courseId', 'COURSE_ID_REQUIRED_ERROR'],
  ['contentId', 'CONTENT_ID_REQUIRED_ERROR'],
  ['batchId', 'COURSE_BATCH_ID_MISSING'],
  ['userId', 'USERID_MISSING'],
  ['attemptId', 'ATTEMPT_ID_REQUIRED_ERROR'],
];

/** Upstream's five rules for an entry of `contents`, in its order; the form of ids comes later. */
function brokenRule(item: Fields): Fault | null {
  const isMalformed = (name: string): boolean => {
    const time = own(item, name) ?? null;
    return time !== null && parseTime(time) === null;
  };
  if (isMalformed('lastUpdatedTime')) return fault('DATE_FORMAT_ERRROR');
  if (isMalformed('lastCompletedTime')) return fault('DATE_FORMAT_ERRROR');
  if (isBlank(firstOf(item, 'courseId', 'collectionId'))) return fault('COURSE_ID_REQUIRED_ERROR');
  if (isBlank(own(item, 'contentId'))) return fault('CONTENT_ID_REQUIRED_ERROR');
  return (own(item, 'status') ?? null) === null ? fault('CONTENT_STATUS_MISSING_ERROR') : null;
}

type Times = Pick<ContentItem, 'accessedAt' | 'completedAt'>;

/** A blank `lastAccessTime` counts as not sent; `lastUpdatedTime` is only checked, as upstream. */
function parseTimes(item: Fields): Result<Times, Fault> {
  const accessed = own(item, 'lastAccessTime');
  const accessedAt = isNone(accessed) ? null : parseTime(accessed);
  if (accessedAt === null && !isNone(accessed)) return err(fault('DATE_FORMAT_ERRROR'));
  return ok({ accessedAt, completedAt: parseTime(own(item, 'lastCompletedTime')) });
}

/** Upstream reads blank and the word null (in any case) as no time. */
const isNone = (value: unknown): boolean =>
  isBlank(value) || (typeof value === 'string' && value.toLowerCase() === 'null');

type Ids = Pick<ContentItem, 'content' | 'course' | 'batch' | 'user'>;

function parseIds(item: Fields, at: string): Result<Ids, Fault> {
  const courseId = firstOf(item, 'courseId', 'collectionId');
  const course = idOf(courseId, `${at}.courseId`, parseCourseId);
  if (!course.ok) return course;
  const content = idOf(own(item, 'contentId'), `${at}.contentId`, parseContentId);
  if (!content.ok) return content;
  const batch = optionalId(own(item, 'batchId'), `${at}.batchId`, parseBatchId);
  if (!batch.ok) return batch;
  const userId = own(item, 'userId');
  const local = typeof userId === 'string' ? localUserId(userId) : userId;
  const user = optionalId(local, `${at}.userId`, parseLearnerId);
  if (!user.ok) return user;
  return ok({
    course: course.value,
    content: content.value,
    batch: batch.value,
    user: user.value,
  });
}

function optionalId<Id>(
  value: unknown,
  name: string,
  parse: Parameters<typeof idOf<Id>>[2],
): Result<Id | null, Fault> {
  return isBlank(value) ? ok(null) : idOf(value, name, parse);
}

/** Any whole number from 0 on; above 2 counts as 2 (L4). */
function parseStatus(value: unknown, at: string): Result<ContentStatus, Fault> {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    return err(fault('CONTENT_STATUS_MISSING_ERROR', ` ${at}.status must be 0, 1 or 2.`));
  }
  return ok(value === 0 ? 0 : value === 1 ? 1 : 2);
}

type Counts = Pick<ContentItem, 'progress' | 'views' | 'completions'>;

function parseCounts(item: Fields, at: string): Result<Counts, Fault> {
  const count = (name: string, max: number): Result<number, Fault> =>
    countOf(own(item, name), `${at}.${name}`, { min: 0, max, otherwise: 0 });
  const progress = count('progress', PROGRESS_MAX);
  if (!progress.ok) return progress;
  const views = count('viewCount', COUNT_MAX);
  if (!views.ok) return views;
  const completions = count('completedCount', COUNT_MAX);
  if (!completions.ok) return completions;
  return ok({ progress: progress.value, views: views.value, completions: completions.value });
}

function parseDetails(item: Fields, at: string, bytesMax: number): Result<string, Fault> {
  const value = own(item, 'progressdetails') ?? null;
  if (value === null) return ok('');
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= bytesMax) return ok(text);
  const limit = String(bytesMax);
  return err(fault('LIMIT_EXCEEDED', `${at}.progressdetails`, `${limit} bytes`, String(bytes)));
}
