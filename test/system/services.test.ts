/** Beside Sunbird's services: a registry keeps certificates, learners are told, topics replayed. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { standIn, type StandIn } from '../services/stand-in.js';
import { Client, type Place } from './client.js';
import { addTemplate, enrol, openBatch } from './installation.js';
import { cleanUp, file, laurelJson, serve, type Server, type Settings } from './program.js';

const CONTENTS = ['do_a', 'do_b'];
const WAIT = { timeout: 20_000, interval: 20 };
const OK = { status: 200, body: { responseCode: 'OK' } };
const CREATE = 'POST /TrainingCertificate';
const FEED = 'POST /private/user/feed/v1/create';

const COLLECTION = 'application/vnd.ekstep.content-collection';

const completion = (userId: string, courseId: string, contentId: string): object => ({
  ...{ eid: 'BE_JOB_REQUEST', ets: 1_700_000_000_000 },
  edata: {
    ...{ action: 'batch-enrolment-update', iteration: 1, batchId: 'b-new', userId, courseId },
    contents: [{ contentId, status: 2 }],
  },
});

describe('an installation beside a registry and a notification service', () => {
  let outside: StandIn;
  let settings: Settings;
  let server: Server;
  let client: Client;
  let place: Place;

  beforeAll(async () => {
    outside = await standIn({
      'POST /PublicKey/search': { status: 200, body: [{ osid: '1-key' }] },
      [CREATE]: { status: 200, body: { result: { TrainingCertificate: { osid: 'registry-1' } } } },
      [FEED]: OK,
    });
    const { baseUrl } = outside;
    settings = {
      ...{ LAUREL_REGISTRY_URL: baseUrl, LAUREL_REGISTRY_KEY: 'token' },
      ...{ LAUREL_NOTIFICATION_URL: baseUrl, LAUREL_FLUSH_INTERVAL_MS: '50' },
    };
    server = await serve('services', settings);
    client = new Client(server);
    place = await openBatch(client, 'do_1', CONTENTS);
    await addTemplate(client, place);
    await enrol(client, place, 'u-1');
    for (const content of CONTENTS) await client.complete('u-1', place, content);
    await vi.waitUntil(() => callsOf(FEED) > 0, WAIT);
  });
  afterAll(async () => {
    await cleanUp();
    await outside.close();
  });

  it('lists the certificate by the identifier of the registry', async () => {
    const { issuedCertificates } = await client.enrolment('u-1');

    expect(issuedCertificates).toMatchObject([{ identifier: 'registry-1' }]);
  });

  it('hands the registry what was decided, with its key', () => {
    const created = outside.asked.find(({ call }) => call === CREATE);

    expect(created).toMatchObject({
      authorization: 'token',
      body: { recipient: { id: 'u-1', name: 'Ananya Rao' }, training: { id: 'do_1' } },
    });
  });

  it('issues again when a request for it is replayed, once however often it is', async () => {
    server.child.kill('SIGTERM');
    await server.ended;
    const { courseId, batchId } = place;
    const edata = { action: 'issue-certificate', userIds: ['u-1'], reIssue: true };
    const event = { eid: 'BE_JOB_REQUEST', ets: 1_700_000_000_000, mid: 'LP.1.request' };
    const request = JSON.stringify({ ...event, edata: { ...edata, courseId, batchId } });
    const path = file('requests.jsonl', `${request}\nno request\n`);
    const args = ['replay', path, '--topic', 'issue.certificate.request'];
    const creations = callsOf(CREATE);

    const first = await laurelJson('services', args, settings);
    const second = await laurelJson('services', args, settings);

    expect(first).toMatchObject({ events: 2, applied: 1, dead: 1, certificates: 1 });
    expect(second).toMatchObject({ events: 2, certificates: 0 });
    expect(callsOf(CREATE) - creations).toBe(1);
    const deleted = outside.asked.filter(({ call }) => call.startsWith('DELETE'));
    expect(deleted.map(({ call }) => call)).toEqual(['DELETE /TrainingCertificate/registry-1']);
  });

  it('fetches a course that learners work on and nobody published', async () => {
    const hierarchy = {
      ...{ identifier: 'do_new', name: 'New', mimeType: COLLECTION, contentType: 'Course' },
      children: [{ identifier: 'do_n1', name: 'One', mimeType: 'video/mp4' }],
    };
    const contents = await standIn({
      'GET /content/v3/hierarchy/do_new': { status: 200, body: { result: { content: hierarchy } } },
    });
    const events = file('new.jsonl', JSON.stringify(completion('u-9', 'do_new', 'do_n1')));
    const batch = { batchId: 'b-new', courseId: 'do_new', name: 'New', enrollmentType: 'open' };
    const request = { ...batch, startDate: '2020-01-01' };
    const batches = file('new-batch.jsonl', JSON.stringify({ request }));
    const asking = { LAUREL_CONTENT_SERVICE_URL: contents.baseUrl };
    const before = await laurelJson('wanted', ['import', 'batch', batches]);

    await laurelJson('wanted', ['replay', events], asking);
    await contents.close();

    expect(before).toMatchObject({ imported: 0 });
    expect(await laurelJson('wanted', ['import', 'batch', batches])).toMatchObject({ imported: 1 });
  });

  const callsOf = (wanted: string): number =>
    outside.asked.filter(({ call }) => call === wanted).length;
});
