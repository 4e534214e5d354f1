/**
 * Turns checked entries of a state update into what the domain folds: states of contents and
 * attempts, with every time clamped (M2 of `domain/command.ts`).
 *
 * Source: design 2; `reference/lms.md` 1.3, 1.6.
 */
import type { Attempt } from '../domain/command.js';
import type { ContentState } from '../domain/content.js';
import { NEVER, type Instant, type LearnerId } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import { scoreAttempt } from './assessment.js';
import type { AssessmentItem, ContentItem } from './content-item.js';

/** What an entry says of its content. `from` = first moment of the batch, `to` = received. */
export function contentState(item: ContentItem, from: Instant, to: Instant): ContentState {
  const clamp = (at: Instant): Instant => Math.min(Math.max(at, from), to);
  const accessedAt = clamp(item.accessedAt ?? to);
  const completed = item.status === 2;
  const completedAt = completed ? clamp(item.completedAt ?? item.accessedAt ?? to) : NEVER;
  return {
    content: item.content,
    status: item.status,
    progress: completed ? 100 : item.progress,
    firstCompletedAt: completedAt,
    lastCompletedAt: completedAt,
    lastAccessAt: accessedAt,
    viewBase: item.views,
    completionBase: item.completions,
    completionSeen: completed,
    details: item.details,
    detailsAt: item.details === '' ? NEVER : accessedAt,
  };
}

/** The entry that upstream adds for each assessment: its content is completed. */
export const completionOf = (item: AssessmentItem): ContentItem => ({
  content: item.content,
  course: item.course,
  batch: item.batch,
  user: null,
  status: 2,
  progress: 0,
  views: 0,
  completions: 0,
  details: '',
  accessedAt: item.attemptedAt,
  completedAt: item.attemptedAt,
  raw: null,
});

/**
 * The attempt of an assessment; the error says why it cannot be scored. Its time is cut at
 * `receivedAt`: a device clock that runs ahead must not keep later records out for years.
 */
export function attemptOf(
  item: AssessmentItem,
  learner: LearnerId,
  receivedAt: Instant,
  courseVersion: number,
): Result<Attempt, string> {
  const scored = scoreAttempt(item.events);
  if (!scored.ok) return scored;
  const { questions, score, maxScore, payloadHash } = scored.value;
  const { content, attempt } = item;
  const attemptedAt = Math.min(item.attemptedAt, receivedAt);
  return ok({
    kind: 'attempt',
    key: { learner, course: item.course, batch: item.batch },
    receivedAt,
    courseVersion,
    attempt: { content, attempt, attemptedAt, score, maxScore, payloadHash },
    questions,
  });
}
