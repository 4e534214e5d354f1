/**
 * From rows of Sunbird's tables to statements. One text a table, whatever columns a row names, so
 * that few are prepared: columns that it does not name are bound as unset, which leaves them alone
 * and makes no tombstone.
 *
 * - S1 Rows of one key become one statement, a later cell over an earlier one: all statements of a
 *   flush have one time, and at one time Cassandra keeps the greater of two values and both copies
 *   of a list.
 * - S2 A list is replaced only by a later time. Whoever repeats a write takes a new time, the
 *   driver's own retries included; at the old one the list would come to hold its entries twice.
 * - S3 Statements hold neither times nor deletions: the batch around them sets its time.
 * - S4 Only rows that are given are written. Who is not enrolled has no row of `user_enrolments`
 *   among them (N1 of `../sunbird/enrolment-row.ts`), and no phantom is made.
 */
import { types } from 'cassandra-driver';
import type {
  ActivityRow,
  AssessmentRow,
  ConsumptionRow,
  EnrolmentRow,
  Question,
  RowChanges,
} from '../sunbird/rows.js';
import type { RowStatements, Statement } from './statement.js';
import { writerOf, type TableWrite } from './sunbird-writer.js';
import {
  decimal,
  doubleMap,
  instant,
  instantMap,
  int,
  intMap,
  plain,
  textMap,
  textMaps,
} from './sunbird-values.js';

/** The statements that write these rows of a keyspace; see S2 for repeating them. */
export function rowStatements(rows: readonly RowChanges[], keyspace: string): RowStatements {
  const all = <T extends keyof RowChanges>(table: T): RowChanges[T][number][] =>
    rows.flatMap<RowChanges[T][number]>((changes) => changes[table]);
  const consumption = merged(all('user_content_consumption'), CONSUMPTION, overlaid);
  const enrolments = merged(all('user_enrolments'), ENROLMENTS, overlaid);
  const activities = merged(all('user_activity_agg'), ACTIVITIES, overlaidActivity);
  const assessments = merged(all('assessment_aggregator'), ASSESSMENTS, overlaid);
  const ofLearner = new Map<string, Statement[]>();
  const put = (learner: string, statement: Statement): void => {
    const held = ofLearner.get(learner);
    if (held === undefined) ofLearner.set(learner, [statement]);
    else held.push(statement);
  };
  const writes = {
    enrolment: writerOf(ENROLMENTS, keyspace),
    content: writerOf(CONSUMPTION, keyspace),
  };
  for (const row of enrolments) put(row.userid, writes.enrolment(row));
  for (const row of consumption) put(row.userid, writes.content(row));
  return {
    apart: [
      ...activityGroups(activities, writerOf(ACTIVITIES, keyspace)),
      ...assessments.map(writerOf(ASSESSMENTS, keyspace)).map((statement) => [statement]),
    ],
    ofLearner,
  };
}

/**
 * A learner's course has a row for itself and for each unit, each a partition of a few bytes; a
 * request of its own would cost far more than the row. Servers count the partitions of a batch, by
 * default warning above 10, and its bytes, warning at 5 KiB and refusing at 50: what may be long
 * goes alone.
 */
const ACTIVITIES_A_REQUEST_MAX = 8;
const SMALL_AGGREGATES_MAX = 2;

function activityGroups(
  rows: readonly ActivityRow[],
  write: (row: ActivityRow) => Statement,
): (readonly Statement[])[] {
  const small = rows.filter(isSmall).map(write);
  const groups: (readonly Statement[])[] = rows
    .filter((row) => !isSmall(row))
    .map((row) => [write(row)]);
  for (let from = 0; from < small.length; from += ACTIVITIES_A_REQUEST_MAX) {
    groups.push(small.slice(from, from + ACTIVITIES_A_REQUEST_MAX));
  }
  return groups;
}

const isSmall = ({ aggregates, agg_details }: ActivityRow): boolean =>
  agg_details === undefined && Object.keys(aggregates ?? {}).length <= SMALL_AGGREGATES_MAX;

const CONSUMPTION: TableWrite<ConsumptionRow> = {
  table: 'user_content_consumption',
  key: ['userid', 'courseid', 'batchid', 'contentid'],
  set: [
    ['status', int],
    ['progress', int],
    ['viewcount', int],
    ['completedcount', int],
    ['last_access_time', instant],
    ['last_completed_time', instant],
    ['last_updated_time', instant],
    ['progressdetails', plain],
  ],
  merged: [],
};

const ENROLMENTS: TableWrite<EnrolmentRow> = {
  table: 'user_enrolments',
  key: ['userid', 'courseid', 'batchid'],
  set: [
    ['active', plain],
    ['addedby', plain],
    ['enrolled_date', instant],
    ['status', int],
    ['progress', int],
    ['contentstatus', intMap],
    ['completedon', instant],
    ['datetime', instant],
    ['lastreadcontentid', plain],
    ['lastreadcontentstatus', int],
    ['lastcontentaccesstime', instant],
    ['issued_certificates', textMaps],
  ],
  merged: [],
};

const ACTIVITIES: TableWrite<ActivityRow> = {
  table: 'user_activity_agg',
  key: ['activity_type', 'activity_id', 'user_id', 'context_id'],
  set: [
    ['aggregates', doubleMap],
    ['agg_last_updated', instantMap],
    ['agg_details', plain],
  ],
  merged: ['aggregates', 'agg_last_updated'],
};

const ASSESSMENTS: TableWrite<AssessmentRow> = {
  table: 'assessment_aggregator',
  key: ['course_id', 'batch_id', 'user_id', 'content_id', 'attempt_id'],
  set: [
    ['last_attempted_on', instant],
    ['total_score', plain],
    ['total_max_score', plain],
    ['grand_total', plain],
    ['question', questions],
    ['created_on', instant],
    ['updated_on', instant],
  ],
  merged: [],
};

/** S1. Rows in the order in which their keys are first named. */
function merged<Row>(
  rows: readonly Row[],
  { key }: TableWrite<Row>,
  join: (held: Row, row: Row) => Row,
): Row[] {
  if (rows.length < 2) return [...rows];
  const found = new Map<string, Row>();
  for (const row of rows) {
    let id = '';
    for (const column of key) id += String(row[column]) + KEY_SEPARATOR;
    const held = found.get(id);
    found.set(id, held === undefined ? row : join(held, row));
  }
  return [...found.values()];
}

/** Stands in no id (ID1 of `../../domain/ids.ts`). */
const KEY_SEPARATOR = '\u0000';

const overlaid = <Row extends object>(held: Row, row: Row): Row => ({ ...held, ...row });

const overlaidActivity = (held: ActivityRow, row: ActivityRow): ActivityRow => ({
  ...held,
  ...row,
  ...(held.aggregates && { aggregates: { ...held.aggregates, ...row.aggregates } }),
  ...(held.agg_last_updated && {
    agg_last_updated: { ...held.agg_last_updated, ...row.agg_last_updated },
  }),
});

/** `list<frozen<question>>`. */
function questions(value: unknown): unknown {
  return Array.isArray(value) ? value.map(questionValue) : types.unset;
}

const questionValue = (question: Question): unknown => ({
  ...question,
  assess_ts: instant(question.assess_ts),
  resvalues: question.resvalues.map(textMap),
  params: question.params.map(textMap),
  duration: decimal(question.duration),
});
