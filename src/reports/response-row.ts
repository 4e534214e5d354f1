/**
 * The rows of a response report: one for each attempt and question, from a learner's attempts and
 * the answers that are kept beside them. Owns the value rules of `RESPONSE_COLUMNS`.
 *
 * - A1 All attempts of the batch are shown, whatever their content's type, in order of content,
 *   attempt and question. An attempt without questions is one row with empty cells, and `null` for
 *   options and response, as upstream.
 * - A2 What a learner's state holds decides which attempts there are; answers that belong to a
 *   record that lost (`domain/attempt.ts` A1) are not shown.
 * - A3 An attempt that is known by its totals alone has no row: nobody answered it as such.
 *
 * Source: `reference/exhausts.md` 3.2 (V2).
 */
import { attemptKey, isAggregated, type AttemptState } from '../domain/attempt.js';
import type { QuestionRecord } from '../domain/command.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { compareText, NEVER, type ContentId } from '../domain/ids.js';
import type { AttemptRow } from '../persistence/ports.js';
import { subjectCells, type RowSubject } from './columns.js';
import { doubleText, roundHalfUp } from './double-text.js';
import { questionText } from './question-text.js';
import type { Row } from './sheet.js';
import type { ZoneTime } from './zone-time.js';

export interface ResponseSubject extends RowSubject {
  readonly timeOf: ZoneTime;
}

/** Writes the rows of one learner from the stored answers; titles are looked up by content. */
export type ResponseRows = (
  state: EnrolmentState,
  answers: readonly AttemptRow[],
  titles: ReadonlyMap<ContentId, string>,
) => Row[];

/** Prepares the rows of one report. */
export function responseRows(subject: ResponseSubject): ResponseRows {
  const shared = subjectCells(subject);
  return (state, answers, titles) => {
    const kept = new Map(answers.map((row) => [recordKey(row), row.questions]));
    return answered(state).flatMap((attempt) => {
      const cells = [
        ...shared,
        state.key.learner,
        attempt.content,
        titles.get(attempt.content) ?? '',
        attempt.attempt,
        attempt.attemptedAt === NEVER ? '' : subject.timeOf(attempt.attemptedAt),
      ];
      const questions = kept.get(recordKey(attempt)) ?? [];
      if (questions.length === 0) return [[...cells, ...NO_QUESTION]];
      return inOrder(questions).map((question) => [...cells, ...questionCells(question)]);
    });
  };
}

/** The attempts that have rows, in their order (A1, A3). */
export const answered = ({ attempts }: Pick<EnrolmentState, 'attempts'>): AttemptState[] =>
  [...attempts.values()]
    .filter((attempt) => !isAggregated(attempt))
    .sort((a, b) => compareText(attemptKey(a), attemptKey(b)));

/** A2: answers belong to the record that they came with. */
export const recordKey = (
  record: Pick<AttemptState, 'content' | 'attempt' | 'payloadHash'>,
): string => `${attemptKey(record)}\u0000${record.payloadHash}`;

const NO_QUESTION: Row = ['', '', '', '', '', '', '', 'null', 'null'];

const inOrder = (questions: readonly QuestionRecord[]): readonly QuestionRecord[] =>
  [...questions].sort((a, b) => compareText(a.id, b.id));

const questionCells = (question: QuestionRecord): Row => [
  question.id,
  question.type,
  question.title,
  question.description,
  doubleText(roundHalfUp(question.duration)),
  doubleText(question.score),
  doubleText(question.maxScore),
  questionText(question.params),
  questionText(question.responses),
];
