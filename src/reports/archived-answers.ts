/**
 * What a learner answered, kept here and archived, as one: the rule by which a response report
 * shows attempts that were moved out of the tables.
 *
 * - U1 An attempt whose answers are here is shown as it is here, whatever was archived of it.
 * - U2 An attempt whose answers are not (its row was moved away after the attempt was taken over,
 *   or totals alone tell of it) is shown as it was archived.
 * - U3 An attempt that is archived alone is one of the learner's like any other.
 *
 * Source: `reference/exhausts.md` 3.2 (V2), where any of two equal questions may be the one that is
 * dropped.
 */
import { attemptKey, isAggregated } from '../domain/attempt.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { AttemptRow } from '../persistence/ports.js';
import type { ArchivedAttempt } from '../persistence/report-ports.js';
import { recordKey } from './response-row.js';

export interface UnitedAnswers {
  readonly state: EnrolmentState;
  readonly answers: readonly AttemptRow[];
  /** Rows of a report that show what was archived. */
  readonly archivedRows: number;
}

/** `archived` has each attempt once; `answers` are those that are kept of `state`'s attempts. */
export function uniteAnswers(
  state: EnrolmentState,
  answers: readonly AttemptRow[],
  archived: readonly ArchivedAttempt[],
): UnitedAnswers {
  if (archived.length === 0) return { state, answers, archivedRows: 0 };
  const kept = new Set(answers.filter((row) => row.questions.length > 0).map(recordKey));
  const attempts = new Map([...state.attempts.values()].map((a) => [attemptKey(a), a]));
  const added: AttemptRow[] = [];
  let archivedRows = 0;
  for (const { state: attempt, questions } of archived) {
    const held = attempts.get(attemptKey(attempt));
    const isHere = held !== undefined && (kept.has(recordKey(held)) || questions.length === 0);
    if (isHere || isAggregated(attempt)) continue;
    attempts.set(attemptKey(attempt), attempt);
    added.push({ ...attempt, key: state.key, questions });
    archivedRows += Math.max(1, questions.length);
  }
  return { state: { ...state, attempts }, answers: [...answers, ...added], archivedRows };
}
