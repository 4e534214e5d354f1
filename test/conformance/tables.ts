/**
 * The tables that cases show: their keys, their columns and how a column's values are compared.
 *
 * Source: `reference/jobs.md` 0.5, `reference/lms.md` 5.1.
 */
import { differences, differencesOfBags, isUnset, type Difference } from './difference.js';
import { Misread, fieldsOf, isFields, listOf, withoutRemark, type Fields } from './fields.js';
import { instantOf, isPlaceholder, standsFor, type Run } from './placeholder.js';

export type Row = Fields;
export type Rows = Readonly<Record<string, readonly Row[]>>;

/**
 * - `value`: as it is. `instant`: a moment, in whatever form. `json`: a text of JSON, or its value.
 * - `json-list`: a list of such texts. `bag`: a list in no order. `instants`: a map of moments.
 */
type Kind = 'value' | 'instant' | 'instants' | 'json' | 'json-list' | 'bag';

interface Table {
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, Kind>>;
}

const values = (names: string): Record<string, Kind> => kinds(names, 'value');
const instants = (names: string): Record<string, Kind> => kinds(names, 'instant');

const TABLES: Readonly<Record<string, Table>> = {
  user_content_consumption: {
    key: ['userid', 'courseid', 'batchid', 'contentid'],
    columns: {
      ...values('userid courseid batchid contentid status progress viewcount completedcount'),
      ...values('lastaccesstime lastcompletedtime lastupdatedtime completionpercentage'),
      ...instants('datetime last_access_time last_completed_time last_updated_time'),
      progressdetails: 'json',
    },
  },
  user_enrolments: {
    key: ['userid', 'courseid', 'batchid'],
    columns: {
      ...values('userid courseid batchid active addedby certificates completionpercentage'),
      ...values('contentstatus enrolleddate lastreadcontentid lastreadcontentstatus progress'),
      ...values('status issued_certificates certstatus'),
      ...instants('completedon datetime enrolled_date lastcontentaccesstime'),
    },
  },
  user_activity_agg: {
    key: ['activity_type', 'activity_id', 'user_id', 'context_id'],
    columns: {
      ...values('activity_type activity_id user_id context_id agg aggregates'),
      agg_last_updated: 'instants',
      agg_details: 'json-list',
    },
  },
  assessment_aggregator: {
    key: ['course_id', 'batch_id', 'user_id', 'content_id', 'attempt_id'],
    columns: {
      ...values('course_id batch_id user_id content_id attempt_id total_score total_max_score'),
      ...values('grand_total'),
      ...instants('created_on last_attempted_on updated_on'),
      question: 'bag',
    },
  },
  course_batch: {
    key: ['courseid', 'batchid'],
    columns: {
      ...values('courseid batchid cert_templates status name description createdby createdfor'),
      ...values('mentors enrollmenttype tandc createddate startdate enddate enrollmentenddate'),
      ...values('updateddate'),
      ...instants('created_date start_date end_date enrollment_enddate updated_date'),
    },
  },
  content_hierarchy: {
    key: ['identifier'],
    columns: { identifier: 'value', hierarchy: 'json' },
  },
};

/** Reads tables of a case; their names come without a keyspace. */
export function parseTables(value: unknown, place: string): Rows {
  const tables = Object.entries(fieldsOf(value, place)).map(([named, rows]) => {
    const name = withoutRemark(named).replace(/^.*\./, '');
    if (TABLES[name] === undefined) throw new Misread(`${place} has the unknown table ${name}`);
    const list = listOf(rows, `${place}.${name}`);
    return [name, list.map((row) => parseRow(name, row, place))] as const;
  });
  return Object.fromEntries(tables);
}

/** Compares all rows of a table. */
export function differencesOfRows(
  table: string,
  expected: readonly Row[],
  actual: readonly Row[],
  run: Run,
): Difference[] {
  const [wanted, held] = [byKey(table, expected), byKey(table, actual)];
  const keys = new Set([...wanted.keys(), ...held.keys()]);
  return [...keys].flatMap((key): Difference[] => {
    const path = ['cassandra', table, key];
    const [row, other] = [wanted.get(key), held.get(key)];
    if (row === undefined || other === undefined) return [{ path, expected: row, actual: other }];
    return differencesOfRow(table, path, row, other, run);
  });
}

/** Compares the columns of two rows: all of them, or those that `only` names. */
export function differencesOfRow(
  table: string,
  path: readonly string[],
  expected: Row,
  actual: Row,
  run: Run,
  only: readonly string[] | null = null,
): Difference[] {
  const columns = only ?? [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  return columns.flatMap((column) => {
    const kind = TABLES[table]?.columns[column];
    const place = [...path, column];
    if (kind === undefined) return [{ path: place, expected: 'a known column', actual: column }];
    return inColumn(kind, place, expected[column], actual[column], run);
  });
}

/** The text that names a row: the values of its key. */
export function rowKey(table: string, row: Row): string {
  const columns = TABLES[table]?.key ?? [];
  return columns.map((column) => String(row[column])).join('/');
}

function parseRow(table: string, value: unknown, place: string): Row {
  const { columns = {}, key = [] } = TABLES[table] ?? {};
  const row = Object.fromEntries(
    Object.entries(fieldsOf(value, `${place}.${table}`)).map(([column, cell]) => {
      const name = withoutRemark(column);
      if (columns[name] === undefined) {
        throw new Misread(`${place}.${table} has the unknown column ${name}`);
      }
      return [name, cell];
    }),
  );
  for (const column of key) {
    if (row[column] === undefined) throw new Misread(`${place}.${table}: a row without ${column}`);
  }
  return row;
}

function inColumn(
  kind: Kind,
  path: readonly string[],
  expected: unknown,
  actual: unknown,
  run: Run,
): Difference[] {
  if (isUnset(expected) && isUnset(actual)) return [];
  switch (kind) {
    case 'value':
      return differences(path, expected, actual, run);
    case 'instant':
      return sameInstant(expected, actual, run) ? [] : [{ path, expected, actual }];
    case 'instants':
      return inMap(path, expected, actual, run);
    case 'json':
      return differences(path, parsed(expected), parsed(actual), run);
    case 'json-list':
      return inDetails(path, expected, actual, run);
    case 'bag':
      return inBag(path, expected, actual, run);
  }
}

function sameInstant(expected: unknown, actual: unknown, run: Run): boolean {
  if (isPlaceholder(expected)) return standsFor(expected, actual, run);
  const at = instantOf(expected);
  return at !== null && at === instantOf(actual);
}

function inMap(path: readonly string[], expected: unknown, actual: unknown, run: Run) {
  const [wanted, held] = [fieldsOf(expected, path.join('.')), fieldsOf(actual, path.join('.'))];
  const keys = new Set([...Object.keys(wanted), ...Object.keys(held)]);
  return [...keys].flatMap((key) =>
    inColumn('instant', [...path, key], wanted[key], held[key], run),
  );
}

/** `agg_details`: a list of JSON texts. */
function inDetails(path: readonly string[], expected: unknown, actual: unknown, run: Run) {
  const [wanted, held] = [listOf(expected, path.join('.')), listOf(actual, path.join('.'))];
  return differences(path, wanted.map(parsed), held.map(parsed), run);
}

function inBag(path: readonly string[], expected: unknown, actual: unknown, run: Run) {
  const place = path.join('.');
  return differencesOfBags(
    path,
    listOf(expected, place),
    listOf(actual, place),
    (element, other) => differencesOfQuestion(element, other, run).length === 0,
  );
}

function differencesOfQuestion(expected: unknown, actual: unknown, run: Run): Difference[] {
  if (!isFields(expected) || !isFields(actual)) return [{ path: [], expected, actual }];
  const at = { assess_ts: instantOf(actual['assess_ts']) };
  return differences([], { ...expected }, { ...actual, ...at }, run);
}

function byKey(table: string, rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [rowKey(table, row), row]));
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function kinds(names: string, kind: Kind): Record<string, Kind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}
