/**
 * An attempt in a file that Sunbird's archival job wrote out of `assessment_aggregator`: the
 * table's columns in any order under their names, times in milliseconds, `question` as JSON.
 *
 * - A1 A record means what the row meant that it was: it is read by the same rules
 *   (`assessment-row.ts`, `question.ts`), so that its hash is that of the row.
 * - A2 Unlike a cell of a row, one that holds nothing sensible is a fault: nobody can look at the
 *   row any more, and a report must not show less than was archived.
 * - A3 An empty cell and `null` are unset, as Spark writes both.
 *
 * Source: `reference/exhausts.md` 3.2 and 4.
 */
import type { AttemptState } from '../../domain/attempt.js';
import type { QuestionRecord } from '../../domain/command.js';
import {
  NEVER,
  parseContentId,
  parseLearnerId,
  type BatchId,
  type CourseId,
  type IdFault,
  type LearnerId,
} from '../../domain/ids.js';
import { err, ok, type Result } from '../../domain/result.js';
import { attemptOfRow } from './assessment-row.js';
import { instantOf, isRecord, numberOf, parsedJson, textIn } from './cell.js';
import { questionsOfRow } from './question.js';
import type { StoredRow } from './rows.js';

export interface ArchivedRow {
  readonly learner: LearnerId;
  readonly attempt: AttemptState;
  /** In order of their ids. */
  readonly questions: readonly QuestionRecord[];
}

/** What is wrong, in words that begin with the column. */
export type RecordFault = string;

/** Reads the cells of a record; `null` = it is of another batch or course. */
export type ReadRecord = (cells: readonly string[]) => Result<ArchivedRow | null, RecordFault>;

const NEEDED = [
  ...['course_id', 'batch_id', 'user_id', 'content_id', 'attempt_id', 'last_attempted_on'],
  ...['total_max_score', 'total_score', 'question'],
];

/** Prepares the reading of a file by its first record. */
export function recordReader(
  header: readonly string[],
  of: { readonly course: CourseId; readonly batch: BatchId },
): Result<ReadRecord, RecordFault> {
  const missing = NEEDED.filter((column) => !header.includes(column));
  if (missing.length > 0) return err(`the header lacks ${missing.join(', ')}`);
  return ok((cells) => {
    if (cells.length !== header.length) {
      return err(`has ${String(cells.length)} cells where the header has ${String(header.length)}`);
    }
    const row = Object.fromEntries(header.map((column, i) => [column, setOrNull(cells[i])]));
    if (row['course_id'] === null) return err('course_id is missing');
    if (row['batch_id'] === null) return err('batch_id is missing');
    return row['course_id'] === of.course && row['batch_id'] === of.batch
      ? archivedRow(row)
      : ok(null);
  });
}

/** A3. */
const setOrNull = (cell: string | undefined): string | null =>
  cell === undefined || cell === '' || cell === 'null' ? null : cell;

function archivedRow(row: StoredRow): Result<ArchivedRow, RecordFault> {
  const learner = parseLearnerId(row['user_id']);
  if (!learner.ok) return err(idFault('user_id', learner.error));
  const content = parseContentId(row['content_id']);
  if (!content.ok) return err(idFault('content_id', content.error));
  const question = listOfQuestions(row['question']);
  if (!question.ok) return question;
  const cells = { ...row, question: question.value };
  const fault = cellFault(cells);
  if (fault !== null) return err(fault);
  const questions = questionsOfRow(cells);
  const attempt = attemptOfRow(cells, questions);
  if (attempt === null) return err('attempt_id is missing');
  return ok({ learner: learner.value, attempt, questions });
}

const idFault = (column: string, fault: IdFault): RecordFault =>
  fault === 'missing' ? `${column} is missing` : `${column} is no id: ${fault}`;

function listOfQuestions(cell: unknown): Result<readonly unknown[], RecordFault> {
  if (cell === null) return ok([]);
  const value = parsedJson(cell);
  return Array.isArray(value) ? ok(value) : err('question is no list in JSON');
}

/** A2. The first cell that is set to what it cannot be. */
function cellFault(row: StoredRow & { readonly question: readonly unknown[] }): string | null {
  for (const column of ['last_attempted_on', 'updated_on', 'created_on']) {
    const isSet = (row[column] ?? null) !== null;
    if (isSet && instantOf(row[column]) === NEVER) return `${column} is no time`;
  }
  const total = notNumber(row, 'total_score', 'total_max_score');
  if (total !== null) return `${total} is no number`;
  for (const [i, question] of row.question.entries()) {
    const fault = questionFault(question);
    if (fault !== null) return `question[${String(i)}]${fault}`;
  }
  return null;
}

function questionFault(question: unknown): string | null {
  if (!isRecord(question)) return ' is no object';
  if (textIn(question, 'id') === '') return '.id is missing';
  const number = notNumber(question, 'score', 'max_score', 'duration');
  if (number !== null) return `.${number} is no number`;
  const list = ['resvalues', 'params'].find((column) => !isListOfMaps(question[column] ?? []));
  return list === undefined ? null : `.${list} is no list of objects`;
}

const notNumber = (row: StoredRow, ...columns: readonly string[]): string | null =>
  columns.find((column) => (row[column] ?? null) !== null && numberOf(row[column]) === null) ??
  null;

const isListOfMaps = (value: unknown): boolean => Array.isArray(value) && value.every(isRecord);
