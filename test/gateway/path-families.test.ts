/** One client, written against Sunbird's API, by the service's own paths and by the public ones. */
import { describe, expect, it } from 'vitest';
import { given, type Reply } from './given.js';

const PATHS = {
  service: {
    create: '/v1/course/batch/create',
    read: '/v1/course/batch/read',
    enrol: '/v1/course/enroll',
    update: '/v1/content/state/update',
    state: '/v1/content/state/read',
    list: '/v1/user/courses/list/u1',
    search: '/v1/course/batch/search',
    leave: '/v1/course/unenroll',
  },
  public: {
    create: '/api/course/v1/batch/create',
    read: '/api/course/v1/batch/read',
    enrol: '/api/course/v1/enrol',
    update: '/api/course/v1/content/state/update',
    state: '/api/course/v1/content/state/read',
    list: '/api/course/v1/user/enrollment/list/u1',
    search: '/api/course/v1/batch/list',
    leave: '/api/course/v1/unenrol',
  },
} as const;

type Paths = Readonly<Record<keyof (typeof PATHS)['service'], string>>;

describe("A client of Sunbird's API", () => {
  it('is answered alike on both families of paths', async () => {
    const [service, open] = await Promise.all([session(PATHS.service), session(PATHS.public)]);

    expect(open).toEqual(service);
    expect(service.map(({ status }) => status)).toEqual(service.map(() => 200));
    expect(service.at(-2)?.result).toMatchObject({ courses: [{ status: 1, progress: 1 }] });
  });
});

/** What a portal does for one learner; ids that chance gives are masked. */
async function session(paths: Paths): Promise<{ status: number; id: unknown; result: unknown }[]> {
  const { ask } = await given();
  const said: { status: number; id: unknown; result: unknown }[] = [];
  const say = ({ status, body }: Reply, batchId = ''): void => {
    const text = JSON.stringify(body.result);
    const result: unknown = JSON.parse(batchId === '' ? text : text.replaceAll(batchId, '<batch>'));
    said.push({ status, id: body.id, result });
  };
  const batch = { courseId: 'do_c', name: 'New', enrollmentType: 'open', startDate: '2024-05-20' };
  const created = await ask('POST', paths.create, { request: batch });
  const batchId = String(created.body.result['batchId']);
  say(created, batchId);
  const place = { courseId: 'do_c', batchId };
  const content = { ...place, contentId: 'do_x', status: 2 };
  const request = { userId: 'u1', ...place };
  say(await ask('GET', `${paths.read}/${batchId}`), batchId);
  say(await ask('POST', paths.search, { request: { filters: { courseId: 'do_c' } } }), batchId);
  say(await ask('POST', paths.enrol, { request }), batchId);
  say(
    await ask('PATCH', paths.update, { request: { userId: 'u1', contents: [content] } }),
    batchId,
  );
  say(await ask('POST', paths.state, { request }), batchId);
  say(await ask('GET', paths.list), batchId);
  say(await ask('POST', paths.leave, { request }), batchId);
  return said;
}
