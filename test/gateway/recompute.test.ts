import { describe, expect, it } from 'vitest';
import type { Send } from '../../src/domain/effects.js';
import { KEY, NOW, content, given } from './given.js';

const RECOMPUTE = '/v1/activity/agg';
const SCORE = '/v1/assessment/agg';
const request = { userId: 'u1', courseId: 'do_c', batchId: 'b-live' };

describe('a recomputation', () => {
  it('derives the enrolment again from what is stored', async () => {
    const { ask, engine } = await given();
    const { status, body } = await ask('POST', RECOMPUTE, { request });
    expect([status, body.result]).toEqual([200, { response: 'SUCCESS' }]);
    expect(engine.submissions).toEqual([
      [{ kind: 'reevaluate', key: KEY, receivedAt: NOW, courseVersion: 1 }],
    ]);
  });

  it('repeated leaves every count as it is', async () => {
    const { ask, engine } = await given();
    await ask('PATCH', '/v1/content/state/update', { request: { contents: [content()] } });
    await ask('POST', RECOMPUTE, { request });
    const contents = [{ contentId: 'do_x', status: 2 }];
    const once = engine.state(KEY).contents;
    for (let i = 0; i < 2; i++) await ask('POST', RECOMPUTE, { request: { ...request, contents } });
    expect(engine.state(KEY).contents).toEqual(once);
  });

  it('takes contents that are told along, but none that was not begun', async () => {
    const { ask, engine } = await given();
    const contents = [
      { contentId: 'do_x', status: 2 },
      { contentId: 'do_y', status: 0 },
    ];
    await ask('POST', RECOMPUTE, { request: { ...request, contents } });
    expect([...engine.state(KEY).contents].map(([id, { status }]) => [id, status])).toEqual([
      ['do_x', 2],
    ]);
  });

  it('does nothing for an empty list', async () => {
    const { ask, engine } = await given();
    const { body } = await ask('POST', RECOMPUTE, { request: { ...request, contents: [] } });
    expect(body.result).toEqual({ response: 'SUCCESS' });
    expect(engine.submissions).toEqual([]);
  });

  it('asks those who listen to derive the enrolment, too', async () => {
    const { ask, engine } = await given({
      listenedTopics: new Set(['batch.enrolment.sync.request']),
    });
    await ask('POST', RECOMPUTE, { request });
    expect(engine.asked).toMatchObject([{ topic: 'batch.enrolment.sync.request' }]);
  });

  it.each([
    [{ ...request, userId: '' }, 'MANDATORY_PARAMETER_MISSING', 'userId is mandatory'],
    [{ ...request, courseId: null }, 'MANDATORY_PARAMETER_MISSING', 'courseId is mandatory'],
    [{ userId: 'u1', courseId: 'c' }, 'MANDATORY_PARAMETER_MISSING', 'batchId is mandatory'],
    [
      { ...request, contents: [{ status: 1 }] },
      'MANDATORY_PARAMETER_MISSING',
      'contentId is mandatory',
    ],
    [
      { ...request, contents: [{ contentId: 'x', status: 3 }] },
      'INVALID_REQUESTED_DATA',
      'status must be 0, 1, or 2',
    ],
    [
      { ...request, contents: [{ contentId: 'x', status: '2' }] },
      'INVALID_REQUESTED_DATA',
      'status must be 0, 1, or 2',
    ],
  ])('of %j is refused', async (body, code, message) => {
    const { ask, engine } = await given();
    const { status, body: answer } = await ask('POST', RECOMPUTE, { request: body });
    const { err, errmsg } = answer.params;
    expect([status, err, errmsg]).toEqual([400, code, message]);
    expect(engine.submissions).toEqual([]);
  });
});

describe('scoring on request', () => {
  const event = { ets: 1, edata: { item: { id: 'q', maxscore: 2 }, score: 1 } };
  const attempt = { ...request, contentId: 'do_q', assessmentTs: NOW, events: [event] };

  it('scores one attempt and names it', async () => {
    const { ask, engine } = await given();
    const { body } = await ask('POST', SCORE, { request: { ...attempt, attemptId: 'a1' } });
    expect(body.result).toEqual({ response: 'SUCCESS', attemptId: 'a1' });
    expect([...engine.state(KEY).attempts.values()]).toMatchObject([
      { content: 'do_q', attempt: 'a1', attemptedAt: NOW, score: 1, maxScore: 2 },
    ]);
  });

  it('names an attempt without an id by a hash of who, what and when, as Java does', async () => {
    const { ask } = await given();
    const unnamed = { ...request, contentId: 'do_q', assessmentTimestamp: 1000, events: [event] };
    const { body } = await ask('POST', SCORE, { request: unnamed });
    // "u1_do_q_1000".hashCode() in Java.
    expect(body.result['attemptId']).toBe('137030526');
  });

  it('looks at stored scores again where there are no events', async () => {
    const { ask, engine } = await given();
    const { body } = await ask('POST', SCORE, { request: { ...attempt, events: [] } });
    expect(body.result).toEqual({ response: 'SUCCESS', attemptId: 'N/A' });
    expect(engine.submissions).toMatchObject([[{ kind: 'reevaluate', key: KEY }]]);
  });

  it('takes several with the fields of the request as defaults', async () => {
    const { ask, engine } = await given();
    const assessments = ['a1', 'a2'].map((attemptId) => ({ attemptId, events: [event] }));
    const defaults = { ...request, contentId: 'do_q', assessmentTs: NOW };
    const { body } = await ask('POST', SCORE, { request: { ...defaults, assessments } });
    expect(body.result).toEqual({ response: 'SUCCESS', attemptId: 'N/A' });
    expect(engine.state(KEY).attempts.size).toBe(2);
  });

  it('keeps one of several that cannot be scored, and scores the others', async () => {
    const { ask, engine, letters } = await given();
    const assessments = [{ ...attempt, attemptId: 'a1' }, { ...attempt, userId: '' }, 'x'];
    const { status } = await ask('POST', SCORE, { request: { assessments } });
    expect([status, engine.state(KEY).attempts.size]).toEqual([200, 1]);
    expect(letters.map(({ reason }) => reason)).toHaveLength(2);
  });

  it('hands the attempt on to those who listen, under the name it got', async () => {
    const { ask, engine } = await given({ listenedTopics: new Set(['telemetry.assess']) });
    await ask('POST', SCORE, { request: { ...attempt, assessmentTs: 1000 } });
    const [sent] = engine.asked as Send[];
    expect(JSON.parse(sent!.value)).toMatchObject({ userId: 'u1', attemptId: '137030526' });
  });

  it.each([
    [{ ...attempt, userId: null }, 'userId is mandatory'],
    [{ ...attempt, courseId: '' }, 'courseId is mandatory'],
    [{ ...attempt, contentId: '' }, 'contentId is mandatory'],
    [{ ...attempt, assessmentTs: 'soon' }, 'assessmentTs is mandatory'],
  ])('of %j is refused', async (body, message) => {
    const { ask, engine } = await given();
    const { status, body: answer } = await ask('POST', SCORE, { request: body });
    expect([status, answer.params['errmsg']]).toEqual([400, message]);
    expect(engine.submissions).toEqual([]);
  });
});
