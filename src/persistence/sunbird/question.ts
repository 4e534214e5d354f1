/**
 * The answers of an attempt and the list of `question` values that holds them.
 *
 * - A1 The hash of answers that were read equals the one of the same answers scored from events,
 *   so that the same attempt told again is recognised.
 *
 * Source: `reference/jobs.md` 4.2 and 4.5.
 */
import { createHash } from 'node:crypto';
import type { QuestionRecord } from '../../domain/command.js';
import { compareText } from '../../domain/ids.js';
import { textMapsOf } from '../../domain/text-maps.js';
import { instantIn, isRecord, listIn, numberOf, textIn, textsOf } from './cell.js';
import type { Question, StoredRow } from './rows.js';

/** An answered question as its column holds it. */
export const questionOf = (record: QuestionRecord): Question => ({
  id: record.id,
  assess_ts: record.assessedAt,
  max_score: record.maxScore,
  score: record.score,
  type: record.type === '' ? null : record.type,
  title: record.title,
  resvalues: textMapsOf(record.responses),
  params: textMapsOf(record.params),
  description: record.description,
  duration: record.duration,
});

/** The answers of a stored row, in order of question id; those without an id are left out. */
export function questionsOfRow(row: StoredRow): QuestionRecord[] {
  return listIn(row, 'question')
    .filter(isRecord)
    .filter((question) => textIn(question, 'id') !== '')
    .map(recordOf)
    .sort((a, b) => compareText(a.id, b.id));
}

/** The hash that stands for answers; '' where none are known. A1 rests on the fields' order. */
export const hashOfAnswers = (questions: readonly QuestionRecord[]): string =>
  questions.length === 0
    ? ''
    : createHash('sha256').update(JSON.stringify(questions)).digest('hex');

const recordOf = (question: StoredRow): QuestionRecord => ({
  id: textIn(question, 'id'),
  assessedAt: instantIn(question, 'assess_ts'),
  maxScore: numberOf(question['max_score']) ?? 0,
  score: numberOf(question['score']) ?? 0,
  duration: numberOf(question['duration']) ?? 0,
  type: textIn(question, 'type'),
  title: textIn(question, 'title'),
  description: textIn(question, 'description'),
  responses: jsonOfMaps(question, 'resvalues'),
  params: jsonOfMaps(question, 'params'),
});

/** One text for equal lists: the members of each map in order. */
const jsonOfMaps = (question: StoredRow, column: string): string =>
  JSON.stringify(
    listIn(question, column).map((map) =>
      Object.fromEntries(Object.entries(textsOf(map)).sort(([a], [b]) => compareText(a, b))),
    ),
  );
