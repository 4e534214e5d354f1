import { describe, expect, it } from 'vitest';
import { completedCount, joinContent } from '../../../src/domain/content.js';
import type { EnrolmentState } from '../../../src/domain/enrolment.js';
import { content, contentId, enrolled, tree, unenrolled } from '../../domain/given.js';
import {
  ENROLMENT_KEY,
  NOW,
  NO_CHANGES,
  adopted,
  ancestors,
  completedCounts,
  consumption,
  course,
  enrolmentOf,
  nothingKnown,
  projected,
} from './given.js';

const ALL = ['do_R1', 'do_R2', 'do_R3', 'do_R4'];
/** As the API left them: completed, and not counted by the job yet. */
const UNCOUNTED = ALL.map((id) =>
  consumption(id, { status: 2, viewcount: 1, completedcount: 0, progress: 100 }),
);

describe('A consumption row', () => {
  it('counts a completion once more than was stored', () => {
    const before = adopted({ contents: UNCOUNTED });
    const rows = projected(told(before, 'do_R1'), { before, columns: 'jobs' });
    expect(rows.user_content_consumption).toEqual([
      consumption('do_R1', { status: 2, viewcount: 2, completedcount: 1 }),
    ]);
  });

  it('is not written for a content that stayed as it was', () => {
    const state = enrolled({ contents: [content('do_R1', 2, 500)] });
    const after = { ...state, contents: new Map(state.contents) };
    expect(projected(after, { before: state })).toEqual(NO_CHANGES);
  });

  it('has times, progress and player state where Laurel is the API', () => {
    const state = unenrolled({
      contents: [content('do_R1', 1, 500, { progress: 40, details: '{"p":1}', detailsAt: 500 })],
    });
    expect(projected(state, { before: nothingKnown }).user_content_consumption).toEqual([
      consumption('do_R1', {
        status: 1,
        progress: 40,
        viewcount: 0,
        completedcount: 0,
        last_access_time: 500,
        last_updated_time: NOW,
        progressdetails: '{"p":1}',
      }),
    ]);
  });

  it('names no time that is not known', () => {
    const state = unenrolled({ contents: [content('do_R1', 0, 0)] });
    const [row] = projected(state).user_content_consumption;
    expect(Object.keys(row!)).not.toContain('last_access_time');
    expect(Object.keys(row!)).not.toContain('last_completed_time');
  });
});

describe('An enrolment row', () => {
  it('is completed with all required contents', () => {
    const before = adopted({ contents: UNCOUNTED, enrolment: { ...ENROLMENT_KEY, status: 1 } });
    const after = { ...told(before, 'do_R1'), completedAt: 700, completedVersion: 1 };
    expect(enrolmentOf(projected(after, { before, columns: 'jobs' }))).toEqual({
      ...ENROLMENT_KEY,
      status: 2,
      progress: 4,
      contentstatus: { do_R1: 2, do_R2: 2, do_R3: 2, do_R4: 2 },
      completedon: 700,
      datetime: NOW,
    });
  });

  it('counts only required contents, and lists the status of all', () => {
    const contents = [content('do_R1', 2, 500), content('do_R4', 2, 500), content('do_R2', 1, 500)];
    const optional = [contentId('do_R4')];
    const state = enrolled({ contents });
    const row = enrolmentOf(
      projected(state, { before: enrolled(), tree: tree(ALL, { optional }) }),
    );
    expect(row).toMatchObject({
      status: 1,
      progress: 1,
      contentstatus: { do_R1: 2, do_R4: 2, do_R2: 1 },
    });
    expect(row).not.toHaveProperty('completedon');
  });

  it('keeps its progress columns once it was completed', () => {
    const completedon = '2021-01-01T00:00:00Z';
    const enrolment = { ...ENROLMENT_KEY, status: 2, completedon, progress: 4 };
    const before = adopted({ contents: UNCOUNTED, enrolment });
    const rows = projected(told(before, 'do_R1'), { before, columns: 'jobs' });
    expect(rows.user_enrolments).toEqual([]);
    expect(completedCounts(rows)).toEqual({ course001: 4, unit1: 2, unit2: 2 });
  });

  it('is never made for a learner who is not enrolled', () => {
    const state = unenrolled({ contents: [content('do_R1', 2, 500)] });
    expect(projected(state).user_enrolments).toEqual([]);
  });

  it('is new with a status and a count of zero', () => {
    expect(enrolmentOf(projected(enrolled({ enrolledAt: 300 }), { before: nothingKnown }))).toEqual(
      {
        ...ENROLMENT_KEY,
        active: true,
        enrolled_date: 300,
        datetime: NOW,
        status: 0,
        progress: 0,
      },
    );
  });

  it('counts the work that was done before enrolling', () => {
    const contents = [content('do_R1', 2, 50)];
    const row = enrolmentOf(
      projected(enrolled({ contents }), { before: unenrolled({ contents }) }),
    );
    expect(row).toMatchObject({ active: true, status: 1, progress: 1 });
  });

  it('is only deactivated when the learner leaves', () => {
    const contents = [content('do_R1', 2, 500)];
    const before = enrolled({ contents });
    const after = { ...before, membership: { ...before.membership!, active: false } };
    expect(enrolmentOf(projected(after, { before }))).toEqual({ ...ENROLMENT_KEY, active: false });
  });

  it('tells what was read last, and leaves progress to completions', () => {
    const after = enrolled({ contents: [content('do_R2', 1, 900)] });
    expect(enrolmentOf(projected(after, { before: enrolled() }))).toEqual({
      ...ENROLMENT_KEY,
      lastreadcontentid: 'do_R2',
      lastreadcontentstatus: 1,
      lastcontentaccesstime: 900,
    });
  });

  it('has no progress from a course that is retired or unknown', () => {
    const before = adopted({ contents: UNCOUNTED, enrolment: { ...ENROLMENT_KEY, status: 1 } });
    const rows = projected(told(before, 'do_R1'), { before, tree: null, columns: 'jobs' });
    expect(rows.user_enrolments).toEqual([]);
    expect(rows.user_activity_agg).toEqual([]);
  });

  it('leaves membership and what was read last to the service that is the API', () => {
    const state = enrolled({ contents: [content('do_R1', 2, 500)] });
    const row = enrolmentOf(projected(state, { columns: 'jobs' }));
    expect(Object.keys(row).sort()).toEqual(
      [...Object.keys(ENROLMENT_KEY), 'contentstatus', 'datetime', 'progress', 'status'].sort(),
    );
  });
});

describe('The aggregates of completed contents', () => {
  it('have a row of the course and one of each unit above any content worked on', () => {
    const before = adopted({ contents: [consumption('do_R2', { status: 1 })] });
    const rows = projected(told(before, 'do_R1'), { before });
    expect(rows.user_activity_agg[0]).toEqual({
      activity_type: 'Course',
      activity_id: 'course001',
      user_id: 'user001',
      context_id: 'cb:Batch1',
      aggregates: { completedCount: 1 },
      agg_last_updated: { completedCount: NOW },
    });
    expect(completedCounts(rows)).toEqual({ course001: 1, unit1: 1, unit2: 0 });
  });

  it('leave out optional contents of a unit', () => {
    const state = unenrolled({ contents: [content('do_R4', 2, 500)] });
    expect(completedCounts(projected(state))).toEqual({ course001: 1, unit2: 0 });
  });

  it('have no rows of units where these are not wanted', () => {
    const state = unenrolled({ contents: [content('do_R1', 2, 500)] });
    expect(completedCounts(projected(state, { withUnits: false }))).toEqual({ course001: 1 });
  });

  it('count nothing in a unit that the course does not know', () => {
    const above = ancestors({ do_R1: ['unit9', 'course001'] });
    const state = unenrolled({ contents: [content('do_R1', 2, 500)] });
    const rows = projected(state, { tree: course({ ancestors: above }) });
    expect(completedCounts(rows)).toEqual({ course001: 1, unit9: 0 });
  });

  it('have no row of a course without leaves', () => {
    const state = unenrolled({ contents: [content('do_R1', 2, 500)] });
    expect(projected(state, { tree: tree([]) }).user_activity_agg).toEqual([]);
  });

  it('stay as they are while contents are only started', () => {
    const after = unenrolled({ contents: [content('do_R1', 1, 500)] });
    expect(projected(after, { before: nothingKnown }).user_activity_agg).toEqual([]);
  });

  it('are derived from stored work when a sync asks for it, without touching the counts', () => {
    const state = adopted({
      contents: [
        consumption('do_R1', { status: 2, viewcount: 3, completedcount: 1 }),
        consumption('do_R2', { status: 2, viewcount: 2, completedcount: 2 }),
        consumption('do_R3', { status: 1, viewcount: 0, completedcount: 1 }),
      ],
    });
    const rows = projected(state, { before: state, renew: new Set(['progress']) });
    expect(rows.user_content_consumption).toEqual([]);
    expect(completedCounts(rows)).toEqual({ course001: 2, unit1: 1, unit2: 1 });
  });
});

function told(before: EnrolmentState, id: string): EnrolmentState {
  const seen = content(id, 2, 600);
  const held = before.contents.get(seen.content);
  const joined = held === undefined ? seen : joinContent(held, seen);
  expect(completedCount(joined)).toBeGreaterThan(0);
  return { ...before, contents: new Map(before.contents).set(seen.content, joined) };
}
