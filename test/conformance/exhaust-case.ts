/**
 * A case of the exhausts as `index.json` says it: waiting requests, or a run without one, what they
 * are run on, and the rows and files that stand there afterwards. Reads strictly: what is not known
 * is refused, not skipped.
 *
 * Source: `test/cases/FORMAT.md`.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { DATASETS, FILE_KEY, type Dataset } from '../../src/reports/dataset.js';
import { inside, readFixtures, sharedUsers, type Fixtures } from './exhaust-fixtures.js';
import { Misread, fieldsOf, listOf, onlyKeys, textOf, textOr, type Fields } from './fields.js';

export interface ExhaustCase {
  readonly id: string;
  readonly given: ExhaustGiven;
  readonly expected: ExhaustExpected;
}

export interface ExhaustGiven {
  readonly dataset: Dataset;
  /** Rows of `job_request` in the order in which they were submitted. */
  readonly requests: readonly Fields[];
  /** Batches of a run without requests; `null` = the requests are run. */
  readonly standalone: readonly string[] | null;
  readonly fixtures: Fixtures;
}

/** What is left out is not compared. */
export interface ExhaustExpected {
  /** Columns of the rows of `job_request` afterwards, by request id. */
  readonly requests: ReadonlyMap<string, Fields>;
  /** The one file that is written, in any order of its rows. */
  readonly csv: CsvTable | null;
  /** Rows of that file: all rows of the learners that they name. */
  readonly subset: CsvTable | null;
  readonly rowCount: number | null;
  /** Rows by learner, for those named. */
  readonly rowCounts: ReadonlyMap<string, number>;
  /** By learner; a text is a cell of the column that the title names. */
  readonly cells: Fields;
  readonly metrics: Fields;
  readonly title: string;
}

/** Records of texts under the names of a header. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
}

export type CsvRow = Readonly<Record<string, string>>;

const CASE_KEYS = [
  ...['id', 'title', 'source', 'notes', 'asserted', 'derived', 'config', 'fixtures', 'redis'],
  ...['job_requests', 'mode', 'modelParams', 'expected_request', 'expected_requests'],
  ...['expected_csv', 'expected_csv_subset', 'expected_row_count', 'row_count_breakdown_derived'],
  ...['expected_cells', 'expected_metrics', 'decision', 'decision_reason', 'ours'],
];

/** Columns of `job_request` (`reference/exhausts.md` 1.2). */
const REQUEST_COLUMNS = [
  ...['tag', 'request_id', 'job_id', 'status', 'request_data', 'requested_by'],
  ...['requested_channel', 'dt_job_submitted', 'download_urls', 'dt_file_created'],
  ...['dt_job_completed', 'execution_time', 'err_message', 'iteration', 'encryption_key'],
  ...['batch_number', 'processed_batches'],
];

const MODEL_PARAMS = ['batchId', 'batchFilter', 'searchFilter', 'mode'];

const METRICS = ['totalRequests', 'failedRequests', 'successRequests', 'duplicateRequests'];

/** Reads one entry of `cases`. `common` are the fixtures that all of them share. Throws. */
export function parseExhaustCase(
  value: unknown,
  folder: string,
  common: readonly string[],
): ExhaustCase {
  const fields = fieldsOf(value, 'the case');
  onlyKeys(fields, CASE_KEYS, 'the case');
  const requests = listOf(fields['job_requests'], 'job_requests').map(requestOf);
  const standalone = standaloneOf(fields);
  const dataset = datasetOf(fields, requests);
  const own = listOf(fields['fixtures'], 'fixtures').map((file) => textOf(file, 'fixtures'));
  const { redis = null } = fields;
  const users = redis === null ? sharedUsers(folder, FILE_KEY[dataset]) : [textOf(redis, 'redis')];
  const fixtures = readFixtures(folder, [...common, ...own, ...users], fields['config']);
  return {
    id: textOf(fields['id'], 'id'),
    given: { dataset, requests, standalone, fixtures },
    expected: parseExhaustExpected(fields, requests, folder),
  };
}

/** Reads what a case expects; of `fields` only its expectations are looked at. */
export function parseExhaustExpected(
  fields: Fields,
  requests: readonly Fields[],
  folder: string,
): ExhaustExpected {
  const count = fields['expected_row_count'];
  const metrics = fieldsOf(fields['expected_metrics'], 'expected_metrics');
  onlyKeys(metrics, METRICS, 'expected_metrics');
  return {
    requests: expectedRequests(fields, requests),
    csv: tableOf(fields['expected_csv'], folder),
    subset: tableOf(fields['expected_csv_subset'], folder),
    rowCount: count === undefined ? null : numberOf(count, 'expected_row_count'),
    rowCounts: new Map(
      Object.entries(fieldsOf(fields['row_count_breakdown_derived'], 'row counts')).map(
        ([learner, rows]) => [learner, numberOf(rows, `rows of ${learner}`)],
      ),
    ),
    cells: fieldsOf(fields['expected_cells'], 'expected_cells'),
    metrics,
    title: textOr(fields['title']),
  };
}

/** A text of CSV, or the name of a file that holds one. */
function tableOf(value: unknown, folder: string): CsvTable | null {
  if (value === undefined || value === null) return null;
  const text = textOf(value, 'expected_csv');
  return readCsv(text.includes('\n') ? text : readFileSync(inside(folder, text), 'utf8'));
}

/** Reads a CSV with its header; throws where a record has too few or too many cells. */
export function readCsv(text: string): CsvTable {
  const [header = [], ...records] = parse(text, { columns: false });
  const rows = records.map((cells) =>
    Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])),
  );
  return { header, rows };
}

function requestOf(value: unknown): Fields {
  const row = fieldsOf(value, 'job_requests');
  onlyKeys(row, REQUEST_COLUMNS, 'job_requests');
  for (const column of ['tag', 'request_id', 'job_id', 'status']) textOf(row[column], column);
  return row;
}

function expectedRequests(
  fields: Fields,
  requests: readonly Fields[],
): ReadonlyMap<string, Fields> {
  const all = Object.entries(fieldsOf(fields['expected_requests'], 'expected_requests'));
  const one = fields['expected_request'];
  const [only, ...others] = requests;
  if (one !== undefined) {
    if (only === undefined || others.length > 0) throw new Misread('expected_request of several');
    all.push([textOf(only['request_id'], 'request_id'), one]);
  }
  return new Map(
    all.map(([id, row]) => {
      if (!requests.some((request) => request['request_id'] === id)) {
        throw new Misread(`expected_requests names the unknown request ${id}`);
      }
      const columns = fieldsOf(row, 'expected_request');
      onlyKeys(columns, REQUEST_COLUMNS, 'expected_request');
      return [id, columns] as const;
    }),
  );
}

/** `modelParams` of the mode without requests: a batch, else a list of them. */
function standaloneOf(fields: Fields): readonly string[] | null {
  const { mode = 'ondemand' } = fields;
  const params = fieldsOf(fields['modelParams'], 'modelParams');
  onlyKeys(params, MODEL_PARAMS, 'modelParams');
  const name = textOf(params['mode'] ?? mode, 'mode').toLowerCase();
  if (name === 'ondemand') return null;
  if (name !== 'standalone') throw new Misread(`mode is ${name}`);
  const { batchId, batchFilter } = params;
  if (typeof batchId === 'string') return [batchId];
  return listOf(batchFilter, 'modelParams.batchFilter').map((id) => textOf(id, 'batchFilter'));
}

/** Of the requests; of a run without one, what its specification is named after. */
function datasetOf(fields: Fields, requests: readonly Fields[]): Dataset {
  const named = [...new Set(requests.map((row) => row['job_id']))];
  const [, spec = ''] = /Test(\w+?)Exhaust/.exec(textOr(fields['source'])) ?? [];
  const names = named.length > 0 ? named : [`${spec.toLowerCase()}-exhaust`];
  const dataset = DATASETS.find((known) => known === names[0]);
  if (dataset === undefined || names.length > 1) {
    throw new Misread(`the dataset is unknown: ${names.join(', ')}`);
  }
  return dataset;
}

function numberOf(value: unknown, place: string): number {
  if (typeof value !== 'number') throw new Misread(`${place} is not a number`);
  return value;
}
