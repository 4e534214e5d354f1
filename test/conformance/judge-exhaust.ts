/**
 * Compares the rows of requests, the file and the counts of one run with what its case expects.
 *
 * - J1 Rows of a file have no order: they are paired by learner and, where the file tells of
 *   answers, by attempt and question. Columns have the order of the header.
 */
import { differences, type Difference } from './difference.js';
import type { CsvRow, CsvTable, ExhaustExpected } from './exhaust-case.js';
import { fieldsOf, isFields, type Fields } from './fields.js';
import { instantOf, type Run } from './placeholder.js';

/** What a run left behind. */
export interface ExhaustObserved {
  readonly run: Run;
  /** Rows of `job_request` by request id. */
  readonly requests: ReadonlyMap<string, Fields>;
  /** What was written, opened and read back. */
  readonly files: readonly ExhaustFile[];
  readonly metrics: Fields;
}

export interface ExhaustFile {
  readonly batch: string;
  readonly table: CsvTable;
}

/** Every difference, in the order: requests, counts, files. */
export function judgeExhaust(expected: ExhaustExpected, observed: ExhaustObserved): Difference[] {
  return [
    ...inRequests(expected, observed),
    ...Object.entries(expected.metrics).flatMap(([name, count]) =>
      differences(['metrics', name], count, observed.metrics[name], observed.run),
    ),
    ...inFiles(expected, observed),
  ];
}

/** The batch's id as files print it, without its prefix. */
export const batchIn = (row: CsvRow): string => (row['Batch Id'] ?? '').replace(/^BatchId_/, '');

export const learnerIn = (row: CsvRow): string => row['User UUID'] ?? '';

function inRequests({ requests }: ExhaustExpected, observed: ExhaustObserved): Difference[] {
  return [...requests].flatMap(([id, columns]) => {
    const row = observed.requests.get(id) ?? {};
    return Object.entries(columns).flatMap(([column, wanted]) =>
      inColumn(['requests', id, column], wanted, row[column], observed.run),
    );
  });
}

function inColumn(
  path: readonly string[],
  expected: unknown,
  actual: unknown,
  run: Run,
): Difference[] {
  if (expected === NOT_NULL) {
    return (actual ?? null) === null ? [{ path, expected, actual }] : [];
  }
  if (path.at(-1)?.startsWith('dt_') === true && typeof expected === 'string') {
    const at = instantOf(expected);
    return at !== null && at === instantOf(actual) ? [] : [{ path, expected, actual }];
  }
  return differences(path, unset(expected), unset(actual), run);
}

const NOT_NULL = 'not null';

/** A text column that holds nothing says as much as one that is not set. */
const unset = (value: unknown): unknown => (value === '' ? null : value);

function inFiles(expected: ExhaustExpected, observed: ExhaustObserved): Difference[] {
  const { csv, subset, rowCount, rowCounts, cells } = expected;
  const asks = [csv, subset].some((table) => table !== null) || rowCount !== null;
  if (!asks && rowCounts.size === 0 && Object.keys(cells).length === 0) return [];
  const file = fileFor(csv ?? subset, observed.files);
  if (file === null) return [{ path: ['csv'], expected: 'a file', actual: undefined }];
  const { table } = file;
  return [
    ...(csv === null ? [] : inTable(csv, table, observed.run)),
    ...(subset === null ? [] : inSubset(subset, table, observed.run)),
    ...(rowCount === null
      ? []
      : differences(['row_count'], rowCount, table.rows.length, observed.run)),
    ...[...rowCounts].flatMap(([learner, count]) =>
      differences(['row_counts', learner], count, rowsOf(table, learner).length, observed.run),
    ),
    ...inCells(expected, table, observed.run),
  ];
}

/** The only file, or the one of the batch that the expected rows name. */
function fileFor(wanted: CsvTable | null, files: readonly ExhaustFile[]): ExhaustFile | null {
  const [only = null, ...others] = files;
  if (others.length === 0) return only;
  const [row] = wanted?.rows ?? [];
  return files.find(({ batch }) => row !== undefined && batch === batchIn(row)) ?? null;
}

const rowsOf = ({ rows }: CsvTable, learner: string): CsvRow[] =>
  rows.filter((row) => learnerIn(row) === learner);

function inTable(expected: CsvTable, actual: CsvTable, run: Run): Difference[] {
  return [
    ...differences(['csv', 'header'], expected.header, actual.header, run),
    ...inRows(expected.rows, actual.rows, expected.header, run),
  ];
}

/** All rows of the learners that a part of a file tells of. */
function inSubset(expected: CsvTable, actual: CsvTable, run: Run): Difference[] {
  const learners = new Set(expected.rows.map(learnerIn));
  const rows = actual.rows.filter((row) => learners.has(learnerIn(row)));
  return inTable(expected, { header: actual.header, rows }, run);
}

function inRows(
  expected: readonly CsvRow[],
  actual: readonly CsvRow[],
  columns: readonly string[],
  run: Run,
): Difference[] {
  const [wanted, held] = [byKey(expected), byKey(actual)];
  return [...new Set([...wanted.keys(), ...held.keys()])].flatMap((key): Difference[] => {
    const path = ['csv', 'rows', key];
    const [row, other] = [wanted.get(key), held.get(key)];
    if (row === undefined || other === undefined) return [{ path, expected: row, actual: other }];
    return columns
      .filter((column) => !isCell(row[column] ?? '', other[column], run))
      .map((column) => ({ path: [...path, column], expected: row[column], actual: other[column] }));
  });
}

/** J1. Rows of one key are counted in the order in which they stand. */
function byKey(rows: readonly CsvRow[]): Map<string, CsvRow> {
  const found = new Map<string, CsvRow>();
  for (const row of rows) {
    const key = KEY.flatMap((column) => row[column] ?? []).join('/');
    let place = key;
    for (let n = 2; found.has(place); n++) place = `${key}#${String(n)}`;
    found.set(place, row);
  }
  return found;
}

const KEY = ['User UUID', 'QuestionSet Id', 'Attempt Id', 'Question Id'];

/** A time of an attempt that the case leaves to the zone, or to the release. */
const TIME_OR_NOTHING = /^<session-tz text of epoch ms (\d+), or empty>$/;

function isCell(expected: string, actual: string | undefined, run: Run): boolean {
  const [, time] = TIME_OR_NOTHING.exec(expected) ?? [];
  if (time === undefined) return differences([], expected, actual, run).length === 0;
  return actual === '' || instantOf(`${(actual ?? '').replace(' ', 'T')}Z`) === Number(time);
}

/**
 * By learner: cells by column, or one text, which is a cell of the column that the case's title
 * names; where it names none, all of them are cells of one column.
 */
function inCells({ cells, title }: ExhaustExpected, table: CsvTable, run: Run): Difference[] {
  const single = Object.values(cells).every((wanted) => typeof wanted === 'string');
  const named = table.header.filter((c) => title.toLowerCase().includes(c.toLowerCase()));
  const candidates = single ? (named.length > 0 ? named : table.header) : [''];
  const found = candidates.map((column) =>
    Object.entries(cells).flatMap(([learner, wanted]) =>
      inLearner(learner, isFields(wanted) ? wanted : { [column]: wanted }, table, run),
    ),
  );
  return found.sort((a, b) => a.length - b.length)[0] ?? [];
}

function inLearner(learner: string, wanted: Fields, table: CsvTable, run: Run): Difference[] {
  const [row = {}] = rowsOf(table, learner);
  return Object.entries(fieldsOf(wanted, 'expected_cells')).flatMap(([column, cell]) =>
    differences(['cells', learner, column], cell, row[column], run),
  );
}
