/**
 * Best scores as `user_activity_agg` holds them: three keys a content in its maps, one entry an
 * attempt in its details; and the attempts that such a row tells of.
 *
 * - G1 An attempt that only totals tell of is remembered under `AGGREGATED_ATTEMPT`: it counts,
 *   and is listed nowhere as if somebody had made it.
 *
 * Source: `reference/jobs.md` 2.3 and 4.3-4.4.
 */
import {
  AGGREGATED_ATTEMPT,
  attemptKey,
  bestScores,
  isAggregated,
  type AttemptState,
} from '../../domain/attempt.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import { compareText, parseContentId, type ContentId } from '../../domain/ids.js';
import { entriesIn, instantOf, isRecord, listIn, numberOf, parsedJson, textIn } from './cell.js';
import { dateText, instantOfDateText } from './date-text.js';
import type { RowZone, StoredRow } from './rows.js';

/** `score:`, `max_score:` and `attempts_count:` of every content that was attempted. */
export function scoreAggregates(state: EnrolmentState): Record<string, number> {
  const entries = bestScores(state.attempts.values()).flatMap((best) => [
    [`score:${best.content}`, best.score] as const,
    [`max_score:${best.content}`, best.maxScore] as const,
    [`attempts_count:${best.content}`, best.attempts] as const,
  ]);
  return Object.fromEntries(entries);
}

/** One JSON text an attempt, in order of content and attempt, as the table clusters them. */
export function attemptDetails(state: EnrolmentState, zone: RowZone): string[] {
  return [...state.attempts.values()]
    .filter((attempt) => !isAggregated(attempt))
    .sort((a, b) => compareText(attemptKey(a), attemptKey(b)))
    .map((attempt) =>
      JSON.stringify({
        attempt_id: attempt.attempt,
        last_attempted_on: dateText(attempt.attemptedAt, zone),
        score: attempt.score,
        content_id: attempt.content,
        max_score: attempt.maxScore,
        type: 'attempt_metrics',
      }),
    );
}

/** The attempts that a stored row lists, whatever release named their type. */
export function attemptsOfDetails(row: StoredRow, zone: RowZone): AttemptState[] {
  return listIn(row, 'agg_details')
    .map(parsedJson)
    .filter(isRecord)
    .flatMap((detail) => {
      const content = parseContentId(detail['content_id']);
      const attempt = textIn(detail, 'attempt_id');
      if (!content.ok || attempt === '') return [];
      const attemptedAt = instantOfDateText(detail['last_attempted_on'], zone);
      const score = numberOf(detail['score']) ?? 0;
      const maxScore = numberOf(detail['max_score']) ?? 0;
      return [{ content: content.value, attempt, attemptedAt, score, maxScore, payloadHash: '' }];
    });
}

const SCORE_PREFIX = 'score:';

/**
 * An attempt for each content that has totals; the doubles of `aggregates` lie over the older
 * whole numbers of `agg`, and a missing maximum is 1 (`reference/jobs.md` 2.3).
 */
export function attemptsOfTotals(row: StoredRow): AttemptState[] {
  const totals = new Map([...entriesIn(row, 'agg'), ...entriesIn(row, 'aggregates')]);
  const updated = new Map(entriesIn(row, 'agg_last_updated'));
  return [...totals].flatMap(([key, total]) => {
    const score = numberOf(total);
    const content = contentOfKey(key);
    if (content === null || score === null) return [];
    const attemptedAt = instantOf(updated.get(key));
    const maxScore = numberOf(totals.get(`max_score:${content}`)) ?? 1;
    const attempt = AGGREGATED_ATTEMPT;
    return [{ content, attempt, attemptedAt, score, maxScore, payloadHash: '' }];
  });
}

function contentOfKey(key: string): ContentId | null {
  if (!key.startsWith(SCORE_PREFIX)) return null;
  const content = parseContentId(key.slice(SCORE_PREFIX.length));
  return content.ok ? content.value : null;
}
