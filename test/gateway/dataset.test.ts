import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { downloadUrl } from '../../src/gateway/download-link.js';
import type { GatewayDeps } from '../../src/gateway/http/deps.js';
import type { ReportSubmission } from '../../src/reports/request-life-cycle.js';
import { NOW, given } from './given.js';

const SUBMIT = '/dataset/v1/request/submit';
const KEY = new Uint8Array(32);
const FILE = 'progress-exhaust/R1/b 1.csv';
let reportDir = '';

beforeAll(async () => {
  reportDir = await mkdtemp(join(tmpdir(), 'laurel-reports-'));
  await mkdir(join(reportDir, 'progress-exhaust/R1'), { recursive: true });
  await writeFile(join(reportDir, FILE), 'User,Progress\n');
});

afterAll(() => rm(reportDir, { recursive: true }));

describe('a request for a report', () => {
  it('is submitted for its channel and answered in its own envelope', async () => {
    const submitted: ReportSubmission[] = [];
    const { app } = await given({ reports: reportsOf(submitted) });
    const datasetConfig = { batchId: 'b-live' };
    const reply = await app.inject({
      method: 'POST',
      url: SUBMIT,
      headers: { 'x-channel-id': 'org-1', 'x-authenticated-userid': 'u1' },
      payload: { request: { tag: 't', dataset: 'progress-exhaust', datasetConfig } },
    });
    expect(submitted).toEqual([
      {
        tag: 't',
        dataset: 'progress-exhaust',
        datasetConfig,
        requestedBy: 'u1',
        channel: 'org-1',
        encryptionKey: '',
      },
    ]);
    expect(reply.json()).toEqual({
      id: 'ekstep.analytics.dataset.request.submit',
      ver: '1.0',
      ts: '2024-05-20T10:00:00.000+00:00',
      params: { resmsgid: 'id-1', msgid: null, err: null, status: 'successful', errmsg: null },
      responseCode: 'OK',
      result: { requestId: 'R1' },
    });
  });

  it('that is not valid is refused with its reason', async () => {
    const { app } = await given({ reports: reportsOf([]) });
    const payload = { request: { dataset: 'progress-exhaust', datasetConfig: {} } };
    const reply = await app.inject({ method: 'POST', url: SUBMIT, payload });
    expect([reply.statusCode, reply.json<Answer>().params.errmsg]).toEqual([400, 'tag is empty']);
    expect(reply.json<Answer>().responseCode).toBe('CLIENT_ERROR');
  });

  it('that is unknown is answered 200 and failed', async () => {
    const { app } = await given({ reports: reportsOf([]) });
    const reply = await app.inject({ url: '/dataset/v1/request/read/t?requestId=R9' });
    expect([reply.statusCode, reply.json<Answer>().params]).toEqual([
      200,
      expect.objectContaining({
        status: 'failed',
        err: null,
        errmsg: 'no job available with the given request_id and tag',
      }),
    ]);
  });

  it('is listed up to the limit asked for', async () => {
    const { app } = await given({ reports: reportsOf([]) });
    const reply = await app.inject({ url: '/dataset/v1/request/list/t?limit=7' });
    expect(reply.json<Answer>().result).toEqual({ count: 1, jobs: [{ limit: 7 }] });
  });
});

describe('with tokens, a request for a report', () => {
  const claims = { userId: 'u1', parentId: '' };
  const ask = async (roles: string[], channel: string): Promise<[number, string | null]> => {
    const tokens = { verify: () => Promise.resolve(ok({ ...claims, roles })) };
    const { app, engine } = await given({ tokens, reports: reportsOf([]) });
    await engine.catalogue.putUsers([['u1' as never, { rootorgid: 'org-1' }]]);
    const headers = { 'x-authenticated-user-token': 'x', 'x-channel-id': channel };
    const reply = await app.inject({ url: '/dataset/v1/request/list/t', headers });
    return [reply.statusCode, reply.json<Answer>().params.errmsg];
  };

  it('is open to a role that may, in its own organisation', async () => {
    expect(await ask(['REPORT_ADMIN'], 'org-1')).toEqual([200, null]);
  });

  it('is closed to another role, another organisation and no channel', async () => {
    expect(await ask(['PUBLIC'], 'org-1')).toEqual([403, 'You are not authorized.']);
    expect(await ask(['REPORT_ADMIN'], 'org-2')).toEqual([403, 'You are not authorized.']);
    expect(await ask(['REPORT_ADMIN'], '')).toEqual([
      403,
      'X-Channel-ID is missing in request header',
    ]);
  });
});

describe('a link to a report file', () => {
  const link = (file: string, expiresAt = NOW + 1000): string =>
    downloadUrl('', file, expiresAt, KEY);

  it('leads to the file', async () => {
    const reply = await fetched(link(FILE));
    expect([reply.statusCode, reply.body]).toEqual([200, 'User,Progress\n']);
    expect(reply.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(reply.headers['content-disposition']).toBe('attachment; filename="b 1.csv"');
  });

  it.each([
    ['it has expired', link(FILE, NOW - 1)],
    ['its end was changed', link(FILE).replace(/expires=\d+/, `expires=${String(NOW + 9999)}`)],
    ['its file was changed', link(FILE).replace('b%201', 'b2')],
    ['it is not signed', link(FILE).replace(/&signature=.*/, '')],
    ['its signature is short', link(FILE).replace(/signature=.*/, 'signature=x')],
  ])('is refused when %s', async (_, url) => {
    expect((await fetched(url)).statusCode).toBe(403);
  });

  it.each(['progress-exhaust/none.csv', 'progress-exhaust', '../outside.csv', '/etc/passwd'])(
    'to %s finds nothing',
    async (file) => {
      expect((await fetched(link(file))).statusCode).not.toBe(200);
    },
  );
});

interface Answer {
  readonly params: { readonly errmsg: string | null };
  readonly responseCode: string;
  readonly result: unknown;
}

async function fetched(url: string) {
  const { app } = await given({ reportDir, downloadKey: KEY });
  return app.inject({ url });
}

/** Reports that remember what was submitted and know one request. */
const reportsOf = (submitted: ReportSubmission[]): GatewayDeps['reports'] => ({
  submit: (submission) => {
    if (submission.tag === '') {
      return Promise.resolve(err({ kind: 'invalid', message: 'tag is empty' }));
    }
    submitted.push(submission);
    return Promise.resolve(ok({ requestId: 'R1' } as never));
  },
  read: () => Promise.resolve(err({ kind: 'unknown' })),
  list: (_tag, _channel, limit) => Promise.resolve([{ limit } as never]),
  search: (search) => Promise.resolve([search as never]),
  run: () => undefined,
  isRunning: true,
});
