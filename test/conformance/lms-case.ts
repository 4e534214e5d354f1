/**
 * A case of the LMS API as `cases.json` says it: rows and batches, one request, the answer and what
 * is stored and sent. Reads strictly: what is not known is refused, not skipped.
 *
 * Source: `test/cases/FORMAT.md`.
 */
import { Misread, fieldsOf, listOf, onlyKeys, textOf, textOr, type Fields } from './fields.js';
import type { Row } from './tables.js';

export interface LmsCase {
  readonly id: string;
  readonly given: LmsGiven;
  readonly expected: LmsExpected;
}

export type Operation = 'update' | 'read' | 'enrol' | 'unenrol';

export interface LmsGiven {
  readonly operation: Operation;
  readonly caller: string;
  /** Whether the batches below are all there are. */
  readonly allBatches: boolean;
  readonly batches: readonly Fields[];
  readonly enrolments: readonly Row[];
  readonly consumption: readonly Row[];
  readonly request: Fields;
  /** The rows that the request is about, by their key columns. */
  readonly key: { readonly enrolment: Row; readonly content: Row };
}

/** What is left out is not compared. */
export interface LmsExpected {
  readonly http: unknown;
  readonly err: unknown;
  readonly errmsg: unknown;
  readonly result: Fields | undefined;
  readonly contentList: readonly unknown[] | undefined;
  readonly rows: readonly Fields[];
  readonly insert: Fields;
  readonly update: Fields;
  readonly unchanged: readonly string[];
  readonly enrolmentsUpdate: readonly Fields[];
  readonly events: readonly Fields[] | undefined;
  readonly eventStatus: unknown;
}

const CASE_KEYS = [
  ...['id', 'src', 'given', 'request', 'op', 'expect', 'profile', 'note'],
  ...['decision', 'decision_reason', 'ours'],
];
const GIVEN_KEYS = [
  ...['token_user', 'es_batch', 'batch', 'enrolment', 'user_enrolments'],
  ...['row', 'db_row', 'user_content_consumption'],
];
const EXPECT_KEYS = [
  ...['http', 'err', 'errmsg', 'result', 'contentList', 'row', 'rows', 'insert', 'update'],
  ...['unchanged', 'user_enrolments_update', 'events', 'event_status', 'order_of_lists'],
];
const BATCH_KEYS = [
  ...['batchId', 'courseId', 'status', 'enrollmentType', 'startDate', 'endDate'],
  ...['enrollmentEndDate', 'name', 'description', 'createdBy', 'createdFor', 'mentors'],
];

/** Who asks where neither the case nor its request names anybody. */
const SOMEBODY = 'user1';

/** What a request without `op` asks for, by the group that its case belongs to. */
const OPERATION_OF: Readonly<Record<string, Operation>> = {
  upd: 'update',
  val: 'update',
  drv: 'update',
  read: 'read',
  enr: 'enrol',
};

/** Reads one entry of `cases`. Throws `Misread`. */
export function parseLmsCase(value: unknown): LmsCase {
  const fields = fieldsOf(value, 'the case');
  onlyKeys(fields, CASE_KEYS, 'the case');
  const id = textOf(fields['id'], 'id');
  return { id, given: parseGiven(id, fields), expected: parseExpected(fields['expect']) };
}

function parseGiven(id: string, fields: Fields): LmsGiven {
  const given = fieldsOf(fields['given'], 'given');
  onlyKeys(given, GIVEN_KEYS, 'given');
  const request = fieldsOf(fields['request'], 'request');
  const caller = textOf(given['token_user'] ?? request['userId'] ?? SOMEBODY, 'the caller');
  const key = keyOf(request, caller);
  const batches = [...listOf(given['es_batch'], 'given.es_batch'), ...single(given['batch'])];
  const consumption = [
    ...listOf(given['user_content_consumption'], 'given.user_content_consumption'),
    ...single(given['row']),
    ...single(given['db_row']),
  ];
  const enrolments = [
    ...listOf(given['user_enrolments'], 'given.user_enrolments'),
    ...single(given['enrolment']),
  ];
  return {
    operation: operationOf(id, fields['op']),
    caller,
    allBatches: given['es_batch'] !== undefined || given['batch'] !== undefined,
    batches: batches.map(parseBatch),
    enrolments: enrolments.map((row) => ({ ...key.enrolment, ...fieldsOf(row, 'an enrolment') })),
    consumption: consumption.map((row) => ({ ...key.content, ...fieldsOf(row, 'a stored row') })),
    ...{ request, key },
  };
}

function parseExpected(value: unknown): LmsExpected {
  const expect = fieldsOf(value, 'expect');
  onlyKeys(expect, EXPECT_KEYS, 'expect');
  const { result, contentList, events } = expect;
  const rows = [...single(expect['row']), ...listOf(expect['rows'], 'expect.rows')];
  return {
    http: expect['http'],
    err: expect['err'],
    errmsg: expect['errmsg'],
    result: result === undefined ? undefined : fieldsOf(result, 'expect.result'),
    contentList: contentList === undefined ? undefined : listOf(contentList, 'contentList'),
    rows: rows.map((row) => fieldsOf(row, 'expect.rows')),
    insert: fieldsOf(expect['insert'], 'expect.insert'),
    update: fieldsOf(expect['update'], 'expect.update'),
    unchanged: listOf(expect['unchanged'], 'expect.unchanged').map((c) => textOf(c, 'unchanged')),
    enrolmentsUpdate: [expect['user_enrolments_update'] ?? []]
      .flat()
      .map((row) => fieldsOf(row, 'expect.user_enrolments_update')),
    events:
      events === undefined ? undefined : listOf(events, 'events').map((e) => fieldsOf(e, 'events')),
    eventStatus: expect['event_status'],
  };
}

function operationOf(id: string, op: unknown): Operation {
  if (op === 'enrol' || op === 'unenrol') return op;
  const [group = ''] = id.split('-');
  const operation = OPERATION_OF[group];
  if (op !== undefined || operation === undefined) {
    throw new Misread(`what the case asks for is unknown: ${textOr(op, group)}`);
  }
  return operation;
}

function parseBatch(value: unknown): Fields {
  const batch = fieldsOf(value, 'a batch');
  onlyKeys(batch, BATCH_KEYS, 'a batch');
  return batch;
}

/** The learner, course, batch and content that the request is about. */
function keyOf(request: Fields, caller: string) {
  const [entry] = listOf(request['contents'] ?? request['assessments'], 'contents');
  const first = fieldsOf(entry, 'contents.0');
  const enrolment = {
    userid: first['userId'] ?? caller,
    courseid: first['courseId'] ?? first['collectionId'] ?? request['courseId'],
    batchid: first['batchId'] ?? request['batchId'],
  };
  return { enrolment, content: { ...enrolment, contentid: first['contentId'] } };
}

const single = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : [value];
