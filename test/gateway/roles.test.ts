import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/roles.js';
import { content, given, type Given } from './given.js';

const UPDATE = '/v1/content/state/update';
const REPORT = '/dataset/v1/request/read/tag';

/** Laurel's own, which nobody else answers. */
const OWN = [
  'PUT /v1/course/hierarchy/{courseId}',
  'GET /v1/learner/{userId}/course/{courseId}/batch/{batchId}/explain',
  'GET /certificates/{id}',
  'GET /certificates/{id}/status',
  'GET /.well-known/did.json',
  'GET /.well-known/jwks.json',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
];

describe('a role that is off', () => {
  it('has its routes refuse, and names itself and the setting', async () => {
    const { ask } = await withRoles('aggregator', 'reports');
    const { status, headers, body } = await ask('PATCH', UPDATE, { request: {} });
    expect([status, headers['retry-after']]).toEqual([404, undefined]);
    expect(body).toMatchObject({
      id: 'api.content.state.update',
      ver: 'v1',
      responseCode: 'RESOURCE_NOT_FOUND',
      params: {
        err: 'ROLE_OFF',
        errmsg: 'The role api is off here; the setting LAUREL_ROLES turns it on.',
      },
      result: {},
    });
  });

  it.each([UPDATE, '/api/course/v1/content/state/update', '/v1/user/content/state'])(
    'takes no update, by whatever path: %s',
    async (path) => {
      const { ask, engine } = await withRoles('aggregator');
      await ask('PATCH', path, { request: { contents: [content()] } });
      expect(engine.submissions).toEqual([]);
    },
  );

  it('refuses before it looks who asks or what', async () => {
    const { app } = await withRoles('aggregator');
    const headers = { 'content-type': 'application/json' };
    const reply = await app.inject({ method: 'PATCH', url: UPDATE, headers, payload: '{' });
    expect(reply.json<{ params: object }>().params).toMatchObject({ err: 'ROLE_OFF' });
  });

  it('leaves all that is its own to Laurel, and nothing else', async () => {
    const { app } = await withRoles();
    const answered: string[] = [];
    for (const [method, path] of await documented(app)) {
      const reply = await app.inject({ method: method as 'GET', url: path });
      if (!reply.body.includes('ROLE_OFF')) answered.push(`${method} ${path}`);
    }
    expect(answered.sort()).toEqual(OWN.sort());
  });
});

describe('a role that is on', () => {
  it.each<[Role, 'GET' | 'PUT', string]>([
    ['reports', 'GET', REPORT],
    ['user-cache', 'PUT', '/v1/user/cache/u1'],
    ['api', 'GET', '/v1/course/batch/read/b-live'],
  ])('%s has its routes, and no other has them', async (role, method, path) => {
    const on = await (await withRoles(role)).ask(method, path, { request: {} });
    const off = await (await withRoles('assessment')).ask(method, path, { request: {} });
    expect(on.body.params['err']).not.toBe('ROLE_OFF');
    expect(off.body.params).toMatchObject({ err: 'ROLE_OFF' });
    expect(off.body.params['errmsg']).toContain(`role ${role} is off`);
  });
});

const withRoles = (...roles: readonly Role[]): Promise<Given> => given({ roles: new Set(roles) });

async function documented(app: Given['app']): Promise<[string, string][]> {
  const { paths } = (await app.inject({ url: '/documentation/json' })).json<{
    paths: Record<string, Record<string, object>>;
  }>();
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method): [string, string] => [method.toUpperCase(), path]),
  );
}
