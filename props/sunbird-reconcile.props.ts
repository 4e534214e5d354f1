/**
 * Comparing a state with rows finds nothing where the rows show the state, and whatever was changed
 * in them.
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { EnrolmentState } from '../src/domain/enrolment.js';
import { zoneOf } from '../src/gateway/zone.js';
import { adopt, type EnrolmentRows } from '../src/persistence/sunbird/adopt.js';
import { project } from '../src/persistence/sunbird/project.js';
import { reconciliation, type CellDifference } from '../src/persistence/sunbird/reconcile.js';
import type { RowChanges, StoredRow } from '../src/persistence/sunbird/rows.js';
import type { CourseTree } from '../src/domain/course.js';
import { KEY } from './arbitraries.js';
import { holds } from './check.js';
import { tree } from './hierarchies.js';
import { shownState } from './sunbird-states.js';

const ZONE = zoneOf('Asia/Kolkata');
const WRITTEN_AT = 1_700_000_000_000;
const READ_AT = 1_690_000_000_000;

const course = fc.option(tree.map((t) => ({ ...t, course: KEY.course })));
/** What follows from a course that is not known, or has no leaves, is left alone. */
const knownCourse = course.filter((t) => t !== null && t.leaves.length > 0);
const columns = fc.constantFrom('all' as const, 'jobs' as const);

describe('Reconciling Sunbird’s rows', () => {
  holds(
    'A state differs in nothing from the rows that it was written as',
    fc.property(shownState, course, columns, (s, t, c) => {
      expect(found(s, t, rowsOf(s, t, c), c)).toEqual([]);
    }),
  );

  holds(
    'A state that was adopted differs in nothing from the rows it was adopted from',
    fc.property(shownState, course, (s, t) => {
      const rows = rowsOf(s, t, 'all');
      expect(found(adopt(KEY, enrolmentRows(rows), ZONE, READ_AT), t, rows, 'all')).toEqual([]);
    }),
  );

  holds(
    'A state differs from the rows of another exactly where the other does from its own',
    fc.property(shownState, shownState, knownCourse, (a, b, t) => {
      const there = placesOf(found(a, t, rowsOf(b, t, 'all'), 'all'));
      const back = placesOf(found(b, t, rowsOf(a, t, 'all'), 'all'));
      expect(there).toEqual(back);
    }),
  );
});

/** Certificates in `agg_details` are left out: a list without any says nothing about them. */
const placesOf = (all: readonly CellDifference[]): string[] =>
  all
    .filter(({ column }) => !column.startsWith('agg_details[certificate '))
    .map(({ table, key, column }) => JSON.stringify([table, key, column]))
    .sort();

const rowsOf = (after: EnrolmentState, of: CourseTree | null, mode: 'all' | 'jobs'): RowChanges =>
  project({
    before: null,
    after,
    tree: of,
    attempts: [],
    renew: new Set(['progress', 'scores'] as const),
    columns: mode,
    withUnits: true,
    now: WRITTEN_AT,
    zone: ZONE,
  });

function found(s: EnrolmentState, t: CourseTree | null, rows: RowChanges, mode: 'all' | 'jobs') {
  const options = { columns: mode, withUnits: true, zone: ZONE };
  const units = rows.user_activity_agg.filter((row) => row.activity_id !== KEY.course);
  const { differences } = reconciliation(s, t, options);
  return differences(
    enrolmentRows(rows),
    new Map(units.map((row) => [row.activity_id, { ...row }])),
  );
}

const enrolmentRows = (rows: RowChanges): EnrolmentRows => ({
  enrolment: record(rows.user_enrolments[0]),
  contents: rows.user_content_consumption.map((row) => ({ ...row })),
  activity: record(rows.user_activity_agg.find((row) => row.activity_id === KEY.course)),
  attempts: rows.assessment_aggregator.map((row) => ({ ...row })),
});

const record = (row: object | undefined): StoredRow | null =>
  row === undefined ? null : { ...row };
