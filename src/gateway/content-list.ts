/**
 * Reads and answers a content-state read: which contents of an enrolment are wanted, and how
 * Sunbird shows their rows.
 *
 * Source: `reference/lms.md` 2.
 */
import { attemptKey, type AttemptState } from '../domain/attempt.js';
import { completedCount, viewCount, type ContentState } from '../domain/content.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import {
  NEVER,
  compareText,
  parseBatchId,
  parseCourseId,
  parseLearnerId,
  type EnrolmentKey,
} from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import type { Fault } from './fault.js';
import { firstOf, idOf, own, requestOf, textsOf, type Fields } from './wire.js';
import type { Zone } from './zone.js';

/** `assessment.attempts.limit`. */
export const ATTEMPTS_SHOWN_COUNT_MAX = 25;

export interface ContentRead {
  readonly key: EnrolmentKey;
  /** `null` = every content that has a row. */
  readonly contents: ReadonlySet<string> | null;
  readonly withScores: boolean;
}

/**
 * Reads the body. `user` is whom the public route is about; where it is `null` (private route) the
 * body's `userId` is.
 */
export function parseContentRead(body: unknown, user: string | null): Result<ContentRead, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  const courseIds = textsOf(own(fields, 'courseIds'), 'courseIds');
  if (!courseIds.ok) return courseIds;
  const contentIds = textsOf(own(fields, 'contentIds'), 'contentIds');
  if (!contentIds.ok) return contentIds;
  const learner = idOf(user ?? own(fields, 'userId'), 'userId', parseLearnerId);
  if (!learner.ok) return learner;
  const course = idOf(courseOf(fields, courseIds.value), 'courseId', parseCourseId);
  if (!course.ok) return course;
  const batch = idOf(own(fields, 'batchId'), 'batchId', parseBatchId);
  if (!batch.ok) return batch;
  const shown = textsOf(own(fields, 'fields'), 'fields');
  if (!shown.ok) return shown;
  return ok({
    key: { learner: learner.value, course: course.value, batch: batch.value },
    contents: contentIds.value.length === 0 ? null : new Set(contentIds.value),
    withScores: shown.value.includes('score'),
  });
}

/** The first of `courseIds` counts where neither other key is there at all. */
const courseOf = (fields: Fields, courseIds: readonly string[]): unknown =>
  Object.hasOwn(fields, 'courseId') || Object.hasOwn(fields, 'collectionId')
    ? firstOf(fields, 'courseId', 'collectionId')
    : courseIds[0];

/** `result.contentList`: one row a content, in the order of content ids. */
export function contentList(
  state: EnrolmentState,
  { contents, withScores }: ContentRead,
  zone: Zone,
): Record<string, unknown>[] {
  return [...state.contents.values()]
    .filter((content) => contents?.has(content.content) ?? true)
    .sort((a, b) => compareText(a.content, b.content))
    .map((content) => {
      const row = contentRow(state.key, content, zone);
      return withScores ? { ...row, score: scoresOf(state, content) } : row;
    });
}

const contentRow = (
  key: EnrolmentKey,
  content: ContentState,
  zone: Zone,
): Record<string, unknown> => ({
  contentId: content.content,
  batchId: key.batch,
  courseId: key.course,
  collectionId: key.course,
  status: content.status,
  progress: content.progress,
  viewCount: viewCount(content),
  completedCount: completedCount(content),
  lastAccessTime: content.lastAccessAt === NEVER ? null : zone.format(content.lastAccessAt),
  lastCompletedTime:
    content.lastCompletedAt === NEVER ? null : zone.format(content.lastCompletedAt),
  completionPercentage: null,
  ...(content.details === '' ? {} : { progressdetails: JSON.parse(content.details) as unknown }),
});

function scoresOf(state: EnrolmentState, { content }: ContentState): Record<string, unknown>[] {
  return [...state.attempts.values()]
    .filter((attempt: AttemptState) => attempt.content === content)
    .sort((a, b) => compareText(attemptKey(a), attemptKey(b)))
    .slice(0, ATTEMPTS_SHOWN_COUNT_MAX)
    .map((attempt) => ({
      attemptId: attempt.attempt,
      lastAttemptedOn: attempt.attemptedAt,
      totalMaxScore: attempt.maxScore,
      totalScore: attempt.score,
    }));
}
