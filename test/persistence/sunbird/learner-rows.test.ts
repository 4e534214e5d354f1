import { describe, expect, it } from 'vitest';
import { rowsByEnrolment } from '../../../src/persistence/sunbird/learner-rows.js';

const key = { userid: 'u1', courseid: 'c1', batchid: 'b1' };
const attemptKey = { user_id: 'u1', course_id: 'c1', batch_id: 'b1', content_id: 'x' };
const activity = { activity_type: 'Course', user_id: 'u1', context_id: 'cb:b1' };

describe('Stored rows of several tables', () => {
  it('are sorted by learner, course and batch', () => {
    const other = { ...key, batchid: 'b2' };
    const course = { ...activity, activity_id: 'c1', aggregates: { completedCount: 1 } };
    const sorted = rowsByEnrolment({
      user_enrolments: [key, other],
      user_content_consumption: [{ ...key, contentid: 'x' }],
      assessment_aggregator: [attemptKey],
      user_activity_agg: [course],
    });
    expect(sorted).toEqual([
      {
        key: { learner: 'u1', course: 'c1', batch: 'b1' },
        rows: {
          enrolment: key,
          contents: [{ ...key, contentid: 'x' }],
          attempts: [attemptKey],
          activity: course,
        },
      },
      {
        key: { learner: 'u1', course: 'c1', batch: 'b2' },
        rows: { enrolment: other, contents: [], attempts: [], activity: null },
      },
    ]);
  });

  it('do not take a unit for a course', () => {
    const unit = { ...activity, activity_id: 'unit1', aggregates: { completedCount: 1 } };
    const sorted = rowsByEnrolment({ user_enrolments: [key], user_activity_agg: [unit] });
    expect(sorted.map(({ rows }) => rows.activity)).toEqual([null]);
  });

  it('tell of a course by its scores alone', () => {
    const scores = { ...activity, activity_id: 'c9', aggregates: { 'score:x': 1 } };
    expect(rowsByEnrolment({ user_activity_agg: [scores] })).toMatchObject([
      { key: { learner: 'u1', course: 'c9', batch: 'b1' }, rows: { activity: scores } },
    ]);
  });

  it.each([
    { activity_type: 'Unit', context_id: 'cb:b1' },
    { activity_type: 'Course', context_id: 'b1' },
  ])('leave out an aggregate of another kind: %j', (columns) => {
    const row = { ...activity, activity_id: 'c9', aggregates: { 'score:x': 1 }, ...columns };
    expect(rowsByEnrolment({ user_activity_agg: [row] })).toEqual([]);
  });

  it('leave out a row whose ids cannot be such', () => {
    expect(rowsByEnrolment({ user_enrolments: [{ ...key, userid: '' }] })).toEqual([]);
  });
});
