/**
 * The deviations from Sunbird's exhausts: what a report holds. Each rule recognises the differences
 * that its decision makes, and only where upstream's own result is what is expected.
 *
 * Source: `reference/exhausts.md`, the defects listed at its end; design 8.
 */
import type { Difference } from './difference.js';
import type { ExhaustExpected, ExhaustGiven } from './exhaust-case.js';
import { REQUEST_RULES } from './exhaust-request-rules.js';
import { fieldsOf, isFields, listOf, textOr, type Fields } from './fields.js';
import { learnerIn, type ExhaustFile, type ExhaustObserved } from './judge-exhaust.js';

export interface ExhaustContext {
  readonly given: ExhaustGiven;
  readonly expected: ExhaustExpected;
  readonly observed: ExhaustObserved;
}

export interface ExhaustRule {
  readonly number: number;
  readonly reason: string;
  explains(difference: Difference, context: ExhaustContext): boolean;
}

const WITHOUT_PROFILE: ExhaustRule = {
  number: 32,
  reason:
    'A learner whom the user cache does not know stays in a report of the owning organisation, ' +
    'with empty cells, and is counted beside it: upstream drops such learners in silence.',
  explains: ({ path: [kind, rows], expected, actual }, { given, observed }) => {
    const isUnknown = (learner: string): boolean =>
      given.fixtures.users[`user:${learner}`] === undefined;
    if (kind === 'csv' && rows === 'rows') {
      return expected === undefined && isFields(actual) && isUnknown(String(actual['User UUID']));
    }
    if (kind !== 'row_count') return false;
    const unknown = fileOf(observed).table.rows.filter((row) => isUnknown(learnerIn(row))).length;
    return unknown > 0 && Number(actual) - unknown === expected;
  },
};

export const QUESTION_TEXTS: ExhaustRule = {
  number: 33,
  reason:
    'A letter n behind a backslash stays in the options and answers of a question (`\\nabla`): ' +
    'upstream takes every such pair for the end of a line, and spoils formulas.',
  explains: ({ path, expected, actual }, { given }) => {
    const [kind, , , column = ''] = path;
    const member = QUESTION_COLUMNS[column];
    if (kind !== 'csv' || member === undefined || typeof actual !== 'string') return false;
    return attemptsIn(given)
      .flatMap((row) => listOf(row['question'], 'question'))
      .some((question) => expected === spoiled(fieldsOf(question, 'question')[member]));
  },
};

/** No case brings the files that its counts include. */
const ARCHIVED: ExhaustRule = {
  number: 34,
  reason:
    'Archived attempts are shown where their folder is set, in place of an empty row, and a ' +
    'damaged file fails the report: upstream adds to that row, and skips files in silence.',
  explains: ({ path: [kind], expected }, context) => {
    const { given, observed } = context;
    const { rowCounts, rowCount } = context.expected;
    if (given.dataset !== 'response-exhaust' || rowCounts.size === 0) return false;
    const { rows } = fileOf(observed).table;
    const told = [...rowCounts].map(([learner, count]) => {
      const held = rows.filter((row) => learnerIn(row) === learner).length;
      return { count, missing: count - held };
    });
    const archived = told.filter(({ missing }) => missing > 0);
    const whole = told.reduce((sum, { count }) => sum + count, 0) === rowCount;
    const others = told.every(({ missing }) => missing >= 0);
    if (!whole || !others || archived.length === 0) return false;
    if (kind === 'row_count') return expected === rowCount;
    return kind === 'row_counts' && archived.some(({ count }) => count === expected);
  },
};

const OTHER_BATCH: ExhaustRule = {
  number: 35,
  reason:
    'Answers of an attempt are in the report of the batch that it was made in: upstream (V1) ' +
    'lists those of every batch of the course under each.',
  explains: ({ path: [kind, rows], expected, actual }, { given }) =>
    kind === 'csv' &&
    rows === 'rows' &&
    actual === undefined &&
    isFields(expected) &&
    attemptsIn(given).some(
      (row) =>
        row['user_id'] === expected['User UUID'] &&
        row['course_id'] === expected['Collection Id'] &&
        row['content_id'] === expected['QuestionSet Id'] &&
        row['attempt_id'] === expected['Attempt Id'] &&
        `BatchId_${String(row['batch_id'])}` !== expected['Batch Id'] &&
        questionIds(row).includes(textOr(expected['Question Id'])),
    ),
};

const SCORE_TEXT: ExhaustRule = {
  number: 36,
  reason:
    'The score of a content is that of its best attempt over its maximum, both as numbers: ' +
    'upstream (V1) reads them from a text, and shows nothing where that lacks the maximum.',
  explains: ({ path, expected, actual }, { given }) => {
    const [kind, , key = '', column = ''] = path;
    const [, content] = /^(.+) - Score$/.exec(column) ?? [];
    if (kind !== 'csv' || content === undefined || expected !== '') return false;
    return (
      /^\d+%$/.test(String(actual)) &&
      attemptsIn(given).some(
        (row) =>
          row['user_id'] === key &&
          row['content_id'] === content &&
          !textOr(row['grand_total']).includes('/'),
      )
    );
  },
};

const COURSE_NAME: ExhaustRule = {
  number: 37,
  reason:
    'The name of a collection is that of the catalogue, which for a case is what a search ' +
    'answers; a file that names it otherwise throughout was made under other answers.',
  explains: ({ path, expected, actual }, context) => {
    const [kind, , , column] = path;
    if (kind !== 'csv' || column !== NAME) return false;
    const rows = [context.expected.csv, context.expected.subset].flatMap((t) => t?.rows ?? []);
    const { collections } = context.given.fixtures;
    const isAnswered = (name: unknown): boolean => collections.some((c) => c['name'] === name);
    return (
      rows.length > 1 &&
      rows.every((row) => row[NAME] === expected) &&
      isAnswered(actual) &&
      !isAnswered(expected)
    );
  },
};

export const EXHAUST_RULES: readonly ExhaustRule[] = [
  WITHOUT_PROFILE,
  QUESTION_TEXTS,
  ARCHIVED,
  OTHER_BATCH,
  SCORE_TEXT,
  COURSE_NAME,
  ...REQUEST_RULES,
];

/** What upstream makes of a value of a question. */
export const spoiled = (value: unknown): string =>
  JSON.stringify(value ?? null)
    .replaceAll('\\n', '')
    .replaceAll('\\', '')
    .replaceAll('"', "'");

const NAME = 'Collection Name';

const QUESTION_COLUMNS: Readonly<Record<string, string>> = {
  'Question Options': 'params',
  'Question Response': 'resvalues',
};

const fileOf = ({ files }: ExhaustObserved): ExhaustFile =>
  files[0] ?? { batch: '', table: { header: [], rows: [] } };

const attemptsIn = ({ fixtures }: ExhaustGiven): readonly Fields[] =>
  fixtures.tables['assessment_aggregator'] ?? [];

const questionIds = (row: Fields): string[] => {
  const ids = listOf(row['question'], 'question').map((q) => String(fieldsOf(q, 'question')['id']));
  return ids.length === 0 ? [''] : ids;
};
