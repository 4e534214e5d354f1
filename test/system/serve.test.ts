/** A server as its clients and its operator know it: a learner's way, reports, stopping, damage. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Client, type Enrolment, type Place } from './client.js';
import { damageSnapshot } from './data-folder.js';
import { addTemplate, enrol, openBatch, TEMPLATE_NAME, today } from './installation.js';
import { cleanUp, file, laurel, laurelJson, pathOf, serve, type Server } from './program.js';

const CONTENTS = ['do_a', 'do_b', 'do_c'];
const WAIT = { timeout: 20_000, interval: 20 };
const QUICK = { LAUREL_FLUSH_INTERVAL_MS: '50' };

afterAll(cleanUp);

describe('a learner who completes a course', () => {
  let server: Server;
  let client: Client;
  let place: Place;
  let enrolment: Enrolment;
  let requested: Record<string, string>[];

  beforeAll(async () => {
    server = await serve('flow', QUICK);
    client = new Client(server);
    place = await openBatch(client, 'do_1', CONTENTS);
    await addTemplate(client, place);
    await enrol(client, place, 'u-1');
    await enrol(client, place, 'u-2');
    for (const content of CONTENTS) await client.complete('u-1', place, content);
    await client.complete('u-2', place, 'do_a');
    await vi.waitUntil(async () => (await issuedTo('u-1')).length > 0, WAIT);
    enrolment = await client.enrolment('u-1');
  });

  it('is listed as complete with one certificate', () => {
    expect(enrolment).toMatchObject({ status: 2, progress: 3, completionPercentage: 100 });
    expect(enrolment.issuedCertificates.map(({ name }) => name)).toEqual([TEMPLATE_NAME]);
  });

  it('has nothing that is in the way', async () => {
    const { result } = await client.explain('u-1', place);

    expect(result).toMatchObject({ missing: [], why: [], progress: { status: 2, completed: 3 } });
  });

  it('gets a document of one page', async () => {
    const { type, body } = await client.fetch(`/certificates/${certificate()}.pdf`);

    expect(type).toBe('application/pdf');
    expect(body.subarray(0, 4).toString()).toBe('%PDF');
    expect(body.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
  });

  it('gets a document that can be checked with the public keys and nothing else', async () => {
    const pdf = await client.fetch(`/certificates/${certificate()}.pdf`);
    const keys = await client.fetch('/.well-known/jwks.json');
    const [path, keyPath] = [file('mine.pdf', pdf.body), file('jwks.json', keys.body)];
    const forged = file('forged.pdf', Buffer.concat([pdf.body, Buffer.from(' ')]));

    const [genuine, altered] = await Promise.all(
      [path, forged].map((subject) => laurel('none', ['verify', subject, '--keys', keyPath])),
    );

    expect(genuine).toMatchObject({ code: 0, err: '' });
    expect(genuine?.out).toMatch(/^GENUINE: the document .*\nrecipient: {3}Ananya Rao\n/);
    expect(altered).toMatchObject({
      code: 1,
      out: 'NOT GENUINE: the PDF is not as it was issued\n',
    });
  });

  it.each([
    ['svg', 'image/svg+xml'],
    ['png', 'image/png'],
  ])('gets a picture of it as %s, which can be checked in the same way', async (suffix, wanted) => {
    const { type, body } = await client.fetch(`/certificates/${certificate()}.${suffix}`);
    const keys = await client.fetch('/.well-known/jwks.json');
    const [path, keyPath] = [file(`mine.${suffix}`, body), file('jwks.json', keys.body)];

    const genuine = await laurel('none', ['verify', path, '--keys', keyPath]);

    expect([type, genuine.code]).toEqual([wanted, 0]);
    expect(genuine.out).toContain(
      `GENUINE: the picture (${suffix.toUpperCase()}) is as its issuer`,
    );
    expect(genuine.out).toContain('recipient:   Ananya Rao');
  });

  it('has a public page that says valid, to people and to programs', async () => {
    const page = await client.fetch(`/certificates/${certificate()}`, 'text/html');
    const record = await client.fetch(`/certificates/${certificate()}`, 'application/json');

    expect(page.body.toString()).toMatch(/<div class="status valid" role="status">/);
    expect(page.body.toString()).toContain('Ananya Rao');
    expect((JSON.parse(record.body.toString()) as { result: unknown }).result).toMatchObject({
      status: 'valid',
      course: { id: 'do_1', name: 'Foundations of Teaching' },
      recipient: { name: 'Ananya Rao' },
    });
  });

  it('has the right row in a requested progress report', async () => {
    requested = await requestedReport();

    expect(requested.find((row) => row['User UUID'] === 'u-1')).toMatchObject({
      ...{ 'Collection Id': 'do_1', 'Collection Name': 'Foundations of Teaching' },
      ...{ 'Batch Id': `BatchId_${place.batchId}`, 'Batch Name': 'Batch One' },
      ...{ State: 'Karnataka', District: 'Mysuru', Progress: '100' },
      ...{ 'Enrolment Date': printedToday(), 'Completion Date': printedToday() },
      'Certificate Status': 'Issued',
    });
    expect(requested.find((row) => row['User UUID'] === 'u-2')).toMatchObject({
      ...{ Progress: '33', 'Completion Date': '', 'Certificate Status': '' },
    });
    expect(requested).toHaveLength(2);
  });

  it('has the same row in a report that is written beside the server', async () => {
    expect(await jobReport()).toEqual(requested);
  });

  it('has the same row in a report that is written when the server has stopped', async () => {
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });

    expect(await jobReport()).toEqual(requested);
  });

  const certificate = (): string => enrolment.issuedCertificates[0]!.identifier;

  async function issuedTo(learner: string): Promise<Enrolment['issuedCertificates']> {
    return (await client.enrolment(learner)).issuedCertificates;
  }

  async function requestedReport(): Promise<Record<string, string>[]> {
    const { url } = client;
    const submitted = await fetch(`${url}/dataset/v1/request/submit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-authenticated-userid': 'u-1' },
      body: JSON.stringify({
        request: {
          ...{ tag: 't', dataset: 'progress-exhaust', requestedBy: 'u-1', output_format: 'csv' },
          datasetConfig: { batchId: place.batchId },
        },
      }),
    });
    const { result } = (await submitted.json()) as { result: { requestId: string } };
    const path = `/dataset/v1/request/read/t?requestId=${result.requestId}`;
    const finished = async (): Promise<string | undefined> => {
      const job = await client.done('GET', path, 'u-1');
      return job['status'] === 'SUCCESS' ? (job['downloadUrls'] as string[])[0] : undefined;
    };
    const address = await vi.waitUntil(finished, WAIT);
    return rowsOf((await client.fetch(address)).body.toString());
  }

  async function jobReport(): Promise<Record<string, string>[]> {
    const args = ['run-job', 'progress-exhaust', '--batch', place.batchId];
    const job = await laurelJson<{ status: string; files: [string] }>('flow', args);
    expect(job).toMatchObject({ status: 'SUCCESS', rows: 2, files: [expect.any(String)] });
    return rowsOf(readFileSync(job.files[0], 'utf8'));
  }
});

describe('a server that is stopped in mid work', () => {
  it('ends with 0 and has kept everything that it acknowledged', async () => {
    const contents = Array.from({ length: 60 }, (_, i) => `do_${i}`);
    const server = await serve('stopped', { LAUREL_FLUSH_INTERVAL_MS: '60000' });
    const client = new Client(server);
    const place = await openBatch(client, 'do_1', contents);
    await enrol(client, place, 'u-1');
    const acknowledged: string[] = [];
    const sent = contents.map(async (content) => {
      const answer = await client.complete('u-1', place, content).catch(() => null);
      if (answer?.status === 200) acknowledged.push(content);
    });

    await vi.waitUntil(() => acknowledged.length > 0, { ...WAIT, interval: 1 });
    server.child.kill('SIGTERM');
    const [ended] = await Promise.all([server.ended, ...sent]);
    const { contentStatus } = await new Client(await serve('stopped')).enrolment('u-1');

    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(acknowledged.filter((content) => contentStatus[content] !== 2)).toEqual([]);
  });
});

describe('a second writer', () => {
  it('waits, then ends with 1 and names the holder', async () => {
    const holder = await serve('held');
    const settings = { LAUREL_LOCK_WAIT_MS: '300', LAUREL_PORT: '0' };

    const [server, replay] = await Promise.all([
      laurel('held', ['serve'], settings),
      laurel('held', ['replay', file('none.jsonl', '')], settings),
    ]);

    for (const { code, err } of [server, replay]) {
      expect(code).toBe(1);
      expect(err).toContain(`${pathOf('held')} is written by process ${holder.child.pid}`);
    }
  });

  it('goes on where the first one stops', async () => {
    const holder = await serve('passed-on');
    const writer = laurel('passed-on', ['replay', file('none.jsonl', ''), '--json']);

    holder.child.kill('SIGTERM');

    expect(await writer).toMatchObject({ code: 0 });
  });
});

describe('a damaged snapshot', () => {
  const data = 'damaged';
  let client: Client;
  let place: Place;
  let key: string;

  beforeAll(async () => {
    const server = await serve(data);
    client = new Client(server);
    place = await openBatch(client, 'do_1', CONTENTS);
    for (const learner of ['u-bad', 'u-good']) {
      await enrol(client, place, learner);
      await client.complete(learner, place, 'do_a');
    }
    server.child.kill('SIGTERM');
    await server.ended;
    const ids = ['u-bad', place.courseId, place.batchId];
    key = ids.join('/');
    await damageSnapshot(pathOf(data), ids);
    client = new Client(await serve(data, QUICK));
  });

  it('is not answered from: the answer is an error that names its key', async () => {
    const answer = await client.explain('u-bad', place);

    expect(answer).toMatchObject({ status: 500, result: {} });
    expect(answer.errmsg).toContain(key);
  });

  it('does not touch other learners', async () => {
    await client.complete('u-good', place, 'do_b');

    const { status, result } = await client.explain('u-good', place);

    expect(status).toBe(200);
    expect(result).toMatchObject({ missing: ['do_c'], progress: { completed: 2 } });
  });

  it('takes no update, yet loses none: what comes for it is a dead letter', async () => {
    await client.complete('u-bad', place, 'do_c');

    const letters = async (): Promise<string> => (await laurel(data, ['dlq', 'ls', '--json'])).out;
    const [letter] = (await vi.waitUntil(letters, WAIT)).split('\n');

    expect(JSON.parse(letter ?? '')).toMatchObject({
      reason: expect.stringContaining(key) as string,
      text: expect.stringContaining('do_c') as string,
    });
    expect((await client.explain('u-bad', place)).status).toBe(500);
  });
});

const rowsOf = (csv: string): Record<string, string>[] => parse(csv, { columns: true });

const printedToday = (): string => today().split('-').reverse().join('/');
