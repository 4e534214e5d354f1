/**
 * Reads requests to score attempts at assessments, one or several. Pure.
 *
 * - A1 An entry without events asks that stored scores are looked at again. Scores are derived from
 *   stored attempts whenever they are read, so what is left is to derive the enrolment.
 * - A2 Of several entries, one that cannot be scored does not stop the others; it is kept.
 *
 * Source: `reference/lms.md` 1.10, 4.3.
 */
import type { Command } from '../domain/command.js';
import { parseContentId, type CourseId, type EnrolmentKey, type Instant } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';
import { attemptOf } from './observation.js';
import { mandatory, parseKey } from './recompute.js';
import { firstOf, idOf, isBlank, isFields, listOf, own, parseEpoch, requestOf } from './wire.js';
import type { Fields } from './wire.js';

/** Most attempts in one request. */
export const ASSESSMENTS_COUNT_MAX = 1000;

export interface ScoringContext {
  readonly receivedAt: Instant;
  readonly courseVersion: (course: CourseId) => number;
}

/** One entry that was understood. */
export interface Scoring {
  readonly command: Command;
  /** The attempt that is scored; `null` = stored attempts are looked at again. */
  readonly attempt: string | null;
  /** As received, with the defaults of the request. */
  readonly entry: Fields;
}

export interface ScoringPlan {
  readonly scorings: readonly Scoring[];
  /** Entries of several that cannot be scored (A2). */
  readonly rejected: readonly { readonly reason: string; readonly entry: Fields }[];
  /** `attemptId` of the answer. */
  readonly attemptId: string;
}

/** Reads `{request:{userId, courseId, batchId, contentId, attemptId, events}}` or `assessments`. */
export function planScoring(body: unknown, ctx: ScoringContext): Result<ScoringPlan, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const { assessments, ...defaults } = request.value;
  if (assessments === undefined) return planOne(request.value, ctx);
  const list = listOf(assessments, 'assessments');
  if (!list.ok) return list;
  if (list.value.length > ASSESSMENTS_COUNT_MAX) {
    const limit = `${String(ASSESSMENTS_COUNT_MAX)} entries`;
    return err(fault('LIMIT_EXCEEDED', 'assessments', limit, String(list.value.length)));
  }
  return ok(planSeveral(list.value, defaults, ctx));
}

function planOne(entry: Fields, ctx: ScoringContext): Result<ScoringPlan, Fault> {
  const scoring = scoringOf(entry, ctx);
  if (!scoring.ok) return scoring;
  const attemptId = scoring.value.attempt ?? NONE;
  return ok({ scorings: [scoring.value], rejected: [], attemptId });
}

function planSeveral(
  entries: readonly unknown[],
  defaults: Fields,
  ctx: ScoringContext,
): ScoringPlan {
  const scorings: Scoring[] = [];
  const rejected: { readonly reason: string; readonly entry: Fields }[] = [];
  for (const given of entries) {
    const entry = isFields(given) ? { ...defaults, ...given } : { ...defaults, entry: given };
    const scoring = scoringOf(entry, ctx);
    if (scoring.ok) scorings.push(scoring.value);
    else rejected.push({ reason: scoring.error.args.join(' ') || scoring.error.code, entry });
  }
  return { scorings, rejected, attemptId: NONE };
}

/** Upstream's word for an answer that is about no attempt in particular. */
const NONE = 'N/A';

function scoringOf(entry: Fields, ctx: ScoringContext): Result<Scoring, Fault> {
  const key = parseKey(entry);
  if (!key.ok) return key;
  const events = listOf(own(entry, 'events'), 'events');
  if (!events.ok) return events;
  if (events.value.length > 0) return attemptScoring(entry, events.value, key.value, ctx);
  const { receivedAt } = ctx;
  const courseVersion = ctx.courseVersion(key.value.course);
  const command = { kind: 'reevaluate', key: key.value, receivedAt, courseVersion } as const;
  return ok({ command, attempt: null, entry });
}

function attemptScoring(
  entry: Fields,
  events: readonly unknown[],
  key: EnrolmentKey,
  ctx: ScoringContext,
): Result<Scoring, Fault> {
  const missing = mandatory('contentId');
  const content = idOf(own(entry, 'contentId'), 'contentId', parseContentId, missing);
  if (!content.ok) return content;
  const attemptedAt = parseEpoch(firstOf(entry, 'assessmentTs', 'assessmentTimestamp'));
  if (attemptedAt === null) return err(mandatory('assessmentTs'));
  const given = own(entry, 'attemptId');
  const attemptId = isBlank(given) ? namedAttempt(key, content.value, attemptedAt) : given;
  const attempt = idOf(attemptId, 'attemptId', parseContentId);
  if (!attempt.ok) return attempt;
  const { learner, course, batch } = key;
  const ids = { content: content.value, attempt: attempt.value, course, batch };
  const item = { ...ids, attemptedAt, events, raw: entry };
  const command = attemptOf(item, learner, ctx.receivedAt, ctx.courseVersion(course));
  if (!command.ok) return err(fault('INVALID_REQUESTED_DATA', command.error));
  return ok({ command: command.value, attempt: attempt.value, entry });
}

/** Upstream's name for an attempt without one: a hash of who, what and when, as Java has it. */
function namedAttempt({ learner }: EnrolmentKey, content: string, at: Instant): string {
  let hash = 0;
  for (const unit of `${learner}_${content}_${String(at)}`.split('')) {
    hash = (Math.imul(31, hash) + unit.charCodeAt(0)) | 0;
  }
  return String(Math.abs(hash));
}
