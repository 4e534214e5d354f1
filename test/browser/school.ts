/** One course and two batches of different mentors, each with a learner who has a certificate. */
import { vi } from 'vitest';
import { DEMO_TEMPLATE } from '../../src/gateway/demo/course.js';
import { serve, type Server } from '../system/program.js';

export const MENTOR = 'mentor-1';
export const MINE = 'Morning group';
export const FOREIGN = 'Others’ group';

/** The ids of the batches. */
export interface School {
  readonly mine: string;
  readonly foreign: string;
}

/** Fills a data folder of that name by a server where nobody proves who they are. */
export async function school(data: string): Promise<School> {
  const server = await serve(data, { LAUREL_FLUSH_INTERVAL_MS: '50' });
  await asked(server, 'PUT', '/v1/course/hierarchy/do_1', MENTOR, { hierarchy: COURSE });
  const made = {
    mine: await batch(server, MINE, MENTOR, 'learner-1'),
    foreign: await batch(server, FOREIGN, 'mentor-2', 'learner-2'),
  };
  server.child.kill('SIGTERM');
  await server.ended;
  return made;
}

const COURSE = {
  ...{ identifier: 'do_1', name: 'First aid', status: 'Live' },
  children: [{ identifier: 'do_11', name: 'Burns', mimeType: 'video/mp4' }],
};

/** Whoever completes the course has it. */
const TEMPLATE = { ...DEMO_TEMPLATE, criteria: { enrollment: { status: 2 } } };

async function batch(
  server: Server,
  name: string,
  mentor: string,
  learner: string,
): Promise<string> {
  const user = { firstname: 'Asha', lastname: learner, rootorgid: 'org-1' };
  await asked(server, 'PUT', `/v1/user/cache/${learner}`, learner, { user });
  await asked(server, 'PUT', `/v1/user/cache/${mentor}`, mentor, { user: { rootorgid: 'org-1' } });
  const startDate = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format();
  const fields = { courseId: 'do_1', name, enrollmentType: 'open', startDate };
  const { batchId } = await asked(server, 'POST', '/v1/course/batch/create', mentor, fields);
  const place = { courseId: 'do_1', batchId: String(batchId) };
  await asked(server, 'PATCH', '/v1/course/batch/cert/template/add', mentor, {
    batch: { ...place, template: TEMPLATE },
  });
  await asked(server, 'POST', '/v1/course/enroll', learner, place);
  const contents = [{ ...place, contentId: 'do_11', status: 2 }];
  await asked(server, 'PATCH', '/v1/content/state/update', learner, { contents });
  await vi.waitFor(async () => {
    const path = `/v1/console/certificates?batch=${place.batchId}`;
    const { certificates } = await asked(server, 'GET', path, mentor);
    if ((certificates as unknown[]).length === 0) throw new Error('no certificate yet');
  }, 30_000);
  return place.batchId;
}

async function asked(
  { url }: Server,
  method: string,
  path: string,
  user: string,
  request?: object,
): Promise<Readonly<Record<string, unknown>>> {
  const headers = { 'content-type': 'application/json', 'x-authenticated-userid': user };
  const body = request === undefined ? {} : { body: JSON.stringify({ request }) };
  const reply = await fetch(url + path, { method, headers, ...body });
  const said = (await reply.json()) as { readonly result: Record<string, unknown> };
  if (!reply.ok) throw new Error(`${path}: ${JSON.stringify(said)}`);
  return said.result;
}
