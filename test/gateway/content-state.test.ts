import { describe, expect, it } from 'vitest';
import type { Attempt, Observe } from '../../src/domain/command.js';
import { parseKeptRequest } from '../../src/gateway/kept-request.js';
import { NOW, KEY, content, given } from './given.js';

const UPDATE = '/v1/content/state/update';
const time = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11)}:000+0000`;

describe('a content state update', () => {
  it('answers SUCCESS for each content and folds the completion', async () => {
    const { ask, engine } = await given();
    const reply = await ask('PATCH', UPDATE, { request: { contents: [content()] } });
    expect(reply.status).toBe(200);
    expect(reply.body.result).toEqual({ do_x: 'SUCCESS' });
    expect(engine.state(KEY).contents.get('do_x' as never)).toMatchObject({
      status: 2,
      progress: 100,
      completionSeen: true,
      firstCompletedAt: NOW,
      lastAccessAt: NOW,
    });
  });

  it('names ended, not started and unknown batches and takes the others', async () => {
    const { ask } = await given();
    const contents = [
      content(),
      content({ batchId: 'b-ended', contentId: 'y' }),
      content({ batchId: 'b-future', contentId: 'z' }),
      content({ batchId: 'b-none', contentId: 'w' }),
    ];
    const { body } = await ask('PATCH', UPDATE, { request: { contents } });
    expect(body.result).toEqual({
      do_x: 'SUCCESS',
      NOT_A_ON_GOING_BATCH: ['b-ended', 'b-future'],
      BATCH_NOT_EXISTS: ['b-none'],
    });
  });

  it('keeps every entry that it does not take as a dead letter', async () => {
    const { ask, letters } = await given();
    const contents = [
      content({ batchId: 'b-ended' }),
      content({ batchId: 'b-none' }),
      content({ batchId: '' }),
      content({ userId: 'u2' }),
    ];
    await ask('PATCH', UPDATE, { request: { contents } });
    expect(letters.map((letter) => letter.reason)).toEqual([
      'batch-not-ongoing',
      'batch-unknown',
      'no-batch-id',
      'other-user',
    ]);
    expect(new Set(letters.map((letter) => letter.position)).size).toBe(4);
    const kept = parseKeptRequest(letters[0]!.text);
    expect(kept).toMatchObject({ value: { request: { contents: [contents[0]] } } });
  });

  it('answers an entry without a batch with an empty result', async () => {
    const { ask, engine } = await given();
    const request = { contents: [{ courseId: 'do_c', contentId: 'do_x', status: 2 }] };
    const { status, body } = await ask('PATCH', UPDATE, { request });
    expect([status, body.result]).toEqual([200, {}]);
    expect(engine.submissions).toEqual([]);
  });

  it('keeps progress below completion on a first write', async () => {
    const { ask, engine } = await given();
    const request = { contents: [content({ status: 1, progress: 60 })] };
    await ask('PATCH', UPDATE, { request });
    expect(engine.state(KEY).contents.get('do_x' as never)).toMatchObject({
      status: 1,
      progress: 60,
      lastCompletedAt: 0,
    });
  });

  it('counts a status above 2 as 2, and 100 % without status 2 as 99', async () => {
    const { ask, engine } = await given();
    const contents = [
      content({ status: 3 }),
      content({ contentId: 'do_y', status: 1, progress: 100 }),
    ];
    await ask('PATCH', UPDATE, { request: { contents } });
    expect(engine.state(KEY).contents.get('do_x' as never)?.status).toBe(2);
    expect(engine.state(KEY).contents.get('do_y' as never)?.progress).toBe(99);
  });

  it('clamps event times into the batch and not after receipt', async () => {
    const { ask, engine } = await given();
    const contents = [
      content({ lastCompletedTime: time('2019-01-01T00:00:00') }),
      content({ contentId: 'do_y', lastAccessTime: time('2030-01-01T00:00:00') }),
    ];
    await ask('PATCH', UPDATE, { request: { contents } });
    const state = engine.state(KEY);
    expect(state.contents.get('do_x' as never)?.lastCompletedAt).toBe(
      Date.parse('2024-05-01T00:00:00+05:30'),
    );
    expect(state.contents.get('do_y' as never)?.lastAccessAt).toBe(NOW);
  });

  it('keeps sent counts and player state', async () => {
    const { ask, engine } = await given();
    const sent = { viewCount: 5, completedCount: 3_000_000_000, progressdetails: { page: [1] } };
    await ask('PATCH', UPDATE, { request: { contents: [content(sent)] } });
    expect(engine.state(KEY).contents.get('do_x' as never)).toMatchObject({
      viewBase: 5,
      completionBase: 2 ** 31 - 1,
      details: '{"page":[1]}',
      detailsAt: NOW,
    });
  });

  it('submits all commands of a request at once', async () => {
    const { ask, engine } = await given();
    const request = {
      contents: [content(), content({ contentId: 'do_y' })],
      assessments: [attempt()],
    };
    await ask('PATCH', UPDATE, { request });
    expect(engine.submissions.map((commands) => commands.map((c) => c.kind))).toEqual([
      ['observe', 'attempt'],
    ]);
    const [observed] = engine.submissions[0] as [Observe];
    expect(observed.contents.map((c) => c.content)).toEqual(['do_x', 'do_y', 'do_q']);
  });

  it('takes the federated form of the own user id', async () => {
    const { ask } = await given();
    const request = { contents: [content({ userId: 'f:realm:u1' })] };
    expect((await ask('PATCH', UPDATE, { request })).body.result).toEqual({ do_x: 'SUCCESS' });
  });

  it('remembers work of a learner who is not enrolled without enrolling', async () => {
    const { ask, engine } = await given();
    await ask('PATCH', UPDATE, { request: { contents: [content()] } });
    expect(engine.state(KEY).membership).toBeNull();
  });

  it('asks who the caller is before it takes anything', async () => {
    const { ask, engine } = await given();
    const { status, body } = await ask('PATCH', UPDATE, { request: { contents: [content()] } }, '');
    expect([status, body.params['err']]).toEqual([401, 'UNAUTHORIZED_USER']);
    expect(engine.submissions).toEqual([]);
  });

  it('takes the caller from request.userId where no header names one', async () => {
    const { ask } = await given();
    const request = { userId: 'u1', contents: [content()] };
    expect((await ask('PATCH', UPDATE, { request }, '')).body.result).toEqual({ do_x: 'SUCCESS' });
  });

  it('takes earlier work in an ended batch within the grace period', async () => {
    const { ask } = await given({ settings: { endedBatchGraceMs: 30 * 86_400_000 } });
    const contents = [
      content({ batchId: 'b-ended', lastAccessTime: time('2024-05-09T00:00:00') }),
      content({ batchId: 'b-ended', contentId: 'do_y' }),
    ];
    const { body } = await ask('PATCH', UPDATE, { request: { contents } });
    expect(body.result).toEqual({ do_x: 'SUCCESS', NOT_A_ON_GOING_BATCH: ['b-ended'] });
  });
});

describe('an assessment', () => {
  it('is scored by the latest event of each question and completes its content', async () => {
    const { ask, engine } = await given();
    const { body } = await ask('PATCH', UPDATE, { request: { assessments: [attempt()] } });
    expect(body.result).toEqual({ do_q: 'SUCCESS', 'b-live': 'SUCCESS' });
    const scored = engine.submissions[0]!.find((c): c is Attempt => c.kind === 'attempt')!;
    expect(scored.attempt).toMatchObject({
      content: 'do_q',
      attempt: 'a1',
      score: 9,
      maxScore: 10,
    });
    expect(engine.state(KEY).contents.get('do_q' as never)?.status).toBe(2);
  });

  it('without events completes its content and scores nothing', async () => {
    const { ask, engine } = await given();
    await ask('PATCH', UPDATE, { request: { assessments: [attempt({ events: [] })] } });
    expect(engine.submissions[0]!.map((c) => c.kind)).toEqual(['observe']);
  });

  it('that cannot be scored is kept as a dead letter', async () => {
    const { ask, letters } = await given();
    await ask('PATCH', UPDATE, { request: { assessments: [attempt({ events: [{}] })] } });
    expect(letters.map((l) => l.reason)).toEqual(['not-scorable: events[0]: no edata.item']);
  });

  it('in an ended batch is named and kept', async () => {
    const { ask, letters, engine } = await given();
    const request = { assessments: [attempt({ batchId: 'b-ended' })] };
    const { body } = await ask('PATCH', UPDATE, { request });
    expect(body.result).toEqual({ NOT_A_ON_GOING_BATCH: ['b-ended'] });
    expect([letters.length, engine.submissions.length]).toEqual([1, 0]);
  });
});

describe('an enrolment sync', () => {
  const request = { userId: 'u1', courseId: 'do_c', batchId: 'b-live' };

  it('derives an enrolment again', async () => {
    const { ask, engine } = await given();
    await ask('POST', '/v1/course/enroll', { request });
    const { body } = await ask('PATCH', UPDATE, { request });
    expect(body.result).toEqual({ response: 'SUCCESS' });
    expect(engine.submissions.at(-1)!.map((c) => c.kind)).toEqual(['reevaluate']);
  });

  it('is refused where there is no enrolment', async () => {
    const { ask } = await given();
    const { status, body } = await ask('PATCH', UPDATE, { request });
    expect([status, body.params['err'], body.params['errmsg']]).toEqual([
      400,
      'INVALID_REQUESTED_DATA',
      'No Enrolment found for userId: u1, batchId: b-live, courseId: do_c',
    ]);
  });

  it('is refused for another user', async () => {
    const { ask } = await given();
    const { status } = await ask('PATCH', UPDATE, { request: { ...request, userId: 'u2' } });
    expect(status).toBe(401);
  });
});

describe('a faulty content state update', () => {
  const date = '18-12-2017 10:47:30:707+0530';
  it.each([
    ['a course', { contents: [{ status: 'Completed' }] }, 'COURSE_ID_REQUIRED_ERROR'],
    ['a content', { contents: [{ courseId: 'c' }] }, 'CONTENT_ID_REQUIRED_ERROR'],
    ['a status', { contents: [content({ status: null })] }, 'CONTENT_STATUS_MISSING_ERROR'],
    ['a status 0 to 2', { contents: [content({ status: '2' })] }, 'CONTENT_STATUS_MISSING_ERROR'],
    ['a whole status', { contents: [content({ status: 1.5 })] }, 'CONTENT_STATUS_MISSING_ERROR'],
    [
      'a status of 0 or more',
      { contents: [content({ status: -1 })] },
      'CONTENT_STATUS_MISSING_ERROR',
    ],
    ['an update time', { contents: [{ lastUpdatedTime: date }] }, 'DATE_FORMAT_ERRROR'],
    ['a completion time', { contents: [content({ lastCompletedTime: 7 })] }, 'DATE_FORMAT_ERRROR'],
    ['an access time', { contents: [content({ lastAccessTime: date })] }, 'DATE_FORMAT_ERRROR'],
    ['a list of contents', { contents: {} }, 'DATA_TYPE_ERROR'],
    ['objects in the list', { contents: ['x'] }, 'DATA_TYPE_ERROR'],
    ['a batch id as text', { contents: [content({ batchId: 7 })] }, 'INVALID_PARAMETER_VALUE'],
    ['a progress number', { contents: [content({ progress: 'x' })] }, 'INVALID_PARAMETER_VALUE'],
    ['an attempt time', { assessments: [{}] }, 'ATTEMPTED_DATE_REQUIRED'],
    ['a course of an attempt', { assessments: [{ assessmentTs: 1 }] }, 'COURSE_ID_REQUIRED_ERROR'],
    [
      'a batch of an attempt',
      { assessments: [attempt({ batchId: ' ' })] },
      'COURSE_BATCH_ID_MISSING',
    ],
    ['a user of an attempt', { assessments: [attempt({ userId: null })] }, 'USERID_MISSING'],
    ['an attempt id', { assessments: [attempt({ attemptId: '' })] }, 'ATTEMPT_ID_REQUIRED_ERROR'],
    ['a course to sync', { userId: 'u1', batchId: 'b' }, 'COURSE_ID_REQUIRED_ERROR'],
    ['a batch to sync', { userId: 'u1', courseId: 'c' }, 'COURSE_BATCH_ID_MISSING'],
    ['a user to sync', { courseId: 'c', batchId: 'b' }, 'USERID_MISSING'],
  ])('is refused for want of %s', async (_, request, code) => {
    const { ask, engine } = await given();
    const { status, body } = await ask('PATCH', UPDATE, { request });
    expect([status, body.params['err'], body.params['status']]).toEqual([400, code, code]);
    expect(engine.submissions).toEqual([]);
  });

  it('names the entry whose status is no number', async () => {
    const { ask } = await given();
    const request = { contents: [content(), content({ status: 'Active' })] };
    const { body } = await ask('PATCH', UPDATE, { request });
    expect(body.params['errmsg']).toContain('contents[1].status');
  });

  it('is refused when player state is too long', async () => {
    const { ask } = await given();
    const request = { contents: [content({ progressdetails: 'x'.repeat(2000) })] };
    const { status, body } = await ask('PATCH', UPDATE, { request });
    expect([status, body.params['err']]).toEqual([400, 'LIMIT_EXCEEDED']);
  });
});

function attempt(differing: object = {}): Record<string, unknown> {
  const event = (id: string, score: number, ets: number): object => ({
    ets,
    edata: { item: { id, maxscore: 5, type: 'mcq' }, score, resvalues: [], duration: 1 },
  });
  return {
    assessmentTs: NOW - 1000,
    courseId: 'do_c',
    batchId: 'b-live',
    contentId: 'do_q',
    userId: 'u1',
    attemptId: 'a1',
    events: [event('q1', 4, 2000), event('q1', 2, 1000), event('q2', 5, 1500)],
    ...differing,
  };
}
