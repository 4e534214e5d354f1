import { describe, expect, it } from 'vitest';
import type { CourseTree } from '../../../src/domain/course.js';
import type { EnrolmentState } from '../../../src/domain/enrolment.js';
import type { EnrolmentRows } from '../../../src/persistence/sunbird/adopt.js';
import { reconciliation, type CellDifference } from '../../../src/persistence/sunbird/reconcile.js';
import type { StoredRow } from '../../../src/persistence/sunbird/rows.js';
import { attempt, content, enrolled, generation, unenrolled } from '../../domain/given.js';
import { ENROLMENT_KEY, ZONE, course, projected } from './given.js';

const STATE = enrolled({
  enrolledAt: 1000,
  contents: [content('do_R1', 2, 5000), content('do_R2', 1, 6000)],
  attempts: [attempt({ attemptedAt: 7000, payloadHash: '' })],
  generations: [generation('g1')],
});

describe('Reconciling an enrolment', () => {
  it('finds nothing in the rows that it was written as, whenever that was', () => {
    expect(differences({})).toEqual([]);
  });

  it('names table, key and column of a cell that differs, and both values', () => {
    const found = differences({ contents: (row) => ({ ...row, viewcount: 4 }) });

    const key = { ...ENROLMENT_KEY, contentid: 'do_R1' };
    const place = { table: 'user_content_consumption', column: 'viewcount' };
    expect(found).toContainEqual({ ...place, key, stored: 4, ours: 1 });
    expect(found.map((d) => d.key['contentid'])).toEqual(['do_R1', 'do_R2']);
  });

  it.each([
    ['progress', { progress: 4 }, 4, 1],
    ['status', { status: 0 }, null, 1],
    ['active', { active: false }, false, true],
    ['completedon', { completedon: new Date(9000) }, 9000, null],
    ['contentstatus[do_R1]', { contentstatus: { do_R1: 1, do_R2: 1 } }, 1, 2],
    ['contentstatus[do_R9]', { contentstatus: { do_R1: 2, do_R2: 1, do_R9: 2 } }, 2, null],
    ['lastreadcontentid', { lastreadcontentid: 'do_R1' }, 'do_R1', 'do_R2'],
  ])('finds a difference in %s of the enrolment', (column, change, stored, ours) => {
    const found = differences({ enrolment: (row) => ({ ...row, ...change }) });

    expect(found).toEqual([{ table: 'user_enrolments', key: ENROLMENT_KEY, column, stored, ours }]);
  });

  it('finds a certificate that is not listed', () => {
    const found = differences({ enrolment: (row) => ({ ...row, issued_certificates: null }) });

    expect(found).toMatchObject([
      { column: 'issued_certificates[Course Completion Certificate]', stored: null },
    ]);
  });

  it('finds a count of the course and of a unit', () => {
    const found = differences({
      activity: (row) => ({
        ...row,
        aggregates: { ...record(row['aggregates']), completedCount: 3 },
      }),
    });

    const counts = found
      .filter((d) => d.column === 'aggregates[completedCount]')
      .map((d) => [d.key['activity_id'], d.stored, d.ours]);
    expect(counts).toEqual([
      ['course001', 3, 1],
      ['unit1', 3, 1],
      ['unit2', 3, null],
    ]);
  });

  it('reads totals of an older column', () => {
    const older = { agg: { completedCount: 1, 'score:content_001': 1 } };
    const found = differences({
      activity: (row) => ({
        ...row,
        aggregates: without(row['aggregates'], 'completedCount', 'score:content_001'),
        ...older,
      }),
    });

    expect(found.filter((d) => d.key['activity_id'] === 'course001')).toEqual([]);
  });

  it('finds an attempt that is listed with another score, however its date is spelled', () => {
    const entry = (score: number) =>
      `{"type":"old","content_id":"content_001","attempt_id":"a1","score":${score},"max_score":1,` +
      '"last_attempted_on":"Jan 1, 1970 5:30:07 AM"}';
    const listed = (score: number) =>
      differences({ activity: (row) => ({ ...row, agg_details: [entry(score)] }) }).filter(
        (d) => d.key['activity_id'] === 'course001',
      );

    expect(listed(1)).toEqual([]);
    expect(listed(2)).toMatchObject([{ column: 'agg_details[content_001/a1]' }]);
  });

  it('finds a row that is missing, and one that is not ours', () => {
    const rows = stored(STATE);
    const other = { ...ENROLMENT_KEY, contentid: 'do_R9', status: 2, last_completed_time: 8000 };
    const found = compared(STATE, { ...rows, contents: [rows.contents[0]!, other] });

    const missing = found.filter((d) => d.key['contentid'] === 'do_R2');
    expect(missing).toContainEqual(
      expect.objectContaining({ column: 'status', stored: null, ours: 1 }),
    );
    const foreign = found.filter((d) => d.key['contentid'] === 'do_R9');
    expect(foreign).toContainEqual(
      expect.objectContaining({ column: 'status', stored: 2, ours: null }),
    );
  });

  it('takes a row that holds only what was read last for none', () => {
    const phantom = { ...ENROLMENT_KEY, active: null, lastreadcontentid: 'do_R1' };
    const state = unenrolled();

    expect(compared(state, { ...stored(state), enrolment: phantom })).toEqual([]);
  });

  it('finds an enrolment that is not ours', () => {
    const state = unenrolled();
    const found = compared(state, {
      ...stored(state),
      enrolment: { ...ENROLMENT_KEY, active: true },
    });

    expect(found).toContainEqual(
      expect.objectContaining({ column: 'active', stored: true, ours: null }),
    );
  });

  it('compares answers by their hash, where they are known', () => {
    const known = enrolled({ attempts: [attempt({ payloadHash: 'ours' })] });
    const rows = stored(known);

    expect(compared(known, rows)).toMatchObject([
      { table: 'assessment_aggregator', column: 'question', stored: null, ours: 'ours' },
    ]);
  });

  it('leaves progress alone where the course is not known', () => {
    const rows = stored(STATE);

    expect(compared(STATE, rows, null)).toEqual([]);
  });
});

type Change = (row: StoredRow) => StoredRow;

interface Changes {
  readonly contents?: Change;
  readonly enrolment?: Change;
  readonly activity?: Change;
}

/** What is found in the rows of `STATE` when some of them were changed. */
function differences({ contents, enrolment, activity }: Changes): CellDifference[] {
  const same: Change = (row) => row;
  const rows = stored(STATE);
  const changed: EnrolmentRows = {
    ...rows,
    contents: rows.contents.map(contents ?? same),
    enrolment: rows.enrolment && (enrolment ?? same)(rows.enrolment),
    activity: rows.activity && (activity ?? same)(rows.activity),
  };
  return compared(STATE, changed, course(), activity);
}

function compared(
  state: EnrolmentState,
  rows: EnrolmentRows,
  tree: CourseTree | null = course(),
  ofUnit: Change = (row) => row,
): CellDifference[] {
  const units = projected(state).user_activity_agg.filter((r) => r.activity_id !== 'course001');
  const { differences: found } = reconciliation(state, tree, {
    columns: 'all',
    withUnits: true,
    zone: ZONE,
  });
  return found(rows, new Map(units.map((row) => [row.activity_id, ofUnit({ ...row })])));
}

function stored(state: EnrolmentState): EnrolmentRows {
  const rows = projected(state, { renew: new Set(['progress', 'scores'] as const) });
  const [enrolment] = rows.user_enrolments;
  const activity = rows.user_activity_agg.find((row) => row.activity_id === 'course001');
  return {
    enrolment: enrolment === undefined ? null : { ...enrolment },
    contents: rows.user_content_consumption.map((row) => ({ ...row })),
    activity: activity === undefined ? null : { ...activity },
    attempts: rows.assessment_aggregator.map((row) => ({ ...row })),
  };
}

const record = (value: unknown): Record<string, unknown> => value as Record<string, unknown>;

const without = (map: unknown, ...keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record(map)).filter(([key]) => !keys.includes(key)));
