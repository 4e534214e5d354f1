/** The deviation from switches of upstream's that Laurel does not have. */
import { enrolmentCompleteAudit } from '../../src/gateway/events/audit.js';
import { autoIssueRecord } from '../../src/gateway/events/issue-record.js';
import type { BatchId, CourseId, LearnerId } from '../../src/domain/ids.js';
import type { Difference } from './difference.js';
import { isFields, type Fields } from './fields.js';
import {
  cellOf,
  completionsOf,
  contentKey,
  enrolmentKey,
  expectsNoChange,
  sameValue,
  type Completion,
  type JobContext,
} from './job-context.js';
import type { JobRule } from './job-rules.js';

export const NO_SWITCHES: JobRule = {
  number: 5,
  reason:
    'Upstream switches that Laurel does not have: units are always aggregated, and an enrolment ' +
    'that is complete, or is none, is never written again.',
  explains: (difference, context) =>
    isOfUnits(difference, context) || isOfFilter(difference, context),
};

/** `activity.module.aggs.enabled` off: upstream writes no row of a unit. */
function isOfUnits(difference: Difference, context: JobContext): boolean {
  const cell = cellOf(difference);
  if (cell?.table !== 'user_activity_agg') return false;
  if (context.given.config['activity.module.aggs.enabled'] !== false) return false;
  const isCourse = completionsOf(context.given).some(({ course }) =>
    cell.key.startsWith(`Course/${course}/`),
  );
  return !isCourse && expectsNoChange(difference, context);
}

/** `activity.filter.processed.enrolments` off: upstream writes the progress of every enrolment. */
function isOfFilter(difference: Difference, context: JobContext): boolean {
  if (context.given.config['activity.filter.processed.enrolments'] !== false) return false;
  const cell = cellOf(difference);
  return completionsOf(context.given).some((completion) => {
    const columns = progressColumns(completion, context);
    if (cell === null)
      return columns.status === 2 && isAnnouncement(difference, completion, context);
    if (cell.table !== 'user_enrolments' || cell.key !== enrolmentKey(completion)) return false;
    if (cell.column !== '') return isColumn(cell.column, difference.expected, columns, context);
    const { expected } = difference;
    return (
      isFields(expected) &&
      Object.entries(expected).every(([column, value]) => isColumn(column, value, columns, context))
    );
  });
}

/** What upstream makes of an enrolment: its key, and its progress now. */
function progressColumns({ learner, course, batch }: Completion, { given, expected }: JobContext) {
  const rows = expected.tables[CONSUMPTION] ?? given.tables[CONSUMPTION] ?? [];
  const completed = completionsOf(given).map(contentKey);
  const statuses = rows
    .filter(({ userid, courseid, batchid }) => isSame([userid, courseid, batchid]))
    .map(({ contentid, status }) => {
      const key = [learner, course, batch, contentid].join('/');
      return [String(contentid), completed.includes(key) ? 2 : (status ?? 1)] as const;
    });
  const sets = given.redis.relations ?? {};
  const optional = sets[`${course}:${course}:optionalnodes`] ?? [];
  const leaves = sets[`${course}:${course}:leafnodes`] ?? [];
  const required = leaves.filter((leaf) => !optional.includes(leaf));
  const done = statuses.filter(([content, status]) => status === 2 && required.includes(content));
  const isComplete = done.length >= required.length;
  return {
    ...{ userid: learner, courseid: course, batchid: batch },
    status: isComplete ? 2 : 1,
    progress: done.length,
    contentstatus: Object.fromEntries(statuses),
    datetime: '<now>',
    ...(isComplete ? { completedon: '<now>' } : {}),
  };

  function isSame(key: readonly unknown[]): boolean {
    return key.join('/') === [learner, course, batch].join('/');
  }
}

const CONSUMPTION = 'user_content_consumption';

function isColumn(
  column: string,
  expected: unknown,
  columns: Fields,
  context: JobContext,
): boolean {
  if (expected === '<now>') return columns[column] === expected;
  return column in columns && sameValue(expected, columns[column], context);
}

/** Whether a missing record is one of those that upstream sends of a completed enrolment. */
function isAnnouncement(
  { path: [kind, topic], expected }: Difference,
  { learner, course, batch }: Completion,
  context: JobContext,
): boolean {
  if (kind !== 'events' || expected === undefined) return false;
  const key = {
    learner: learner as LearnerId,
    course: course as CourseId,
    batch: batch as BatchId,
  };
  const at = context.observed.run.from;
  return [enrolmentCompleteAudit(key, at), autoIssueRecord(key, null, '', at)].some(
    (record) => record.topic === topic && sameValue(expected, JSON.parse(record.value), context),
  );
}
