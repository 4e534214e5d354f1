import { describe, expect, it } from 'vitest';
import type { CourseInfo } from '../../src/persistence/ports.js';
import { parseHierarchy } from '../../src/gateway/hierarchy.js';
import { HIERARCHY, NOW, addBatch, content, given, type Given } from './given.js';

const V1 = '/v1/user/courses/list/u1';
const V2 = '/v2/user/courses/list';
const MINUTE_MS = 60_000;

describe('the order of a list', () => {
  it('is that of the last access, those never accessed last', async () => {
    let now = NOW;
    const made = await given({ clock: () => now });
    for (const batchId of ['b-1', 'b-2', 'b-3']) {
      await addBatch(made.engine, { batchId });
      await enrol(made, batchId);
      now += MINUTE_MS;
    }
    await work(made, 'b-1');
    now += MINUTE_MS;
    await work(made, 'b-2');
    expect(await batchesIn(made, V1)).toEqual(['b-2', 'b-1', 'b-3']);
  });
});

describe('the courses of a list', () => {
  it.each([
    ['live ones alone', {}, ['b-live']],
    ['those of the status that is asked for', { status: ['Retired'] }, ['b-retired']],
    ['those of any status asked for', { status: ['Live', 'Retired'] }, ['b-live', 'b-retired']],
    ['those that every filter fits', { identifier: 'do_c', status: 'Retired' }, []],
    ['those of which a filter says nothing that is known', { language: ['Tamil'] }, ['b-live']],
  ])('are %s', async (_, filters, batches) => {
    const made = await given();
    await publishRetired(made);
    await enrol(made, 'b-live');
    await enrol(made, 'b-retired', 'do_retired');
    const found = await batchesIn(made, V2, { request: { filters } });
    expect([...found].sort()).toEqual(batches);
  });

  it('are shown with the fields asked for and those always shown', async () => {
    const made = await given();
    await enrol(made, 'b-live');
    const { body } = await made.ask('GET', `${V1}?fields=channel,nothing`);
    const [course] = body.result['courses'] as Record<string, object>[];
    expect(Object.keys(course!['content']!).sort()).toEqual([
      ...['appIcon', 'channel', 'description', 'identifier', 'leafNodesCount', 'name'],
    ]);
  });
});

describe('an entry of a list', () => {
  it('has its times in milliseconds', async () => {
    const made = await given();
    await enrol(made, 'b-live');
    await work(made, 'b-live');
    const { body } = await made.ask('GET', V1);
    expect(body.result['courses']).toMatchObject([
      { enrolledDate: NOW, dateTime: NOW, lastContentAccessTime: NOW, completedOn: null },
    ]);
  });

  it('shows no batch unless it is asked for', async () => {
    const made = await given();
    await enrol(made, 'b-live');
    const { body } = await made.ask('GET', V1);
    expect((body.result['courses'] as object[])[0]).not.toHaveProperty('batch');
  });
});

describe('a list by user id', () => {
  it.each(['/private/v2/user/courses/list', '/v2/user/courses/admin/list'])(
    'at %s is that of the user whom the body names',
    async (path) => {
      const made = await given();
      await enrol(made, 'b-live');
      const { ask } = made;
      const { body } = await ask('POST', path, { request: { userId: 'f:x:u1' } }, 'admin');
      expect(body.result['courses']).toHaveLength(1);
      const other = await ask('POST', path, { request: { userId: 'u2' } }, 'admin');
      expect(other.body.result['courses']).toEqual([]);
    },
  );

  it('at the private path of v1 is that of the user whom the path names', async () => {
    const made = await given();
    await enrol(made, 'b-live');
    const { body } = await made.ask('GET', '/private/v1/user/courses/list/u1', undefined, 'admin');
    expect([body.id, body.ver]).toEqual(['', 'private']);
    expect(body.result['courses']).toHaveLength(1);
  });

  it('without a user is refused', async () => {
    const { ask } = await given();
    const { status, body } = await ask('POST', '/private/v2/user/courses/list', { request: {} });
    expect([status, body.params['err']]).toEqual([400, 'MANDATORY_PARAMETER_MISSING']);
  });
});

describe('an administrator', () => {
  it.each([
    ['/v1/course/admin/enroll', true],
    ['/v1/course/admin/unenroll', false],
  ])('at %s decides for the user whom the body names', async (path, active) => {
    const made = await given();
    const request = { courseId: 'do_c', batchId: 'b-live', userId: 'u7' };
    if (!active) await made.ask('POST', '/v1/course/admin/enroll', { request }, 'admin');
    const { status } = await made.ask('POST', path, { request }, 'admin');
    const state = made.engine.state({ learner: 'u7', course: 'do_c', batch: 'b-live' } as never);
    expect([status, state.membership?.active]).toEqual([200, active]);
  });

  it('must name a user', async () => {
    const { ask } = await given();
    const request = { courseId: 'do_c', batchId: 'b-live' };
    const { body } = await ask('POST', '/v1/course/admin/enroll', { request }, 'admin');
    expect(body.params['errmsg']).toBe('Mandatory parameter userId is missing.');
  });
});

async function enrol({ ask }: Given, batchId: string, courseId = 'do_c'): Promise<void> {
  const { status } = await ask('POST', '/v1/course/enroll', { request: { courseId, batchId } });
  expect(status).toBe(200);
}

async function work({ ask }: Given, batchId: string): Promise<void> {
  await ask('PATCH', '/v1/content/state/update', { request: { contents: [content({ batchId })] } });
}

async function publishRetired({ engine }: Given): Promise<void> {
  const parsed = parseHierarchy({ ...HIERARCHY, identifier: 'do_retired', status: 'Retired' });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const info: Omit<CourseInfo, 'version' | 'evaluatedVersion'> = parsed.value.info;
  await engine.catalogue.publish(info, parsed.value.structure);
  await addBatch(engine, { batchId: 'b-retired', courseId: 'do_retired' });
}

async function batchesIn({ ask }: Given, url: string, body?: object): Promise<unknown[]> {
  const reply = await ask(body === undefined ? 'GET' : 'POST', url, body);
  return (reply.body.result['courses'] as Record<string, unknown>[]).map((row) => row['batchId']);
}
