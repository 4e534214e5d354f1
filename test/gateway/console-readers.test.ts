/** What the routes of the console answer to each kind of reader. */
import { describe, expect, it } from 'vitest';
import type { Claims } from '../../src/gateway/http/token.js';
import { ok } from '../../src/domain/result.js';
import { withConsole, type ConsoleDiffers } from './given-console.js';
import { reportsOf } from './given-reports.js';
import { addBatch, type Given } from './given.js';

const ISSUER = 'https://id.example/realms/sunbird';
const PROVIDER = { issuer: ISSUER, clientId: 'laurel', scope: 'openid' };

/** What a mentor may ask for; every other route of the console is a system role's alone. */
const FOR_MENTORS = [
  '/v1/console/batches',
  '/v1/console/batches/{batchId}',
  '/v1/console/batches/{batchId}/learners',
  '/v1/console/certificates',
  '/v1/console/courses',
  '/v1/console/courses/{courseId}',
  '/v1/console/learners/{userId}',
  '/v1/console/me',
  '/v1/console/overview',
  '/v1/console/reports',
];

describe('a mentor', () => {
  it('is refused by every route that is not named here, by its role', async () => {
    const { app, as } = await readers();
    const open: string[] = [];
    for (const [method, path] of await consoleRoutes(app)) {
      const { status, body } = await as('mentor', method, path.replace(/\{\w+\}/g, 'b-mine'));
      if (status === 403 && body.params['err'] === 'CONSOLE_ROLE_MISSING') continue;
      open.push(path);
    }
    expect(open.sort()).toEqual(FOR_MENTORS);
  });

  it('is refused the live numbers', async () => {
    const { as } = await readers();
    const { status, body } = await as('mentor', 'GET', '/v1/console/events');
    expect([status, body.params['err']]).toEqual([403, 'CONSOLE_ROLE_MISSING']);
  });

  it('has the batches that they created, and those that name them', async () => {
    const { as } = await readers();
    const { body } = await as('mentor', 'GET', '/v1/console/batches');
    const listed = body.result['batches'] as { batch: string }[];
    expect(listed.map(({ batch }) => batch).sort()).toEqual(['b-mine', 'b-with-me']);
    expect(body.result['total']).toBe(2);
  });

  it('has the courses of these, with their own batches', async () => {
    const { as } = await readers();
    const list = await as('mentor', 'GET', '/v1/console/courses');
    expect(list.body.result).toMatchObject({ total: 1, courses: [{ course: 'do_c', batches: 2 }] });
    const { body } = await as('mentor', 'GET', '/v1/console/courses/do_c');
    expect(body.result).toMatchObject({ batchesTotal: 2 });
    const foreign = await as('mentor', 'GET', '/v1/console/courses/do_other');
    expect([foreign.status, foreign.body.params['err']]).toEqual([403, 'COURSE_NOT_YOURS']);
  });

  it.each(['/v1/console/batches/b-live', '/v1/console/batches/b-live/learners'])(
    'is told by name that a batch is not theirs: %s',
    async (url) => {
      const { as } = await readers();
      const { status, body } = await as('mentor', 'GET', url);
      expect([status, body.params['err']]).toEqual([403, 'BATCH_NOT_YOURS']);
      expect(body.params['errmsg']).toContain('b-live');
      expect((await as('mentor', 'GET', url.replace('b-live', 'b-mine'))).status).toBe(200);
    },
  );

  it('counts their own batches on the overview, and nothing of the installation', async () => {
    const { as } = await readers();
    const { body } = await as('mentor', 'GET', '/v1/console/overview');
    expect(body.result).toMatchObject({
      ...{ batches: 2, counts: { enrolled: 0 }, deadLetters: null },
      ...{ health: [], live: [], demo: { kind: 'none' } },
    });
    const all = await as('operator', 'GET', '/v1/console/overview');
    expect(all.body.result).toMatchObject({ batches: 5, deadLetters: { count: 0 } });
  });

  it('sees of a learner what belongs to their batches, and nobody else', async () => {
    const { as, enrol } = await readers();
    await enrol('u1', 'b-mine');
    await enrol('u1', 'b-live');
    await enrol('u2', 'b-live');

    const mine = await as('mentor', 'GET', '/v1/console/learners/u1');
    const batches = (mine.body.result['enrolments'] as { batch: string }[]).map((e) => e.batch);
    expect(batches).toEqual(['b-mine']);
    const all = await as('operator', 'GET', '/v1/console/learners/u1');
    expect(all.body.result['enrolments']).toHaveLength(2);
  });

  it('is told the same of a learner of others as of one who does not exist', async () => {
    const { as, enrol } = await readers();
    await enrol('u2', 'b-live');
    const others = await as('mentor', 'GET', '/v1/console/learners/u2');
    const nobody = await as('mentor', 'GET', '/v1/console/learners/u3');
    expect([others.status, others.body.params['err']]).toEqual([403, 'LEARNER_NOT_YOURS']);
    expect(others.body.params['errmsg']).toBe(
      String(nobody.body.params['errmsg']).replace('u3', 'u2'),
    );
  });

  it('finds certificates of their own batches only', async () => {
    const { as, engine } = await readers();
    for (const batch of ['b-mine', 'b-live']) engine.certificates.set(`c-${batch}`, issued(batch));
    const found = async (reader: Name, id: string): Promise<unknown[]> => {
      const { body } = await as(reader, 'GET', `/v1/console/certificates?id=${id}`);
      return body.result['certificates'] as unknown[];
    };
    expect(await found('mentor', 'c-b-mine')).toHaveLength(1);
    expect(await found('mentor', 'c-b-live')).toHaveLength(0);
    expect(await found('operator', 'c-b-live')).toHaveLength(1);
    const ofBatch = await as('mentor', 'GET', '/v1/console/certificates?batch=b-live');
    expect(ofBatch.body.params['err']).toBe('BATCH_NOT_YOURS');
  });

  it('reads of reports on their batches alone, in their own channel', async () => {
    const searched: string[] = [];
    const { as } = await readers({}, (channel) => {
      searched.push(channel);
      return [
        { requestId: 'mine', datasetConfig: { batchId: 'b-mine' } },
        { requestId: 'both', datasetConfig: { batchFilter: ['b-mine', 'b-with-me'] } },
        { requestId: 'mixed', datasetConfig: { batchFilter: ['b-mine', 'b-live'] } },
        { requestId: 'others', datasetConfig: { batchId: 'b-live' } },
        { requestId: 'whole', datasetConfig: {} },
      ];
    });
    const ids = async (reader: Name, query = ''): Promise<string[]> => {
      const { body } = await as(reader, 'GET', `/v1/console/reports${query}`);
      return (body.result['requests'] as { requestId: string }[]).map((r) => r.requestId);
    };
    expect(await ids('mentor')).toEqual(['mine', 'both']);
    expect(await ids('mentor', '?batch=b-with-me')).toEqual(['both']);
    expect(await ids('operator')).toEqual(['mine', 'both', 'mixed', 'others', 'whole']);
    expect(searched).toEqual(['org-1', 'org-1', '']);
  });

  it('reads of no reports where their organisation is not known', async () => {
    const { as, engine } = await readers();
    await engine.catalogue.putUsers([['m1' as never, { rootorgid: null }]]);
    expect((await as('mentor', 'GET', '/v1/console/reports')).status).toBe(403);
    const { body } = await as('mentor', 'GET', '/v1/console/me');
    expect(body.result['reader']).toMatchObject({ channel: '', may: ['certificates.reissue'] });
  });
});

describe('the entrance', () => {
  it.each<[Name, object]>([
    [
      'mentor',
      {
        ...{ kind: 'reader', signIn: { kind: 'oidc', ...PROVIDER } },
        reader: {
          ...{ kind: 'mentor', user: 'm1', name: 'Asha Rao', channel: 'org-1' },
          may: ['certificates.reissue', 'reports'],
        },
      },
    ],
    ['operator', { kind: 'reader', reader: { kind: 'system', user: 'op', channel: '' } }],
    ['learner', { kind: 'no-role', user: 'u1', roles: ['SYSTEM_ADMINISTRATION', 'COURSE_MENTOR'] }],
    ['nobody', { kind: 'unknown', signIn: { kind: 'oidc' } }],
  ])('tells a %s who they are', async (reader, entrance) => {
    const { as } = await readers({ signIn: PROVIDER });
    const { status, body } = await as(reader, 'GET', '/v1/console/me');
    expect(status).toBe(200);
    expect(body.result).toMatchObject(entrance);
  });

  it('asks for a token where no provider is set', async () => {
    const { as } = await readers();
    const { body } = await as('nobody', 'GET', '/v1/console/me');
    expect(body.result).toEqual({ kind: 'unknown', signIn: { kind: 'token' } });
  });

  it('lets everybody in as a system role where nobody proves who they are', async () => {
    const { ask } = await withConsole();
    const { body } = await ask('GET', '/v1/console/me', undefined, '');
    expect(body.result).toMatchObject({ kind: 'reader', signIn: { kind: 'none' } });
    expect(body.result['reader']).toMatchObject({ kind: 'system', user: '' });
  });
});

describe('on this machine', () => {
  const here = '127.0.0.1';

  it('no token is needed where no provider is set, and one that is sent decides', async () => {
    const { as } = await readers();
    expect((await as('nobody', 'GET', '/v1/console/settings', here)).status).toBe(200);
    expect((await as('mentor', 'GET', '/v1/console/settings', here)).status).toBe(403);
  });

  it('readers sign in all the same where a provider is set', async () => {
    const { as } = await readers({ signIn: PROVIDER });
    expect((await as('nobody', 'GET', '/v1/console/settings', here)).status).toBe(401);
    expect((await as('operator', 'GET', '/v1/console/settings', here)).status).toBe(200);
  });
});

const CLAIMS = {
  operator: { userId: 'op', parentId: '', roles: ['SYSTEM_ADMINISTRATION'] },
  mentor: { userId: 'm1', parentId: '', roles: ['COURSE_MENTOR'] },
  learner: { userId: 'u1', parentId: '', roles: ['PUBLIC'] },
} as const satisfies Record<string, Claims>;

type Name = keyof typeof CLAIMS | 'nobody';
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT';

const issued = (batch: string): never =>
  ({ facts: { certificate: `c-${batch}`, batch }, status: 'valid', revocation: null }) as never;

/** A gateway that knows readers by their tokens, with two batches of the mentor `m1`. */
async function readers(
  differing: ConsoleDiffers = {},
  requests: (channel: string) => readonly object[] = () => [],
) {
  const reports = {
    ...reportsOf([]),
    search: ({ channel }: { readonly channel: string }) =>
      Promise.resolve(requests(channel) as never),
  };
  const known = new Map<string, Claims>(Object.entries(CLAIMS));
  const tokens = {
    verify: (token: string) => {
      const claims = known.get(token);
      return Promise.resolve(
        claims === undefined ? ({ ok: false, error: 'invalid' } as const) : ok(claims),
      );
    },
  };
  const g = await withConsole(differing, [], reports, tokens);
  await addBatch(g.engine, { batchId: 'b-mine', createdBy: 'm1' });
  await addBatch(g.engine, { batchId: 'b-with-me', createdBy: 'other', mentors: ['m1'] });
  const profile = { rootorgid: 'org-1', firstname: 'Asha', lastname: 'Rao' };
  await g.engine.catalogue.putUsers([['m1' as never, profile]]);
  const as = async (reader: Name, method: Method, url: string, remoteAddress = '10.0.0.9') => {
    const headers = reader === 'nobody' ? {} : { 'x-authenticated-user-token': reader };
    const reply = await g.app.inject({ method, url, headers, remoteAddress });
    return {
      status: reply.statusCode,
      body: reply.json<Awaited<ReturnType<Given['ask']>>['body']>(),
    };
  };
  const enrol = (userId: string, batchId: string): Promise<unknown> => {
    const key = { learner: userId, course: 'do_c', batch: batchId } as never;
    const times = { receivedAt: 1, courseVersion: 1, at: 1 };
    return g.engine.submit([{ kind: 'enrol', key, ...times, addedBy: '' }]);
  };
  return { ...g, as, enrol };
}

async function consoleRoutes(app: Given['app']): Promise<[Method, string][]> {
  const { paths } = (await app.inject({ url: '/documentation/json' })).json<{
    paths: Record<string, Record<string, object>>;
  }>();
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/console/'))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method): [Method, string] => [
        method.toUpperCase() as Method,
        path,
      ]),
    );
}
