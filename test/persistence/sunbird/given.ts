/** Rows, projections and tables for the tests of Sunbird's rows; a test says what differs. */
import { expect } from 'vitest';
import type { CourseTree } from '../../../src/domain/course.js';
import { initialEnrolment, type EnrolmentState } from '../../../src/domain/enrolment.js';
import type { ContentId } from '../../../src/domain/ids.js';
import { zoneOf } from '../../../src/gateway/zone.js';
import { adopt, type EnrolmentRows } from '../../../src/persistence/sunbird/adopt.js';
import { project } from '../../../src/persistence/sunbird/project.js';
import type { RowChanges } from '../../../src/persistence/sunbird/rows.js';
import type { Projection } from '../../../src/persistence/sunbird/projection.js';
import type { StoredRow } from '../../../src/persistence/sunbird/rows.js';
import { KEY, contentId, tree, unit } from '../../domain/given.js';

export const NOW = 1_700_000_000_000;
export const READ_AT = 1_690_000_000_000;
export const ZONE = zoneOf('Asia/Kolkata');

export const ENROLMENT_KEY = {
  userid: KEY.learner,
  courseid: KEY.course,
  batchid: KEY.batch,
} as const;

/** A course of two units that share a lesson; the second unit has an optional one. */
export const course = (more: Partial<CourseTree> = {}): CourseTree =>
  tree(['do_R1', 'do_R3', 'do_R2', 'do_R4'], {
    units: [
      unit('unit1', ['do_R1', 'do_R3']),
      unit('unit2', ['do_R2', 'do_R3', 'do_R4'], ['do_R4']),
    ],
    ancestors: ancestors({
      do_R1: ['unit1'],
      do_R3: ['unit1', 'unit2'],
      do_R2: ['unit2'],
      do_R4: ['unit2'],
    }),
    ...more,
  });

export const ancestors = (
  above: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<ContentId, readonly ContentId[]> =>
  new Map(Object.entries(above).map(([id, units]) => [contentId(id), units.map(contentId)]));

/** Projects with everything on; nothing was known before unless said. */
export const projected = (after: EnrolmentState, more: Partial<Projection> = {}): RowChanges =>
  project({
    before: null,
    after,
    tree: course(),
    attempts: [],
    renew: new Set(),
    columns: 'all',
    withUnits: true,
    now: NOW,
    zone: ZONE,
    ...more,
  });

export const nothingKnown: EnrolmentState = initialEnrolment(KEY);

/** A stored row of `user_content_consumption`. */
export const consumption = (id: string, more: StoredRow = {}): StoredRow => ({
  ...ENROLMENT_KEY,
  contentid: id,
  ...more,
});

export const adopted = (rows: Partial<EnrolmentRows>): EnrolmentState =>
  adopt(
    KEY,
    { enrolment: null, contents: [], activity: null, attempts: [], ...rows },
    ZONE,
    READ_AT,
  );

/** No row of any table. */
export const NO_CHANGES: RowChanges = {
  user_content_consumption: [],
  user_enrolments: [],
  user_activity_agg: [],
  assessment_aggregator: [],
};

/** The activity rows that count completed contents, by activity. */
export function completedCounts(changes: RowChanges): Record<string, number | undefined> {
  return Object.fromEntries(
    changes.user_activity_agg.map((row) => [row.activity_id, row.aggregates?.['completedCount']]),
  );
}

/** The one enrolment row; fails where there is none. */
export function enrolmentOf(changes: RowChanges): StoredRow {
  expect(changes.user_enrolments).toHaveLength(1);
  return { ...changes.user_enrolments[0]! };
}
