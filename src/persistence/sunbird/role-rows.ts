/**
 * The part of a projection that is this installation's to write, where some of Sunbird's services
 * go on beside it. Pure; cells that belong to another service are never written.
 *
 * Source: `reference/lms.md` 1.6-1.9, 3.2; `reference/jobs.md` 1.5-1.7, 3.6, 4.3.
 */
import type { ActivityRow, EnrolmentRow, RowChanges } from './rows.js';

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
    user_content_consumption: api || aggregator ? changes.user_content_consumption : [],
    user_enrolments: changes.user_enrolments
      .map((row) => only(row, enrolmentColumns(roles)) as unknown as EnrolmentRow)
      .filter(saysSomething),
    user_activity_agg: changes.user_activity_agg
      .map((row) => activityFor(row, roles))
      .filter((row) => row.aggregates !== undefined || row.agg_details !== undefined),
    assessment_aggregator: assessment ? changes.assessment_aggregator : [],
  };
}

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

const enrolmentColumns = ({ api, aggregator, certificates }: WrittenFor): readonly string[] => [
  ...KEYS,
  ...(api ? OF_API : []),
  ...(aggregator ? OF_AGGREGATOR : []),
  ...(certificates ? ['issued_certificates'] : []),
];

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
