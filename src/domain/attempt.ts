/**
 * One attempt at an assessed content, as the enrolment keeps it. Its questions and answers live in
 * a row of their own (`AttemptDetail`), keyed by the same ids.
 *
 * - A1 Of two records of one attempt the later `attemptedAt` wins; equal times are decided by
 *   score, maximum and payload hash, in this order, never by arrival (design 8, Q15).
 *
 * Source: `reference/jobs.md` 4.2-4.4.
 */
import { compareText, type ContentId, type Instant } from './ids.js';

export interface AttemptState {
  readonly content: ContentId;
  readonly attempt: string;
  /** `assessmentTs` of the record that won. */
  readonly attemptedAt: Instant;
  readonly score: number;
  readonly maxScore: number;
  /** Hash of the questions row that belongs to this state. */
  readonly payloadHash: string;
}

/** The name of an attempt of which only an installation's totals are known. */
export const AGGREGATED_ATTEMPT = 'aggregated';

/** Whether an attempt is known by its totals alone. */
export const isAggregated = (attempt: Pick<AttemptState, 'attempt' | 'payloadHash'>): boolean =>
  attempt.attempt === AGGREGATED_ATTEMPT && attempt.payloadHash === '';

/** What identifies an attempt within an enrolment. */
export const attemptKey = (a: { content: ContentId; attempt: string }): string =>
  `${a.content}\u0000${a.attempt}`;

/** The winner of two records of one attempt. */
export const joinAttempt = (a: AttemptState, b: AttemptState): AttemptState =>
  compareAttempts(a, b) >= 0 ? a : b;

/** Total order by time, score, maximum, payload. */
export function compareAttempts(a: AttemptState, b: AttemptState): number {
  return (
    a.attemptedAt - b.attemptedAt ||
    a.score - b.score ||
    a.maxScore - b.maxScore ||
    compareText(a.payloadHash, b.payloadHash)
  );
}

/** One content's score over its attempts. */
export interface ContentScore {
  readonly content: ContentId;
  readonly score: number;
  readonly maxScore: number;
  readonly attempts: number;
}

/** Which attempt of a content counts in a report: the best, or the latest. */
export type CountingAttempt = 'best' | 'latest';

/**
 * Best attempt per content: highest absolute score, the first in attempt-id order on ties
 * (`reference/jobs.md` 4.3). Contents in id order. Where the `latest` counts, the best of those
 * that were made last.
 */
export function bestScores(
  attempts: Iterable<AttemptState>,
  counting: CountingAttempt = 'best',
): ContentScore[] {
  const best = new Map<ContentId, { top: AttemptState; count: number }>();
  for (const a of attempts) {
    const held = best.get(a.content);
    if (held === undefined) best.set(a.content, { top: a, count: 1 });
    else best.set(a.content, { top: better(held.top, a, counting), count: held.count + 1 });
  }
  return [...best.values()]
    .map(({ top, count }) => ({
      content: top.content,
      score: top.score,
      maxScore: top.maxScore,
      attempts: count,
    }))
    .sort((a, b) => compareText(a.content, b.content));
}

function better(a: AttemptState, b: AttemptState, counting: CountingAttempt): AttemptState {
  if (counting === 'latest' && a.attemptedAt !== b.attemptedAt) {
    return a.attemptedAt > b.attemptedAt ? a : b;
  }
  if (a.score !== b.score) return a.score > b.score ? a : b;
  return compareText(a.attempt, b.attempt) <= 0 ? a : b;
}

/**
 * The attempt that a certificate event names: the latest when exactly one content was attempted,
 * else '' (`reference/jobs.md` 4.4).
 */
export function latestAttempt(attempts: Iterable<AttemptState>): string {
  let latest: AttemptState | null = null;
  for (const a of attempts) {
    if (latest !== null && latest.content !== a.content) return '';
    if (latest === null || compareAttempts(a, latest) > 0) latest = a;
  }
  return latest?.attempt ?? '';
}
