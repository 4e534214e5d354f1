/**
 * The part of a projection that is this installation's to write, where some of Sunbird's services
 * go on beside it. Pure; cells that belong to another service are never written.
 *
 * - O1 Views and completions are counted by who aggregates, and by nobody else: Sunbird's job adds
 *   to what it finds, so that a count of ours would be counted again.
 * - O2 Who makes a row of an enrolment says how far the learner is, as readers expect. That it is
 *   completed is for the aggregator to say: Sunbird's passes over enrolments that say so already.
 *
 * Source: `reference/lms.md` 1.6-1.9, 3.1, 3.2; `reference/jobs.md` 1.5-1.8, 3.6, 4.3.
 */
import type { ActivityRow, ConsumptionRow, EnrolmentRow, RowChanges } from './rows.js';

/** Whose cells are written. */
export interface WrittenFor {
  readonly api: boolean;
  readonly aggregator: boolean;
  readonly assessment: boolean;
  readonly certificates: boolean;
}

export function rowsFor(changes: RowChanges, roles: WrittenFor): RowChanges {
  const { api, aggregator, assessment, certificates } = roles;
  if (api && aggregator && assessment && certificates) return changes;
  return {
    user_content_consumption:
      api || aggregator ? changes.user_content_consumption.map((row) => workFor(row, roles)) : [],
    user_enrolments: changes.user_enrolments
      .map((row) => enrolmentFor(row, roles))
      .filter(saysSomething),
    user_activity_agg: changes.user_activity_agg
      .map((row) => activityFor(row, roles))
      .filter((row) => row.aggregates !== undefined || row.agg_details !== undefined),
    assessment_aggregator: assessment ? changes.assessment_aggregator : [],
  };
}

/** Both parts write the status: a row without one reads as started (Q4). */
const WORK_SHARED: readonly (keyof ConsumptionRow)[] = [
  ...(['userid', 'courseid', 'batchid', 'contentid', 'status'] as const),
];
const WORK_OF_API: readonly (keyof ConsumptionRow)[] = [
  'progress',
  'progressdetails',
  'last_access_time',
  'last_completed_time',
  'last_updated_time',
];
/** O1. */
const WORK_OF_AGGREGATOR: readonly (keyof ConsumptionRow)[] = ['viewcount', 'completedcount'];

const workFor = (row: ConsumptionRow, { api, aggregator }: WrittenFor): ConsumptionRow =>
  only(row, [
    ...WORK_SHARED,
    ...(api ? WORK_OF_API : []),
    ...(aggregator ? WORK_OF_AGGREGATOR : []),
  ]) as unknown as ConsumptionRow;

const KEYS: readonly (keyof EnrolmentRow)[] = ['userid', 'courseid', 'batchid'];
const OF_API: readonly (keyof EnrolmentRow)[] = [
  'active',
  'addedby',
  'enrolled_date',
  'datetime',
  'lastreadcontentid',
  'lastreadcontentstatus',
  'lastcontentaccesstime',
];
const OF_AGGREGATOR: readonly (keyof EnrolmentRow)[] = [
  'status',
  'progress',
  'contentstatus',
  'completedon',
  'datetime',
];

/** `datetime` is written by who makes a row, and by who derives its progress. */
function enrolmentFor(row: EnrolmentRow, roles: WrittenFor): EnrolmentRow {
  const { api, aggregator, certificates } = roles;
  const isNew = api && row.enrolled_date !== undefined;
  const columns = [
    ...KEYS,
    ...(api ? OF_API.filter((column) => column !== 'datetime' || isNew) : []),
    ...(aggregator ? OF_AGGREGATOR : []),
    ...(certificates ? (['issued_certificates'] as const) : []),
  ];
  const mine = only(row, columns) as unknown as EnrolmentRow;
  return isNew && !aggregator && row.status !== undefined ? { ...mine, ...howFar(row) } : mine;
}

/** O2. */
const howFar = ({ status = 0, progress = 0 }: EnrolmentRow): Partial<EnrolmentRow> => ({
  status: Math.min(status, STARTED),
  progress,
});
const STARTED = 1;

const saysSomething = (row: EnrolmentRow): boolean =>
  Object.keys(row).some((column) => !KEYS.includes(column as keyof EnrolmentRow));

/** Scores belong to who scores, counts to who aggregates, the list to who scores or certifies. */
function activityFor(row: ActivityRow, roles: WrittenFor): ActivityRow {
  const isMine = (name: string): boolean =>
    name === 'completedCount' ? roles.aggregator : roles.assessment;
  const { aggregates, agg_last_updated: times, agg_details: details, ...key } = row;
  const counted = kept(aggregates, isMine);
  const stamped = kept(times, isMine);
  return {
    ...key,
    ...(counted === null ? {} : { aggregates: counted }),
    ...(stamped === null ? {} : { agg_last_updated: stamped }),
    ...(details === undefined || !(roles.assessment || roles.certificates)
      ? {}
      : { agg_details: details }),
  };
}

/** The entries whose name passes; `null` when none does. */
function kept<T>(
  map: Readonly<Record<string, T>> | undefined,
  passes: (name: string) => boolean,
): Record<string, T> | null {
  const entries = Object.entries(map ?? {}).filter(([name]) => passes(name));
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

const only = (row: object, columns: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).filter(([column]) => columns.includes(column)));
