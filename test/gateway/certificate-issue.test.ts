import { describe, expect, it } from 'vitest';
import type { Certify, Send } from '../../src/domain/effects.js';
import { KEY, TEMPLATE, given, type Differing, type Given } from './given.js';

const ISSUE = '/v1/course/batch/cert/issue';
const request = { courseId: 'do_c', batchId: 'b-live' };

describe('issuing the certificates of a batch', () => {
  it('has each user judged whom the request names', async () => {
    const { ask, engine } = await withTemplate();
    const userIds = ['u1', 'f:federation:u2', 'u1'];
    const reply = await ask('POST', ISSUE, { request: { ...request, userIds } });
    expect(reply.status).toBe(200);
    expect(engine.asked).toEqual([
      { kind: 'certify', key: KEY, request: '' },
      { kind: 'certify', key: { ...KEY, learner: 'u2' }, request: '' },
    ]);
  });

  it('answers as upstream does, with a result in the result', async () => {
    const { ask } = await withTemplate();
    const { body } = await ask('POST', ISSUE, { request: { ...request, userIds: ['u1'] } });
    expect(body.id).toBe('api.course.batch.cert.issue');
    expect(body.result).toEqual({
      result: {
        status: 'Certificates issue action for Course Batch Id b-live submitted Successfully!',
        batchId: 'b-live',
        courseId: 'do_c',
        collectionId: 'do_c',
      },
    });
  });

  it('has every active participant judged where it names nobody', async () => {
    const { ask, engine } = await withTemplate();
    for (const user of ['u1', 'u2', 'u3'])
      await ask('POST', '/v1/course/enroll', { request }, user);
    await ask('POST', '/v1/course/unenroll', { request }, 'u2');
    await ask('POST', ISSUE, { request });
    expect(engine.asked.map((effect) => (effect as Certify).key.learner)).toEqual(['u1', 'u3']);
  });

  it('names each order to issue again, so that a later one counts as well', async () => {
    let now = 1_716_199_200_000;
    const { ask, engine } = await withTemplate({ clock: () => now++ });
    const again = { request: { ...request, userIds: ['u1'] } };
    await ask('POST', `${ISSUE}?reIssue=true`, again);
    await ask('POST', `${ISSUE}?reIssue=true`, again);
    const [first, second] = engine.asked.map((effect) => (effect as Certify).request);
    expect(first).not.toBe('');
    expect(second).not.toBe('');
    expect(second).not.toBe(first);
  });

  it.each(['false', 'yes', ''])('issues nothing again for reIssue=%s', async (word) => {
    const { ask, engine } = await withTemplate();
    await ask('POST', `${ISSUE}?reIssue=${word}`, { request: { ...request, userIds: ['u1'] } });
    expect(engine.asked).toEqual([{ kind: 'certify', key: KEY, request: '' }]);
  });

  it('is asked of others where they listen, keyed by the batch', async () => {
    const { ask, engine } = await withTemplate({
      listenedTopics: new Set(['issue.certificate.request']),
    });
    await ask('POST', `${ISSUE}?reIssue=true`, { request: { ...request, userIds: ['u1'] } });
    const [sent] = engine.asked as Send[];
    expect(engine.asked).toHaveLength(1);
    expect(sent).toMatchObject({ topic: 'issue.certificate.request', recordKey: 'b-live' });
    expect(JSON.parse(sent!.value)).toMatchObject({
      object: { type: 'CourseCertificateGeneration' },
      edata: { userIds: ['u1'], action: 'issue-certificate', reIssue: true, iteration: 1 },
    });
  });

  it('reads the course from collectionId', async () => {
    const { ask } = await withTemplate();
    const reply = await ask('POST', ISSUE, {
      request: { collectionId: 'do_c', batchId: 'b-live', userIds: ['u1'] },
    });
    expect(reply.status).toBe(200);
  });

  it.each([
    ['a course', { batchId: 'b-live' }, 'MANDATORY_PARAMETER_MISSING', 'courseId is missing'],
    ['a batch', { courseId: 'do_c' }, 'MANDATORY_PARAMETER_MISSING', 'batchId is missing'],
    ['a list of users', { ...request, userIds: 'u1' }, 'DATA_TYPE_ERROR', 'userIds'],
    ['a known batch', { ...request, batchId: 'b-no' }, null, 'No such batchId exists'],
    ['its course', { ...request, courseId: 'x' }, null, 'batchId is not linked with courseId'],
    [
      'a template',
      { ...request, batchId: 'b-ended' },
      null,
      'No certificate templates associated with b-ended',
    ],
  ])('is refused for want of %s', async (_, body, code, message) => {
    const { ask, engine } = await withTemplate();
    const reply = await ask('POST', ISSUE, { request: body });
    expect([reply.status, reply.body.params['err']]).toEqual([400, code]);
    expect(reply.body.params['errmsg']).toContain(message);
    expect(engine.asked).toEqual([]);
  });

  it('is refused, and may be repeated, where it cannot be remembered', async () => {
    const { ask, engine } = await withTemplate();
    engine.ask = () => Promise.resolve({ ok: false, error: { kind: 'stopping' } });
    const reply = await ask('POST', ISSUE, { request: { ...request, userIds: ['u1'] } });
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5']);
  });
});

async function withTemplate(differing: Differing = {}): Promise<Given> {
  const made = await given(differing);
  const batch = { ...request, template: TEMPLATE };
  await made.ask('PATCH', '/v1/course/batch/cert/template/add', { request: { batch } });
  return made;
}
