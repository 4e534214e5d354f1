import { describe, expect, it } from 'vitest';
import { ok } from '../../src/domain/result.js';
import type { ConsoleDeps } from '../../src/gateway/http/console-deps.js';
import type { Redriven } from '../../src/gateway/redrive.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import { depsOf, get, letter, withConsole } from './given-console.js';
import { reportsOf, withToken } from './given-reports.js';
import { content } from './given.js';

describe('the overview', () => {
  it('of an empty store offers the demo', async () => {
    const { result } = await get('/v1/console/overview', { withBatches: false });

    expect(result).toMatchObject({
      ...{ profile: 'embedded', batches: 0, counted: 'here', deadLetters: { count: 0 } },
      demo: { kind: 'offered' },
    });
  });

  it('sums up what the batches hold', async () => {
    const { result } = await get('/v1/console/overview');

    expect(result).toMatchObject({
      ...{ courses: 1, batches: 3, counted: 'here', demo: { kind: 'none' } },
      counts: { enrolled: 3, started: 2, completed: 1, stuck: 1, left: 0 },
      days: [{ day: '2024-05-20', count: 1 }],
      health: [{ name: 'engine', isHealthy: true }, { name: 'assessment' }],
    });
  });

  it('counts nobody where whole batches cannot be read cheaply, and says so', async () => {
    const { result } = await get('/v1/console/overview', { reads: null, profile: 'cluster' });

    expect(result).toMatchObject({ profile: 'cluster', counted: 'cluster', counts: null });
  });

  it('counts dead letters up to a limit', async () => {
    const letters = Array.from({ length: 1001 }, (_, i) => letter(`p${String(i)}`));

    const { result } = await get('/v1/console/overview', {}, letters);

    expect(result['deadLetters']).toEqual({ count: 1000, isMore: true });
  });
});

describe('a batch', () => {
  it('has its funnel and its distribution', async () => {
    const { result } = await get('/v1/console/batches/b-live');

    expect(result).toMatchObject({
      ...{ name: 'A batch', courseName: 'A course', status: 1, required: 3, optional: 0 },
      ...{ counted: 'here', stuckDays: 14 },
      summary: { enrolled: 3, bins: [1, 0, 0, 1, 0, 0, 0, 0, 0, 1], isPartial: false },
    });
  });

  it('is listed with its counts and nothing more', async () => {
    const { result } = await get('/v1/console/batches');
    const batches = result['batches'] as { batch: string; counts: object }[];

    expect(batches.map(({ batch }) => batch)).toEqual(['b-ended', 'b-future', 'b-live']);
    expect(batches.find(({ batch }) => batch === 'b-live')?.counts).toEqual({
      ...{ enrolled: 3, started: 2, half: 1, completed: 1, certified: 0, stuck: 1, left: 0 },
    });
  });

  it.each([
    ['all', ['u1', 'u2', 'u3']],
    ['completed', ['u1']],
    ['open', ['u2', 'u3']],
    ['stuck', ['u3']],
    ['certified', []],
    ['left', []],
  ])('has learners who are %s: %j', async (filter, learners) => {
    const { result } = await get(`/v1/console/batches/b-live/learners?filter=${filter}`);

    const listed = result['learners'] as { learner: string }[];
    expect(listed.map(({ learner }) => learner)).toEqual(learners);
  });

  it('shows learners with their names, after the one that was last', async () => {
    const { result } = await get('/v1/console/batches/b-live/learners?after=u1');

    expect(result).toMatchObject({
      learners: [
        { learner: 'u2', name: 'Asha Rao', percent: 33 },
        { learner: 'u3', name: '' },
      ],
      next: null,
    });
  });

  it.each([
    ['/v1/console/batches/b-none', 404],
    ['/v1/console/batches/b-live/learners?filter=odd', 400],
  ])('%s is refused with %i', async (url, status) => {
    expect((await get(url)).status).toBe(status);
  });
});

describe('a learner', () => {
  it('is shown as the actor knows them', async () => {
    const g = await withConsole();
    await g.ask('POST', '/v1/course/enroll', { request: { ...PLACE, userId: 'u9' } }, 'u9');
    const update = { request: { contents: [content()] } };
    await g.ask('PATCH', '/v1/content/state/update', update, 'u9');

    const { body } = await g.ask('GET', '/v1/console/learners/u9');

    expect(body.result).toMatchObject({
      enrolments: [{ courseName: 'A course', completed: 1, required: 3, percent: 33 }],
    });
  });
});

describe('certificates', () => {
  it.each([
    ['', 400],
    ['?id=none', 200],
    ['?learner=nobody', 200],
    ['?batch=b-none', 200],
    ['?batch=b-live', 200],
  ])('looked for by "%s" are answered with %i', async (query, status) => {
    const reply = await get(`/v1/console/certificates${query}`);

    expect(reply.status).toBe(status);
    if (status === 200) expect(reply.result).toMatchObject({ certificates: [], next: null });
  });
});

describe('a dead letter', () => {
  it('is listed without its text, and shown with it', async () => {
    const list = await get('/v1/console/dead-letters', {}, [letter('p1')]);
    const one = await get('/v1/console/dead-letter?source=s&position=p1', {}, [letter('p1')]);

    expect(list.result['letters']).toEqual([
      { source: 's', position: 'p1', way: 'command', reason: 'why', at: 5, bytes: 4 },
    ]);
    expect(one.result).toMatchObject({ text: 'text', isCut: false });
  });

  it('is gone once it was taken, and stays when it fails again', async () => {
    const fates: Record<string, Redriven> = {
      p1: { kind: 'applied' },
      p2: { kind: 'failed', reason: 'still' },
    };
    const take: ConsoleDeps['desk']['take'] = ({ position }) =>
      Promise.resolve(ok(fates[position] ?? { kind: 'ignored' }));
    const g = await withConsole({ take }, [letter('p1'), letter('p2')]);
    const redrive = (position: string) =>
      g.ask('POST', '/v1/console/dead-letter/redrive', { request: { source: 's', position } });

    const [first, second] = [await redrive('p1'), await redrive('p2')];

    expect(first.body.result).toEqual({ outcome: 'applied', reason: '' });
    expect(second.body.result).toEqual({ outcome: 'failed', reason: 'still' });
    const { body } = await g.ask('GET', '/v1/console/dead-letters');
    expect(body.result['letters']).toMatchObject([{ position: 'p2', reason: 'still' }]);
    expect((await redrive('p1')).status).toBe(404);
  });

  it('is dropped only when its position is repeated', async () => {
    const g = await withConsole({}, [letter('p1')]);
    const drop = (confirm: string) =>
      g.ask('POST', '/v1/console/dead-letter/drop', {
        request: { source: 's', position: 'p1', confirm },
      });

    expect((await drop('p2')).status).toBe(400);
    expect((await drop('p1')).status).toBe(200);
    expect((await drop('p1')).status).toBe(404);
  });

  it('is not looked for by a name that no store would take', async () => {
    const long = 'x'.repeat(300);

    expect((await get(`/v1/console/dead-letter?source=s&position=${long}`)).status).toBe(400);
    expect((await get('/v1/console/dead-letter?source=s')).status).toBe(400);
  });
});

describe('reports', () => {
  it('are the newest of all tags and channels', async () => {
    const g = await withConsole({}, [], reportsOf([]));

    const { body } = await g.ask('GET', '/v1/console/reports');

    expect(body.result['requests']).toMatchObject([{ channel: '', dataset: '', limit: 100 }]);
  });
});

describe('whoever asks', () => {
  it.each([
    [['SYSTEM_ADMINISTRATION'], 200],
    [['COURSE_MENTOR'], 403],
  ])('with the roles %j is answered with %i', async (roles, status) => {
    const proxied = { 'x-forwarded-for': '10.0.0.1' };
    const pages = depsOf(memoryStore(), {});
    const request = {
      method: 'GET',
      url: '/v1/console/settings',
      remoteAddress: '10.0.0.9',
    } as const;

    const { reply } = await withToken(
      roles,
      '',
      { ...request, headers: proxied },
      {
        console: pages,
      },
    );

    expect(reply.statusCode).toBe(status);
  });
});

const PLACE = { courseId: 'do_c', batchId: 'b-live' };
