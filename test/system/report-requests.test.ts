/** Report requests beside a running server: commands of an operator, as processes. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, type Place } from './client.js';
import { enrol, openBatch } from './installation.js';
import { cleanUp, file, laurel, pathOf, serve, type Server } from './program.js';

afterAll(cleanUp);

describe('beside a running server', () => {
  let server: Server;
  let client: Client;
  let place: Place;
  let settings: Record<string, string>;

  beforeAll(async () => {
    server = await serve('requests', { LAUREL_FLUSH_INTERVAL_MS: '50' });
    settings = { LAUREL_PORT: new URL(server.url).port };
    client = new Client(server);
    place = await openBatch(client, 'do_1', ['do_a']);
    await enrol(client, place, 'u-1');
  });

  it('run-job begins a run there, in which what failed is tried again', async () => {
    const request = { tag: 'failing', dataset: 'response-exhaust' };
    const datasetConfig = { batchId: 'nowhere' };
    const { requestId } = await submit({ ...request, datasetConfig });
    await expect.poll(() => read('failing', requestId)).toMatchObject({ attempts: 1 });

    const run = await laurel('requests', ['run-job', 'response-exhaust', '--json'], settings);

    expect([run.code, JSON.parse(run.out)]).toMatchObject([
      1,
      { status: 'FAILED', errors: [`request ${requestId}: No data found`], warnings: [] },
    ]);
    expect(await read('failing', requestId)).toMatchObject({ status: 'FAILED', attempts: 2 });
  });

  it('run-job ends at once where nothing waits', async () => {
    const run = await laurel('requests', ['run-job', 'progress-exhaust'], settings);

    expect(run).toMatchObject({ code: 0, out: '', err: 'laurel: no request is waiting\n' });
  });

  it('a request shows how far it came, and never its key', async () => {
    const datasetConfig = { batchFilter: [place.batchId] };
    const asked = { tag: 'secret', dataset: 'progress-exhaust', encryptionKey: 'abc123x' };
    const { requestId } = await submit({ ...asked, datasetConfig });

    await expect
      .poll(() => read('secret', requestId), { timeout: 20_000 })
      .toMatchObject({ status: 'SUCCESS', progress: { batches: 1, rows: 1, percent: 100 } });
    const shown = JSON.stringify(await read('secret', requestId));
    expect(shown).not.toContain('abc123x');
    expect(shown).toContain('.zip');
  });

  it('user info without a key is not written', async () => {
    const args = ['run-job', 'userinfo-exhaust', '--batch', place.batchId];

    const run = await laurel('requests', args, settings);

    expect([run.code, run.out]).toEqual([2, '']);
    expect(run.err).toContain('no encryption key is given');
  });

  it('the script runs a job by its old name, and keeps what it said', () => {
    const script = fileURLToPath(new URL('../../scripts/run-job.sh', import.meta.url));
    const key = file('key', 'abc123x\n');
    const args = ['progress-exhaust-v2', '--filter', place.batchId, '--key-file', key, '--json'];
    const logs = pathOf('logs');
    const env = { ...process.env, ...settings, LAUREL_DATA_DIR: pathOf('requests'), LOG_DIR: logs };

    const run = spawnSync(script, args, { env, encoding: 'utf8' });

    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ status: 'SUCCESS', rows: 1 });
  });

  interface Shown {
    readonly requestId: string;
  }

  const submit = async (request: object): Promise<Shown> =>
    (await client.done('POST', '/dataset/v1/request/submit', 'u-1', {
      ...request,
    })) as unknown as Shown;

  const read = async (tag: string, requestId: string): Promise<object> =>
    client.done('GET', `/dataset/v1/request/read/${tag}?requestId=${requestId}`, 'u-1');
});
