import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../src/engine.js';
import { KEY, content, given, type Envelope } from './given.js';

const UPDATE = '/v1/content/state/update';

describe('a body', () => {
  it.each([
    ['malformed JSON', '{"request":'],
    ['NaN', '{"request":{"contents":[{"status":NaN}]}}'],
    ['an empty text', ''],
    ['an array', '[]'],
    ['a number', '7'],
    ['nesting without end', `{"request":${'['.repeat(40_000)}${']'.repeat(40_000)}}`],
  ])('of %s is refused by name', async (_, payload) => {
    const reply = await send(payload);
    expect([reply.status, reply.body.params['err']]).toEqual([400, 'INVALID_REQUESTED_DATA']);
    expect(reply.body.responseCode).toBe('CLIENT_ERROR');
  });

  it('of ten megabytes is refused by name', async () => {
    const reply = await send(`{"request":{"x":"${'x'.repeat(10_000_000)}"}}`);
    expect([reply.status, reply.body.params['err']]).toEqual([413, 'REQUEST_TOO_LARGE']);
    expect(reply.body.id).toBe('api.content.state.update');
  });

  it('that is not announced as JSON is refused by name', async () => {
    const reply = await send('{}', 'application/x-www-form-urlencoded');
    expect([reply.status, reply.body.params['errmsg']]).toEqual([
      400,
      'Please add Content-Type header with value application/json',
    ]);
  });

  it('with a __proto__ key is taken without it', async () => {
    const entry = JSON.stringify(content());
    const reply = await send(`{"__proto__":{"x":1},"request":{"contents":[${entry}]}}`);
    expect(reply.body.result).toEqual({ do_x: 'SUCCESS' });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('with duplicate keys counts the last', async () => {
    const entry = JSON.stringify(content({ status: 1 })).replace('}', ',"status":2}');
    const { app, engine } = await given();
    await app.inject(injected(`{"request":{"contents":[${entry}]}}`));
    expect(engine.state(KEY).contents.get('do_x' as never)?.status).toBe(2);
  });

  it('may name a content __proto__', async () => {
    const entry = JSON.stringify(content({ contentId: '__proto__' }));
    const reply = await send(`{"request":{"contents":[${entry}]}}`);
    expect(Object.keys(reply.body.result)).toEqual(['__proto__']);
  });

  it.each(['do_\u0000x', 'x'.repeat(1000), '\ud800'])('with the id %j is refused', async (id) => {
    const reply = await send(
      JSON.stringify({ request: { contents: [content({ contentId: id })] } }),
    );
    expect([reply.status, reply.body.params['err']]).toEqual([400, 'INVALID_PARAMETER_VALUE']);
  });

  it('with more entries than the limit is refused', async () => {
    const contents = Array.from({ length: 1001 }, (_, i) => ({ contentId: String(i) }));
    const reply = await send(JSON.stringify({ request: { contents } }));
    expect([reply.status, reply.body.params['err']]).toEqual([400, 'LIMIT_EXCEEDED']);
  });

  it('about an unknown course and content is remembered', async () => {
    const entry = content({ courseId: 'do_unknown', contentId: 'do_nowhere' });
    const reply = await send(JSON.stringify({ request: { contents: [entry] } }));
    expect(reply.body.result).toEqual({ do_nowhere: 'SUCCESS' });
  });
});

describe('a route', () => {
  it('that is unknown answers 404 in the envelope', async () => {
    const { ask } = await given();
    const { status, body } = await ask('POST', '/v1/content/state/update', {});
    expect([status, body.responseCode]).toEqual([404, 'RESOURCE_NOT_FOUND']);
    expect(body.params['err']).toBe('RESOURCE_NOT_FOUND');
  });
});

describe('a refusal of the engine', () => {
  it.each<[string, Refusal, number, string]>([
    ['busy', { kind: 'busy', retryAfterMs: 2500, limit: 'inboxCommandsMax' }, 429, '3'],
    ['stopping', { kind: 'stopping' }, 503, '5'],
    ['unavailable', { kind: 'unavailable', detail: 'disk' }, 503, '1'],
    ['timeout', { kind: 'timeout', detail: 'disk' }, 503, '1'],
  ])('that is %s tells when to try again', async (_, refusal, status, seconds) => {
    const { ask, engine } = await given();
    engine.refuse(refusal);
    const reply = await ask('PATCH', UPDATE, { request: { contents: [content()] } });
    expect([reply.status, reply.headers['retry-after']]).toEqual([status, seconds]);
    expect(reply.body.params['status']).not.toBe('success');
  });

  it('over a length names the limit and suggests no repetition', async () => {
    const { ask, engine } = await given();
    engine.refuse({ kind: 'too-large', limit: 'entryBytesMax', bytesMax: 4_000_000 });
    const reply = await ask('PATCH', UPDATE, { request: { contents: [content()] } });
    expect([reply.status, reply.headers['retry-after']]).toEqual([413, undefined]);
    expect(reply.body.params).toMatchObject({
      err: 'REQUEST_TOO_LARGE',
      errmsg: 'One entry of the request is too long to be kept: entryBytesMax is 4000000 bytes.',
    });
  });

  it('over damaged data names the row and suggests no repetition', async () => {
    const { ask, engine } = await given();
    engine.refuse({ kind: 'damaged', key: 'state/u1', detail: 'checksum' });
    const reply = await ask('PATCH', UPDATE, { request: { contents: [content()] } });
    expect([reply.status, reply.headers['retry-after']]).toEqual([500, undefined]);
    expect(reply.body.params['errmsg']).toContain('state/u1');
  });

  it('of the dead letters is told too, before anything is submitted', async () => {
    const refusal: Refusal = { kind: 'unavailable', detail: 'disk' };
    const bury = () => Promise.resolve({ ok: false as const, error: refusal });
    const { ask, engine } = await given({ bury });
    const contents = [content(), content({ batchId: 'b-ended' })];
    const reply = await ask('PATCH', UPDATE, { request: { contents } });
    expect([reply.status, engine.submissions.length]).toEqual([503, 0]);
  });
});

describe('an engine that does not answer', () => {
  it('is told apart from one that fails', async () => {
    const { ask, engine } = await given({ settings: { requestTimeoutMs: 20 } });
    engine.enrolment = () => new Promise(() => undefined);
    const request = { courseId: 'do_c', batchId: 'b-live' };
    const { status, body } = await ask('POST', '/v1/content/state/read', { request });
    expect([status, body.params['err'], body.params['status']]).toEqual([
      500,
      'ACTOR_CONNECTION_ERROR',
      'SERVER_ERROR',
    ]);
  });
});

describe('an unforeseen failure', () => {
  it('answers INTERNAL_ERROR and tells nothing of itself', async () => {
    const bury = () => Promise.reject(new Error('secret detail'));
    const { ask } = await given({ bury });
    const request = { contents: [content({ batchId: 'b-none' })] };
    const { status, body } = await ask('PATCH', UPDATE, { request });
    expect([status, body.params['err'], body.params['errmsg']]).toEqual([
      500,
      'INTERNAL_ERROR',
      'Process failed,please try again later.',
    ]);
  });
});

const injected = (payload: string, type = 'application/json') => ({
  method: 'PATCH' as const,
  url: UPDATE,
  headers: { 'content-type': type, 'x-authenticated-userid': 'u1' },
  payload,
});

async function send(payload: string, type?: string): Promise<{ status: number; body: Envelope }> {
  const { app } = await given();
  const reply = await app.inject(injected(payload, type));
  return { status: reply.statusCode, body: reply.json() };
}
