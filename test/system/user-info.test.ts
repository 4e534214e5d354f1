/** A user info report from the consent to the opened file, and what the log says meanwhile. */
import { execFileSync } from 'node:child_process';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encryptPlatform } from '../../src/reports/platform-cipher.js';
import { Client, type Fields } from './client.js';
import { today } from './installation.js';
import { cleanUp, file, serve, type Server } from './program.js';

const PLATFORM_KEY = 'salt-of-the-platform';
const PASSWORD = 'abc123xyz';
const PEOPLE = {
  'u-1': { firstname: 'Ananya', email: 'ananya@example.org', phone: '9876501234' },
  'u-2': { firstname: 'Bhavna', email: 'bhavna@example.org', phone: '9876505678' },
} as const;
const COURSE = 'do_1';

afterAll(cleanUp);

describe('a user info report', () => {
  let server: Server;
  let log = '';
  let rows: Record<string, string>[];

  beforeAll(async () => {
    server = await serve('user-info', {
      LAUREL_FLUSH_INTERVAL_MS: '50',
      LAUREL_LOG_LEVEL: 'trace',
      LAUREL_PLATFORM_KEY: PLATFORM_KEY,
    });
    server.child.stderr.on('data', (text: string) => (log += text));
    const client = new Client(server);
    const batchId = await openBatch(client);
    for (const learner of Object.keys(PEOPLE)) await enrol(client, learner, batchId);
    await give(client, 'u-1');
    rows = parse(opened(await client.fetch(await reportOf(server, batchId))), { columns: true });
  });

  it('has a row of each learner who consented, and of nobody else', () => {
    expect(rows).toEqual([
      expect.objectContaining({
        ...{ 'User UUID': 'u-1', 'User Name': 'Ananya Rao', 'Consent Provided': 'true' },
        ...{ 'Email ID': 'ananya@example.org', 'Mobile Number': '9876501234' },
      }),
    ]);
  });

  it('leaves nothing of anybody in the log', async () => {
    server.child.kill('SIGTERM');
    await server.ended;

    expect(log).toContain('"level":');
    for (const { firstname, email, phone } of Object.values(PEOPLE)) {
      for (const secret of [firstname, email, phone]) expect(log).not.toContain(secret);
    }
    expect(log).not.toContain(PASSWORD);
    expect(log).not.toContain(PLATFORM_KEY);
  });
});

async function openBatch(client: Client): Promise<string> {
  const hierarchy = {
    ...{ identifier: COURSE, name: 'Foundations of Teaching', status: 'Live' },
    ...{ mimeType: 'application/vnd.ekstep.content-collection', contentType: 'Course' },
    ...{ channel: 'org-1', userConsent: 'Yes', leafNodesCount: 1 },
    children: [{ identifier: 'do_a', name: 'A', mimeType: 'video/mp4' }],
  };
  await client.done('PUT', `/v1/course/hierarchy/${COURSE}`, 'admin', { hierarchy });
  const created = await client.done('POST', '/v1/course/batch/create', 'admin', {
    ...{ courseId: COURSE, name: 'Batch One', enrollmentType: 'open', startDate: today() },
  });
  return created['batchId'] as string;
}

/** E-mail and phone stand in the cache as Sunbird keeps them. */
async function enrol(client: Client, learner: string, batchId: string): Promise<void> {
  const { firstname, email, phone } = PEOPLE[learner as keyof typeof PEOPLE];
  const user = {
    ...{ firstname, lastname: 'Rao', rootorgid: 'org-1' },
    email: encryptPlatform(email, PLATFORM_KEY),
    phone: encryptPlatform(phone, PLATFORM_KEY),
  };
  await client.done('PUT', `/v1/user/cache/${learner}`, learner, { user });
  await client.done('POST', '/v1/course/enroll', learner, { courseId: COURSE, batchId });
  await client.complete(learner, { courseId: COURSE, batchId }, 'do_a');
}

const give = (client: Client, userId: string): Promise<Fields> =>
  client.done('POST', '/v1/user/consent/update', userId, {
    consent: {
      ...{ userId, consumerId: 'org-1', objectId: COURSE },
      ...{ objectType: 'Collection', status: 'ACTIVE' },
    },
  });

/** Asks for the report as its channel and waits for the link. */
async function reportOf({ url }: Server, batchId: string): Promise<string> {
  const call = async (path: string, body?: object): Promise<Fields> => {
    const response = await fetch(`${url}/dataset/v1/request/${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        ...{ 'content-type': 'application/json', 'x-authenticated-userid': 'admin' },
        'x-channel-id': 'org-1',
      },
    });
    return ((await response.json()) as { readonly result: Fields }).result;
  };
  const { requestId } = await call('submit', {
    request: {
      ...{ tag: 'people', dataset: 'userinfo-exhaust', encryptionKey: PASSWORD },
      datasetConfig: { batchId },
    },
  });
  const finished = async (): Promise<string | undefined> => {
    const job = await call(`read/people?requestId=${String(requestId)}`);
    if (job['status'] === 'FAILED') throw new Error(String(job['statusMessage']));
    return (job['downloadUrls'] as readonly string[] | undefined)?.[0];
  };
  return vi.waitUntil(finished, { timeout: 20_000, interval: 20 });
}

/** Unpacks with a tool that shares no code with us. */
function opened({ body }: { readonly body: Buffer }): string {
  const zip = file('people.zip', body);
  return execFileSync('unzip', ['-P', PASSWORD, '-p', zip]).toString();
}
