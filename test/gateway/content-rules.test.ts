/** Which of several broken rules of an entry is told: upstream's order (`reference/lms.md` 1.2). */
import { describe, expect, it } from 'vitest';
import { given } from './given.js';

const UPDATE = '/v1/content/state/update';
const WRONG = '18-12-2017 10:47:30:707+0530';
const RIGHT = '2024-05-20 10:00:00:000+0000';

describe('the first broken rule of a content', () => {
  it.each([
    [{ lastUpdatedTime: WRONG, courseId: '' }, 'DATE_FORMAT_ERRROR'],
    [{ lastUpdatedTime: RIGHT, lastCompletedTime: '', courseId: '' }, 'DATE_FORMAT_ERRROR'],
    [{ courseId: ' ', collectionId: 'c', contentId: '' }, 'COURSE_ID_REQUIRED_ERROR'],
    [{ collectionId: 'c', contentId: null }, 'CONTENT_ID_REQUIRED_ERROR'],
    [{ courseId: 'c', contentId: 'x', lastAccessTime: WRONG }, 'CONTENT_STATUS_MISSING_ERROR'],
    [{ courseId: 'c', contentId: 'x', status: 'x', lastAccessTime: WRONG }, 'CONTENT_STATUS_MISSI'],
    [{ courseId: 'c', contentId: 'x', status: 1, lastAccessTime: WRONG }, 'DATE_FORMAT_ERRROR'],
  ])('%j is told as %s', async (entry, code) => {
    const { ask, engine } = await given();
    const { status, body } = await ask('PATCH', UPDATE, { request: { contents: [entry] } });
    expect([status, body.params['err']]).toEqual([400, expect.stringContaining(code)]);
    expect(engine.submissions).toEqual([]);
  });
});

describe('the first broken rule of an assessment', () => {
  it.each([
    [{ courseId: '' }, 'ATTEMPTED_DATE_REQUIRED'],
    [{ assessmentTs: null, collectionId: 'c' }, 'COURSE_ID_REQUIRED_ERROR'],
    [{ assessmentTs: 1, courseId: 'c', batchId: '' }, 'CONTENT_ID_REQUIRED_ERROR'],
    [{ assessmentTs: 1, courseId: 'c', contentId: 'x', userId: '' }, 'COURSE_BATCH_ID_MISSING'],
    [{ assessmentTs: 1, courseId: 'c', contentId: 'x', batchId: 'b' }, 'USERID_MISSING'],
    [
      { assessmentTs: 1, courseId: 'c', contentId: 'x', batchId: 'b', userId: 'u' },
      'ATTEMPT_ID_REQUIRED_ERROR',
    ],
    [
      { assessmentTs: 1, courseId: 'c', contentId: 'x', batchId: 'b', userId: 'u', attemptId: 'a' },
      'EVENTS_DATA_MISSING',
    ],
  ])('%j is told as %s', async (entry, code) => {
    const { ask } = await given();
    const { status, body } = await ask('PATCH', UPDATE, { request: { assessments: [entry] } });
    expect([status, body.params['err']]).toEqual([400, code]);
  });

  it('comes after those of all contents', async () => {
    const { ask } = await given();
    const request = { contents: [{ courseId: 'c', contentId: 'x' }], assessments: [{}] };
    const { body } = await ask('PATCH', UPDATE, { request });
    expect(body.params['err']).toBe('CONTENT_STATUS_MISSING_ERROR');
  });
});
