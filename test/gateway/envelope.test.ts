import { describe, expect, it } from 'vitest';
import { apiOf } from '../../src/gateway/http/envelope.js';
import { content, given } from './given.js';

describe('the id of an answer', () => {
  it.each([
    ['/v1/content/state/update', 'api.content.state.update', 'v1'],
    ['/v1/course/batch/read/0138123', 'api.course.batch.read', 'v1'],
    ['/v1/user/courses/list/some_user', 'api.user.courses.list', 'v1'],
    ['/v2/user/courses/list', 'api.user.courses.list', 'v2'],
    ['/private/v1/content/state/read', '', 'private'],
  ])('of %s is derived from the path', (path, id, ver) => {
    expect(apiOf(path)).toEqual({ id, ver });
  });
});

describe('an answer', () => {
  const request = { contents: [content()] };

  it('has every part of the envelope', async () => {
    const { app } = await given();
    const reply = await app.inject({
      method: 'PATCH',
      url: '/v1/content/state/update',
      headers: { 'x-authenticated-userid': 'u1', 'x-msgid': 'message "1"' },
      payload: { request },
    });
    expect(reply.json()).toEqual({
      id: 'api.content.state.update',
      ver: 'v1',
      ts: '2024-05-20 15:30:00:000+0530',
      params: {
        resmsgid: null,
        msgid: 'message "1"',
        err: null,
        status: 'success',
        errmsg: null,
      },
      responseCode: 'OK',
      result: { do_x: 'SUCCESS' },
    });
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(reply.headers['x-response-length']).toBe(String('{"do_x":"SUCCESS"}'.length));
  });

  it('has a message id of its own where none was sent', async () => {
    const { ask } = await given();
    const { body } = await ask('PATCH', '/v1/content/state/update', { request });
    expect(body.params['msgid']).toMatch(/^id-\d+$/);
  });

  it('of a generic fault has no code', async () => {
    const { ask } = await given();
    const batch = { courseId: 'do_c', batchId: 'b-none', template: { identifier: 't' } };
    const path = '/v1/course/batch/cert/template/remove';
    const { status, body } = await ask('PATCH', path, { request: { batch } });
    expect(status).toBe(400);
    expect(body.params).toMatchObject({
      err: null,
      status: 'SERVER_ERROR',
      errmsg: 'No such batchId exists',
    });
  });
});

describe('the headers of an answer', () => {
  const search = ['POST', '/v1/course/batch/search', {}] as const;

  it('say how long it took, whether it is a success or not', async () => {
    let now = 1_716_199_200_000;
    const { ask } = await given({ clock: () => now++ });
    const replies = [await ask(...search), await ask('POST', '/v1/course/enroll', {})];
    expect(replies.map(({ status }) => status)).toEqual([200, 400]);
    for (const { headers } of replies) expect(Number(headers['request-time'])).toBeGreaterThan(0);
  });

  it('let any page read it where callers show who they are', async () => {
    const verify = () => Promise.reject(new Error('an open route asks for no token'));
    const { ask } = await given({ tokens: { verify } });
    const { headers } = await ask(...search);
    expect(headers['access-control-allow-origin']).toBe('*');
  });

  it('let no other page read it where they do not', async () => {
    const { ask } = await given();
    const { headers } = await ask(...search);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a public path', () => {
  it.each([
    ['PATCH', '/api/course/v1/content/state/update'],
    ['PATCH', '/v1/user/content/state'],
    ['POST', '/api/course/v1/content/state/read'],
    ['POST', '/api/course/private/v1/content/state/read'],
    ['POST', '/api/course/v1/enrol'],
    ['POST', '/api/course/v1/unenrol'],
    ['GET', '/api/course/v1/user/enrollment/list/u1'],
    ['GET', '/api/course/private/v1/user/enrollment/list/u1'],
    ['POST', '/api/course/v2/user/enrollment/list'],
    ['POST', '/api/course/private/v2/user/enrollment/list'],
    ['POST', '/api/course/v1/batch/create'],
    ['PATCH', '/api/course/v1/batch/update'],
    ['GET', '/api/course/v1/batch/read/b-live'],
    ['POST', '/api/course/v1/batch/list'],
    ['POST', '/api/course/v1/batch/participants/list'],
    ['PATCH', '/api/course/batch/cert/v1/template/add'],
    ['PATCH', '/api/course/batch/cert/v1/template/remove'],
    ['POST', '/api/course/batch/cert/v1/issue'],
    ['POST', '/api/data/v1/group/activity/agg'],
    ['POST', '/api/user/v1/consent/update'],
  ] as const)('%s %s leads to its route', async (method, url) => {
    const { ask } = await given();
    const reply = await ask(method, url, method === 'GET' ? undefined : {});
    expect(reply.status).not.toBe(404);
    expect(reply.body.id).not.toContain('api.course.v1');
  });

  it('answers with the id of the service path', async () => {
    const { ask } = await given();
    const reply = await ask('POST', '/api/course/v1/batch/list', {});
    expect([reply.body.id, reply.body.ver]).toEqual(['api.course.batch.search', 'v1']);
  });
});
