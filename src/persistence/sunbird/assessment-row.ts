/**
 * An attempt and its row of `assessment_aggregator`.
 *
 * Source: `reference/jobs.md` 4.2 (items 5-6) and 4.5.
 */
import { attemptKey, isAggregated, type AttemptState } from '../../domain/attempt.js';
import type { QuestionRecord } from '../../domain/command.js';
import { compareText, parseContentId } from '../../domain/ids.js';
import type { AttemptRow } from '../ports.js';
import { instantIn, numberOf, textIn } from './cell.js';
import type { Projection } from './projection.js';
import { hashOfAnswers, questionOf, questionsOfRow } from './question.js';
import type { AssessmentRow, StoredRow } from './rows.js';

/** The rows of the attempts that differ between the two states. */
export function assessmentRows(projection: Projection): AssessmentRow[] {
  const answers = new Map(projection.attempts.map((row) => [answersKey(row), row]));
  return changedAttempts(projection)
    .filter((attempt) => !isAggregated(attempt))
    .map((attempt) => rowOf(projection, attempt, answers.get(answersKey(attempt))));
}

/** The attempts that are new or hold another record than before, in order of their ids. */
export function changedAttempts({ before, after }: Projection): AttemptState[] {
  if (before?.attempts === after.attempts) return [];
  return [...after.attempts.values()]
    .filter((attempt) => {
      const held = before?.attempts.get(attemptKey(attempt));
      return held === undefined || recordText(held) !== recordText(attempt);
    })
    .sort((a, b) => compareText(attemptKey(a), attemptKey(b)));
}

const recordText = ({ attemptedAt, score, maxScore, payloadHash }: AttemptState): string =>
  JSON.stringify([attemptedAt, score, maxScore, payloadHash]);

const answersKey = (attempt: Pick<AttemptRow, 'content' | 'attempt' | 'payloadHash'>): string =>
  `${attemptKey(attempt)}\u0000${attempt.payloadHash}`;

function rowOf(
  { before, after, now }: Projection,
  attempt: AttemptState,
  answers: AttemptRow | undefined,
): AssessmentRow {
  const isNew = before?.attempts.get(attemptKey(attempt)) === undefined;
  return {
    course_id: after.key.course,
    batch_id: after.key.batch,
    user_id: after.key.learner,
    content_id: attempt.content,
    attempt_id: attempt.attempt,
    last_attempted_on: attempt.attemptedAt,
    total_score: attempt.score,
    total_max_score: attempt.maxScore,
    grand_total: `${decimalText(attempt.score)}/${decimalText(attempt.maxScore)}`,
    ...(answers === undefined ? {} : { question: answers.questions.map(questionOf) }),
    ...(isNew ? { created_on: now } : {}),
    updated_on: now,
  };
}

/**
 * A number under the pattern `0.0#`: one or two decimals, a half going to the even digit as the
 * JVM rounds. Only odd eighths lie exactly between two hundredths.
 */
export function decimalText(value: number): string {
  const eighths = value * 8;
  const isHalf = Number.isInteger(eighths) && eighths % 2 !== 0;
  const below = Math.floor(eighths * 12.5);
  const even = below % 2 === 0 ? below : below + 1;
  const text = (isHalf ? even / 100 : value).toFixed(2);
  return text.endsWith('0') ? text.slice(0, -1) : text;
}

/**
 * The attempt of a stored row; `null` when its ids cannot be such. Rows of before the two totals
 * were columns say them in `grand_total` alone. `questions` are the row's, where they were read.
 */
export function attemptOfRow(
  row: StoredRow,
  questions: readonly QuestionRecord[] = questionsOfRow(row),
): AttemptState | null {
  const content = parseContentId(row['content_id']);
  const attempt = textIn(row, 'attempt_id');
  if (!content.ok || attempt === '') return null;
  const [score, maxScore] = textIn(row, 'grand_total').split('/').map(numberOf);
  const [told, toldMax] = maxScore === undefined ? [] : [score, maxScore];
  return {
    content: content.value,
    attempt,
    attemptedAt: instantIn(row, 'last_attempted_on', 'updated_on', 'created_on'),
    score: numberOf(row['total_score']) ?? told ?? 0,
    maxScore: numberOf(row['total_max_score']) ?? toldMax ?? 0,
    payloadHash: hashOfAnswers(questions),
  };
}
