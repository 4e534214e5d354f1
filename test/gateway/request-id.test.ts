/** The id of a request: in its answer, and in the lines of the log about it. */
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { err } from '../../src/domain/result.js';
import { content, given, NOW, type Differing } from './given.js';

const UPDATE = '/v1/content/state/update';
const AWAY = { submit: () => Promise.resolve(err({ kind: 'unavailable', detail: 'away' })) };

describe('the id of a request', () => {
  it.each([
    [{ 'x-msgid': 'from-app', 'x-request-id': 'from-proxy' }, /^from-app$/],
    [{ 'x-request-id': 'from-proxy' }, /^from-proxy$/],
    [{}, /^id-\d+$/],
    [{ 'x-msgid': 'x'.repeat(1000) }, /^x{256}$/],
  ])('of %j is in the header and in the envelope', async (headers, id) => {
    const { app } = await given();

    const reply = await app.inject({ url: '/health', headers });

    expect(reply.headers['x-request-id']).toMatch(id);
    expect(message(reply.json())).toBe(reply.headers['x-request-id']);
  });

  it('is in the answers that are no envelope, and in those of no route', async () => {
    const { app } = await given();
    const headers = { 'x-request-id': 'r-1' };

    const [live, none] = [
      await app.inject({ url: '/health/live', headers }),
      await app.inject({ url: '/nowhere', headers }),
    ];

    expect(live.headers['x-request-id']).toBe('r-1');
    expect(none.headers['x-request-id']).toBe('r-1');
    expect(message(none.json())).toBe('r-1');
  });
});

describe('a refused request in the log', () => {
  it('is one warning with the id that the answer shows, its route and its code', async () => {
    const { app, lines } = await logging();

    const reply = await update(app);

    expect(reply.statusCode).toBe(503);
    expect(lines('info')).toEqual([
      expect.objectContaining({
        ...{ msg: 'request refused', requestId: message(reply.json()), route: UPDATE },
        ...{ method: 'PATCH', status: 503, code: 'SERVICE_UNAVAILABLE' },
      }),
    ]);
  });

  it('is for debugging where its sender was wrong', async () => {
    const { app, lines } = await logging();

    const reply = await app.inject({ url: '/nowhere', headers: { 'x-request-id': 'r-1' } });

    expect(reply.statusCode).toBe(404);
    expect(lines('info')).toEqual([]);
    expect(lines('debug')).toMatchObject([{ requestId: 'r-1', status: 404 }]);
  });

  it('is one error with its cause where nobody foresaw it', async () => {
    const { app, lines } = await logging({ submit: () => Promise.reject(new Error('a bug')) });

    const reply = await update(app);

    expect(reply.statusCode).toBe(500);
    const requestId = message(reply.json());
    expect(lines('info')).toMatchObject([{ msg: 'request failed', requestId, route: UPDATE }]);
  });

  it('is left out among very many of one second, which the next one tells', async () => {
    let now = NOW;
    const { app, lines } = await logging(AWAY, { clock: () => now });

    for (let i = 0; i < 25; i++) await update(app);
    now += 1000;
    await update(app);

    const told = lines('info');
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toMatchObject({ leftOut: 5 });
  });

  it('names the dead letters that it left, and nothing of what is in them', async () => {
    const { app, lines } = await logging({});

    const reply = await update(app, { batchId: 'b-none', note: 'Asha' });

    expect(reply.statusCode).toBe(200);
    expect(lines('info')).toMatchObject([
      { requestId: message(reply.json()), count: 1, source: 'http' },
    ]);
    expect(JSON.stringify(lines('info'))).not.toContain('Asha');
  });
});

const message = (body: { readonly params: { readonly msgid: string } }): string =>
  body.params.msgid;

const update = (app: FastifyInstance, differing: object = {}) =>
  app.inject({
    method: 'PATCH',
    url: UPDATE,
    headers: { 'x-authenticated-userid': 'u1' },
    payload: { request: { contents: [content(differing)] } },
  });

/** A gateway whose engine differs, and the lines that it logged from a level on. */
async function logging(engine: object = AWAY, differing: Differing = {}) {
  const written: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line) => void written.push(line) });
  const usual = await given();
  const { app } = await given({ engine: { ...usual.engine, ...engine }, logger, ...differing });
  const lines = (level: 'debug' | 'info') =>
    written
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((line) => Number(line['level']) >= logger.levels.values[level]!);
  return { app, lines };
}
