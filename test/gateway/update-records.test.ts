import { describe, expect, it } from 'vitest';
import type { Effect, Send } from '../../src/domain/effects.js';
import { KEY, NOW, content, given, type Given } from './given.js';

const UPDATE = '/v1/content/state/update';
const EVERYTHING = new Set([
  'coursebatch.job.request',
  'batch.enrolment.sync.request',
  'contentstate.invalid',
  'telemetry.assess',
]);

describe('a content state update that others listen to', () => {
  it('tells one record for each learner and batch, keyed by the learner', async () => {
    const { ask, engine } = await listening();
    const contents = [content(), content({ contentId: 'do_y', status: 1 })];
    await ask('PATCH', UPDATE, { request: { contents } });
    const [sent] = sends(engine.asked);
    expect(sent).toMatchObject({ topic: 'coursebatch.job.request', recordKey: 'u1' });
    expect(JSON.parse(sent!.value)).toMatchObject({
      eid: 'BE_JOB_REQUEST',
      ets: NOW,
      object: { id: 'b-live_u1', type: 'CourseBatchEnrolment' },
      edata: {
        ...{ userId: 'u1', batchId: 'b-live', courseId: 'do_c' },
        action: 'batch-enrolment-update',
        iteration: 1,
        contents: [
          { contentId: 'do_x', status: 2 },
          { contentId: 'do_y', status: 1 },
        ],
      },
    });
  });

  it('tells the merged status of every entry, of those named twice as well', async () => {
    const { ask, engine } = await listening();
    await ask('PATCH', UPDATE, { request: { contents: [content()] } });
    const contents = [0, 1].map((status) => content({ status }));
    contents.push(...[0, 1].map((status) => content({ contentId: 'do_y', status })));
    await ask('PATCH', UPDATE, { request: { contents } });
    const told = sends(engine.asked).at(-1)!;
    expect(edataOf(told)['contents']).toEqual([
      { contentId: 'do_x', status: 2 },
      { contentId: 'do_x', status: 2 },
      { contentId: 'do_y', status: 0 },
      { contentId: 'do_y', status: 1 },
    ]);
  });

  it('tells of entries of other users, as they were received, and takes none', async () => {
    const { ask, engine } = await listening();
    const stranger = content({ userId: 'u2', extra: 1 });
    await ask('PATCH', UPDATE, { request: { contents: [stranger] } });
    const [sent] = sends(engine.asked);
    expect(sent).toMatchObject({ topic: 'contentstate.invalid', recordKey: null });
    expect(JSON.parse(sent!.value)).toEqual({
      validUserIds: ['u1'],
      invalidContents: [stranger],
      ets: NOW,
    });
    expect(engine.submissions).toEqual([]);
  });

  it('tells nothing of entries that the batch gate turns away', async () => {
    const { ask, engine } = await listening();
    const contents = [content({ batchId: 'b-ended', userId: 'u2' }), content({ batchId: 'b-no' })];
    await ask('PATCH', UPDATE, { request: { contents } });
    expect(engine.asked).toEqual([]);
  });

  it('hands on each assessment that was taken, in the name of the caller', async () => {
    const { ask, engine } = await listening();
    const assessment = {
      ...content({ contentId: 'do_q', userId: 'u2' }),
      assessmentTs: NOW,
      attemptId: 'a1',
      events: [{ eid: 'ASSESS', actor: { id: 'u2', type: 'User' }, edata: {} }],
    };
    await ask('PATCH', UPDATE, { request: { assessments: [assessment] } });
    const told = sends(engine.asked).filter(({ topic }) => topic === 'telemetry.assess');
    expect(told.map(({ recordKey, value }) => [recordKey, JSON.parse(value) as unknown])).toEqual([
      [
        null,
        {
          ...assessment,
          userId: 'u1',
          events: [{ eid: 'ASSESS', actor: { id: 'u1', type: 'User' }, edata: {} }],
        },
      ],
    ]);
  });

  it('is not answered with success when a record cannot be remembered', async () => {
    const { ask, engine } = await listening();
    engine.ask = () => Promise.resolve({ ok: false, error: { kind: 'stopping' } });
    const { status } = await ask('PATCH', UPDATE, { request: { contents: [content()] } });
    expect(status).toBe(503);
  });

  it('tells only the topics that are listened to', async () => {
    const { ask, engine } = await given({ listenedTopics: new Set(['contentstate.invalid']) });
    const contents = [content(), content({ userId: 'u2' })];
    await ask('PATCH', UPDATE, { request: { contents } });
    expect(sends(engine.asked).map(({ topic }) => topic)).toEqual(['contentstate.invalid']);
  });

  it('tells nobody where nobody listens', async () => {
    const { ask, engine } = await given();
    await ask('PATCH', UPDATE, { request: { contents: [content(), content({ userId: 'u2' })] } });
    expect(engine.asked).toEqual([]);
  });
});

describe('an enrolment sync that others listen to', () => {
  const request = { userId: 'u1', courseId: 'do_c', batchId: 'b-live' };

  it('asks them to derive the enrolment again', async () => {
    const { ask, engine } = await listening();
    await ask('POST', '/v1/course/enroll', { request });
    await ask('PATCH', UPDATE, { request });
    const [sent] = sends(engine.asked);
    expect(sent).toMatchObject({ topic: 'batch.enrolment.sync.request', recordKey: 'u1' });
    expect(edataOf(sent!)).toMatchObject({ action: 'user-enrolment-sync', courseId: 'do_c' });
  });

  it('asks nothing of an enrolment that does not exist', async () => {
    const { ask, engine } = await listening();
    await ask('PATCH', UPDATE, { request });
    expect(engine.asked).toEqual([]);
    expect(engine.state(KEY).membership).toBeNull();
  });
});

const listening = (): Promise<Given> => given({ listenedTopics: EVERYTHING });

const sends = (effects: readonly Effect[]): Send[] =>
  effects.filter((effect) => effect.kind === 'send');

const edataOf = ({ value }: Send): Record<string, unknown> =>
  (JSON.parse(value) as { edata: Record<string, unknown> }).edata;
