import { describe, expect, it } from 'vitest';
import { given } from './given.js';

describe('the service', () => {
  it('is ready, and not when it refuses', async () => {
    const { app, engine } = await given();
    expect((await app.inject({ url: '/health/ready' })).statusCode).toBe(200);
    engine.refuse({ kind: 'stopping' });
    expect((await app.inject({ url: '/health/ready' })).statusCode).toBe(503);
    expect((await app.inject({ url: '/health/live' })).statusCode).toBe(200);
  });

  it('tells its health in the envelope', async () => {
    const { ask } = await given();
    const { body } = await ask('GET', '/health');
    expect([body.id, body.result['healthy']]).toEqual(['api.health', true]);
  });

  it('documents every route of its own', async () => {
    const { app } = await given();
    const reply = await app.inject({ url: '/documentation/json' });
    const { paths } = reply.json<{ paths: Record<string, object> }>();
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/v1/content/state/update',
        '/v1/course/batch/create',
        '/v1/course/hierarchy/{courseId}',
        '/certificates/{id}',
        '/dataset/v1/request/submit',
      ]),
    );
    // The registry has no path of a service behind its public one.
    const aliases = Object.keys(paths).filter((path) => /^\/api\/(?!rc\/)/.test(path));
    expect(aliases).toEqual([]);
  });

  it('has a page that needs nothing else', async () => {
    const { app } = await given();
    const { body } = await app.inject({ url: '/' });
    expect(body).toContain('href="/documentation"');
    expect(body).not.toMatch(/src=|https?:\/\//);
  });
});
