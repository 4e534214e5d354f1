/** The life of certificates behind their issue, as processes: again, download, erase, verify. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, type Place } from './client.js';
import { addTemplate, enrol, openBatch, TEMPLATE_NAME } from './installation.js';
import { cleanUp, laurel, laurelJson, pathOf, serve, type Server } from './program.js';

const DATA = 'life';
const LEARNERS = ['u-1', 'u-2', 'u-3'];
const FAST = { LAUREL_FLUSH_INTERVAL_MS: '50' };

afterAll(cleanUp);

describe('the life of certificates', () => {
  let server: Server;
  let client: Client;
  let place: Place;
  let settings: Record<string, string>;
  let first: string;

  beforeAll(async () => {
    await start();
    place = await openBatch(client, 'do_1', ['do_a']);
    await addTemplate(client, place);
    for (const learner of LEARNERS) {
      await enrol(client, place, learner);
      await client.complete(learner, place, 'do_a');
    }
  });

  async function start(): Promise<void> {
    server = await serve(DATA, FAST);
    client = new Client(server);
    settings = { LAUREL_PORT: new URL(server.url).port };
  }

  /** The listed certificate of a learner; another than `not`. */
  async function issuedTo(learner: string, not = ''): Promise<string> {
    let id = '';
    const look = async (): Promise<string> => {
      const { issuedCertificates } = await client.enrolment(learner);
      id = issuedCertificates[0]?.identifier ?? '';
      return id;
    };
    await expect.poll(look, { timeout: 20_000 }).not.toBe('');
    if (not !== '') await expect.poll(look, { timeout: 20_000 }).not.toBe(not);
    return id;
  }

  const certificates = (...words: readonly string[]): string[] => [
    ...['certificates', ...words, '--course', place.courseId, '--batch', place.batchId],
  ];

  it('lists them to the portal, and downloads them', async () => {
    for (const learner of LEARNERS) await issuedTo(learner);
    first = await issuedTo('u-1');
    writeFileSync(pathOf('first.pdf'), (await client.fetch(`/certificates/${first}.pdf`)).body);
    writeFileSync(pathOf('jwks.json'), (await client.fetch('/.well-known/jwks.json')).body);
    const body = JSON.stringify({ filters: { recipient: { id: { eq: 'u-1' } } } });
    const headers = { 'content-type': 'application/json', 'x-authenticated-userid': 'u-1' };
    const url = `${client.url}/api/rc/certificate/v1/search`;
    const found = await fetch(url, { method: 'POST', headers, body });
    expect(await found.json()).toEqual([
      expect.objectContaining({ osid: first, certificateLabel: TEMPLATE_NAME, status: 'ACTIVE' }),
    ]);
    const address = `/api/rc/certificate/v1/download/${first}`;
    const file = await client.fetch(address, 'application/pdf');
    expect(Buffer.compare(file.body, readFileSync(pathOf('first.pdf')))).toBe(0);
    const drawing = await client.fetch(address, 'image/svg+xml');
    expect([drawing.type, drawing.body.toString()]).toEqual([
      'image/svg+xml',
      expect.stringMatching(/^<svg|^<\?xml/),
    ]);
  });

  it('counts what would be issued again, beside the running server', async () => {
    const plan = await laurelJson(DATA, [...certificates('reissue'), '--dry-run'], settings);
    expect(plan).toMatchObject({ dryRun: true, learners: 3, certificates: 3, withoutTemplate: 0 });
  });

  it('issues again through a crash, each once', async () => {
    const begin = { ...place, requestId: 'crash' };
    await client.done('POST', '/v1/certificate/reissue', 'admin', begin);
    await server.kill();
    await start();

    const args = [...certificates('reissue'), '--job', 'crash'];
    const done = await laurelJson(DATA, args, settings);

    expect(done).toMatchObject({ status: 'DONE', certificates: 3, issued: 3, drawing: 0 });
    const second = await issuedTo('u-1', first);
    const record = async (id: string) =>
      JSON.parse(
        (await client.fetch(`/certificates/${id}`, 'application/json')).body.toString(),
      ) as {
        result: object;
      };
    expect((await record(first)).result).toMatchObject({
      status: 'superseded',
      replacedBy: second,
    });
    expect((await record(second)).result).toMatchObject({ status: 'valid', replaces: first });
    const again = await laurelJson(DATA, args, settings);
    expect(again).toMatchObject({ certificates: 3, issued: 3 });
    expect(await issuedTo('u-1')).toBe(second);
  });

  it('are downloaded as one zip, by command and by address', async () => {
    const out = pathOf('batch.zip');
    const made = await laurelJson(DATA, [...certificates('download'), '--out', out], settings);
    expect(made).toMatchObject({ file: out, certificates: 6, next: '' });
    const sent = await client.fetch(`/v1/certificate/batch/${place.courseId}/${place.batchId}.zip`);
    expect(Buffer.compare(sent.body, readFileSync(out))).toBe(0);
    const entries = await new ZipReader(new Uint8ArrayReader(sent.body)).getEntries();
    expect(entries.map(({ filename }) => filename).filter((n) => n.endsWith('.pdf'))).toHaveLength(
      6,
    );
  });

  it('are verified after their learner was erased', async () => {
    const erased = await client.done('POST', '/v1/certificate/erase', 'admin', { userId: 'u-1' });
    expect(erased).toEqual({ response: 'SUCCESS', certificates: 2 });
    const page = await client.fetch(`/certificates/${first}?lang=hi`, 'text/html');
    expect(page.body.toString()).toContain('lang="hi"');
    expect(page.body.toString()).not.toContain('Ananya');
    await expect(client.fetch(`/certificates/${first}.pdf`)).rejects.toThrow('410');

    const copy = await laurel(DATA, [
      ...['verify', pathOf('first.pdf'), '--keys', pathOf('jwks.json')],
    ]);

    expect([copy.code, copy.out.split('\n')[0]]).toEqual([
      0,
      'GENUINE: the document is as its issuer signed it',
    ]);
  });

  it('are issued again by the command alone, where no server runs', async () => {
    await server.kill();
    const plan = await laurelJson(DATA, [...certificates('reissue'), '--dry-run'], settings);
    expect(plan).toMatchObject({ certificates: 3 });
    const done = await laurelJson(DATA, certificates('reissue'), settings);
    expect(done).toMatchObject({ status: 'DONE', certificates: 3, issued: 3 });
  });
});
