/** Compares the answer, rows and events of one request with what its case expects. */
import {
  differences,
  differencesOfBags,
  differencesOfSubset,
  type Difference,
} from './difference.js';
import { Misread, isFields, listOf, type Fields } from './fields.js';
import type { LmsExpected, LmsGiven } from './lms-case.js';
import type { SentEvent } from './observed.js';
import type { Run } from './placeholder.js';
import { differencesOfRow, rowKey, type Row, type Rows } from './tables.js';

/** What one request left behind. */
export interface LmsObserved {
  readonly run: Run;
  readonly http: number;
  readonly body: Fields;
  /** All rows of the two tables before and after. */
  readonly before: Rows;
  readonly after: Rows;
  readonly events: readonly SentEvent[];
}

const CONSUMPTION = 'user_content_consumption';
const ENROLMENTS = 'user_enrolments';

/** Every difference, in the order: answer, rows, events. */
export function judgeLms(
  given: LmsGiven,
  expected: LmsExpected,
  observed: LmsObserved,
): Difference[] {
  return [
    ...inAnswer(expected, observed),
    ...inRows(given, expected, observed),
    ...inEvents(expected, observed),
  ];
}

function inAnswer(expected: LmsExpected, { http, body, run }: LmsObserved): Difference[] {
  const params = isFields(body['params']) ? body['params'] : {};
  const result = isFields(body['result']) ? body['result'] : {};
  const compare = (name: string, wanted: unknown, is: unknown): Difference[] =>
    wanted === undefined ? [] : differences([name], wanted, is, run);
  return [
    ...compare('http', expected.http, http),
    ...compare('err', expected.err, params['err']),
    ...compare('errmsg', expected.errmsg, params['errmsg']),
    ...(expected.result === undefined ? [] : inResult(expected.result, result, run)),
    ...(expected.contentList === undefined
      ? []
      : inContentList(expected.contentList, result['contentList'], run)),
  ];
}

/** A subset, in whose lists the order means nothing; an empty one says that nothing was taken. */
function inResult(expected: Fields, actual: Fields, run: Run): Difference[] {
  if (Object.keys(expected).length === 0) return differences(['result'], expected, actual, run);
  return Object.entries(expected).flatMap(([key, value]) => {
    const [path, other] = [['result', key], actual[key]];
    if (!Array.isArray(value) || !Array.isArray(other)) return differences(path, value, other, run);
    return differencesOfBags(path, value, other, (a, b) => differences([], a, b, run).length === 0);
  });
}

function inContentList(expected: readonly unknown[], actual: unknown, run: Run): Difference[] {
  const path = ['contentList'];
  return differencesOfBags(path, expected, listOf(actual, 'contentList'), (wanted, is) =>
    isFields(wanted) ? differencesOfSubset([], wanted, is, run).length === 0 : wanted === is,
  );
}

function inRows(given: LmsGiven, expected: LmsExpected, observed: LmsObserved): Difference[] {
  const isEnrolment = given.operation === 'enrol' || given.operation === 'unenrol';
  const [table, key] = isEnrolment
    ? [ENROLMENTS, given.key.enrolment]
    : [CONSUMPTION, given.key.content];
  const written = { ...expected.insert, ...expected.update };
  const before = rowOf(observed.before, table, key);
  const after = rowOf(observed.after, table, key);
  return [
    ...expected.rows.flatMap((row) =>
      inRow(CONSUMPTION, { ...given.key.content, ...row }, observed),
    ),
    ...(Object.keys(written).length === 0
      ? []
      : inRow(ENROLMENTS, { ...given.key.enrolment, ...written }, observed)),
    ...expected.enrolmentsUpdate.flatMap((row) =>
      inRow(ENROLMENTS, { ...given.key.enrolment, ...row }, observed),
    ),
    ...differencesOfRow(table, ['unchanged'], before, after, observed.run, expected.unchanged),
  ];
}

/** The columns that a row is expected to have, in the row of the same key. */
function inRow(table: string, expected: Row, { after, run }: LmsObserved): Difference[] {
  const wanted = Object.fromEntries(
    Object.entries(expected).map(([column, value]) => [column, value === 'now' ? '<now>' : value]),
  );
  const path = ['row', table, rowKey(table, wanted)];
  const actual = rowOf(after, table, wanted);
  return differencesOfRow(table, path, wanted, actual, run, Object.keys(wanted));
}

function rowOf(rows: Rows, table: string, key: Row): Row {
  return (rows[table] ?? []).find((row) => rowKey(table, row) === rowKey(table, key)) ?? {};
}

function inEvents(expected: LmsExpected, { events, run }: LmsObserved): Difference[] {
  return [
    ...(expected.events === undefined ? [] : inTopics(expected.events, events, run)),
    ...(expected.eventStatus === undefined
      ? []
      : differences(['event_status'], expected.eventStatus, statusIn(events), run)),
  ];
}

/** An empty list says that nothing is sent; else the topics named are compared. */
function inTopics(expected: readonly Fields[], events: readonly SentEvent[], run: Run) {
  const topics = new Set(expected.map(({ topic }) => topic));
  const sent = events.filter(
    ({ topic }) => topics.size === 0 || topics.has(topic) || topics.has(`<env>.${topic}`),
  );
  return differencesOfBags(['events'], expected, sent, (wanted, event) =>
    isFields(wanted) ? isEvent(wanted, event, run) : false,
  );
}

function isEvent(expected: Fields, { topic, key, value }: SentEvent, run: Run): boolean {
  return Object.entries(expected).every(([name, wanted]) => {
    if (name === 'topic') return wanted === topic || wanted === `<env>.${topic}`;
    if (name === 'key') return wanted === key;
    if (name === 'has') return listOf(wanted, 'has').every((has) => at(value, has) !== undefined);
    const path = name === 'action' || name === 'contents' ? `edata.${name}` : name;
    if (!path.includes('.')) throw new Misread(`expect.events has the unknown key ${name}`);
    return differences([], wanted, at(value, path), run).length === 0;
  });
}

/** The status that the event gives the first of its contents. */
function statusIn(events: readonly SentEvent[]): unknown {
  const event = events.find(({ topic }) => topic === 'coursebatch.job.request');
  const [content] = listOf(at(event?.value, 'edata.contents'), 'edata.contents');
  return isFields(content) ? content['status'] : undefined;
}

/** The value at a path with dots. */
function at(value: unknown, path: unknown): unknown {
  return String(path)
    .split('.')
    .reduce((held: unknown, name) => (isFields(held) ? held[name] : undefined), value);
}
