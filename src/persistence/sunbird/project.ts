/**
 * From a state to the rows of Sunbird's tables: what an update would write, only what changed.
 * Pure; writing them is an adapter's, in any order, since rows hold values and no increments.
 *
 * - J1 Projecting a state onto the rows that show it writes nothing.
 * - J2 Rows are a function of the states, the course and the time of writing: not of the order or
 *   number of the events behind them.
 */
import { activityRows } from './activity-row.js';
import { assessmentRows } from './assessment-row.js';
import { consumptionRows } from './consumption-row.js';
import { enrolmentRow } from './enrolment-row.js';
import type { Projection } from './projection.js';
import type { RowChanges } from './rows.js';

/** The rows of one enrolment that differ between two states. */
export function project(projection: Projection): RowChanges {
  const enrolment = enrolmentRow(projection);
  return {
    user_content_consumption: consumptionRows(projection),
    user_enrolments: enrolment === null ? [] : [enrolment],
    user_activity_agg: activityRows(projection),
    assessment_aggregator: assessmentRows(projection),
  };
}
