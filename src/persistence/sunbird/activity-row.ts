/**
 * Progress and scores as rows of `user_activity_agg`: one of the course, one of each unit above
 * any content that the learner has worked on.
 *
 * - V1 Aggregates are those of the enrolment's own batch and need no membership: work counts here
 *   though the learner is not enrolled.
 * - V2 Each row is a function of the state and the course alone; units have the type `Course` (Q6).
 *
 * Source: `reference/jobs.md` 1.6, 1.7, 4.4; design 8.
 */
import type { CourseTree } from '../../domain/course.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import { compareText, type ContentId, type EnrolmentKey, type Instant } from '../../domain/ids.js';
import { countCompleted } from '../../domain/progress.js';
import { attemptDetails, scoreAggregates } from './activity-scores.js';
import { changedAttempts } from './assessment-row.js';
import { certificateDetails } from './issued-certificate.js';
import { countedTree, progressIsDue, type Projection } from './projection.js';
import { ACTIVITY_TYPE, contextOf, type ActivityRow, type RowZone } from './rows.js';

/** The rows whose values were derived anew. */
export function activityRows(projection: Projection): ActivityRow[] {
  const { after, withUnits, now } = projection;
  const tree =
    progressIsDue(projection) && after.contents.size > 0 ? countedTree(projection) : null;
  const completed = tree === null ? {} : { completedCount: countCompleted(after, tree.required) };
  const changed = {
    ...maps({ ...completed, ...scores(projection) }, now),
    ...details(projection),
  };
  const course = { ...rowKey(after.key, after.key.course), ...changed };
  const units = tree !== null && withUnits ? unitRows(after, tree, now) : [];
  return Object.keys(changed).length === 0 ? units : [course, ...units];
}

const rowKey = (key: EnrolmentKey, activity: string): ActivityRow => ({
  activity_type: ACTIVITY_TYPE,
  activity_id: activity,
  user_id: key.learner,
  context_id: contextOf(key.batch),
});

/** The two maps of a row; none where there is nothing to put into them. */
function maps(
  aggregates: Readonly<Record<string, number>>,
  now: Instant,
): Pick<ActivityRow, 'aggregates' | 'agg_last_updated'> {
  const keys = Object.keys(aggregates);
  if (keys.length === 0) return {};
  return { aggregates, agg_last_updated: Object.fromEntries(keys.map((key) => [key, now])) };
}

function scores(projection: Projection): Record<string, number> {
  const { after, renew } = projection;
  const due = renew.has('scores') || changedAttempts(projection).length > 0;
  return due ? scoreAggregates(after) : {};
}

/** The list is replaced as a whole, so it is written only when it differs or is asked for. */
function details({ before, after, renew, zone }: Projection): Pick<ActivityRow, 'agg_details'> {
  const same = before?.attempts === after.attempts && before.generations === after.generations;
  if (same && !renew.has('scores')) return {};
  const [old, list] = [before === null ? [] : detailsOf(before, zone), detailsOf(after, zone)];
  const differs = JSON.stringify(old) !== JSON.stringify(list);
  const asked = renew.has('scores') && list.length > 0;
  return differs || asked ? { agg_details: list } : {};
}

const detailsOf = (state: EnrolmentState, zone: RowZone): string[] => [
  ...attemptDetails(state, zone),
  ...certificateDetails(state),
];

/** A unit that the tree names above a content and does not know has completed nothing. */
function unitRows(state: EnrolmentState, tree: CourseTree, now: Instant): ActivityRow[] {
  const required = new Map(tree.units.map((unit) => [unit.unit, unit.required]));
  return unitsAbove(state, tree).map((unit) => ({
    ...rowKey(state.key, unit),
    ...maps({ completedCount: countCompleted(state, required.get(unit) ?? []) }, now),
  }));
}

function unitsAbove(state: EnrolmentState, tree: CourseTree): ContentId[] {
  const above = [...state.contents.keys()].flatMap((content) => tree.ancestors.get(content) ?? []);
  return [...new Set(above)]
    .filter((unit) => String(unit) !== String(tree.course))
    .sort(compareText);
}
