import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { downloadUrl } from '../../src/gateway/download-link.js';
import type { ReportSubmission } from '../../src/reports/request-life-cycle.js';
import { reportsOf, withToken, type DatasetBody } from './given-reports.js';
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
    expect([reply.statusCode, reply.json<DatasetBody>().params.errmsg]).toEqual([
      400,
      'tag is empty',
    ]);
    expect(reply.json<DatasetBody>().responseCode).toBe('CLIENT_ERROR');
  });

  it('that is unknown is answered 200 and failed', async () => {
    const { app } = await given({ reports: reportsOf([]) });
    const reply = await app.inject({ url: '/dataset/v1/request/read/t?requestId=R9' });
    expect([reply.statusCode, reply.json<DatasetBody>().params]).toEqual([
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
    expect(reply.json<DatasetBody>().result).toEqual({ count: 1, jobs: [{ limit: 7 }] });
  });
});

describe('a search over requests', () => {
  const search = async (request: object): Promise<[number, unknown]> => {
    const { app } = await given({ reports: reportsOf([]) });
    const url = '/dataset/v1/request/search';
    const reply = await app.inject({ method: 'POST', url, payload: { request } });
    const { params, result } = reply.json<DatasetBody>();
    return [reply.statusCode, params.errmsg ?? result];
  };

  it('finds by what it is given, ten unless it says otherwise', async () => {
    const all = { dataset: '', requestedDate: '', status: '', channel: '' };
    const filters = { dataset: 'progress-exhaust', status: 'FAILED' };

    expect(await search({ filters })).toEqual([
      200,
      { count: 1, jobs: [{ ...all, ...filters, limit: 10 }] },
    ]);
    expect(await search({ filters: { channel: 'org-1' }, limit: 3 })).toEqual([
      200,
      { count: 1, jobs: [{ ...all, channel: 'org-1', limit: 3 }] },
    ]);
  });

  it.each([
    [{}, 'Filters are empty'],
    [{ filters: {} }, 'Filters are empty'],
    [{ filters: { shoeSize: '7' } }, 'Unsupported filters'],
    [{ filters: { status: 7 } }, 'Unsupported filters'],
    [{ filters: 'all' }, 'Data type of filters should be Map.'],
  ])('of %j is refused: %s', async (request, message) => {
    expect(await search(request)).toEqual([400, message]);
  });

  it('of somebody with a token finds the own channel only', async () => {
    const { reply } = await withToken(['REPORT_ADMIN'], 'org-1', {
      method: 'POST',
      url: '/dataset/v1/request/search',
      payload: { request: { filters: { channel: 'org-2' } } },
    });

    expect(reply.json<DatasetBody>().result).toMatchObject({ jobs: [{ channel: 'org-1' }] });
  });
});

describe('with tokens, a request for a report', () => {
  const list = { url: '/dataset/v1/request/list/t' };
  const submit = {
    method: 'POST',
    url: SUBMIT,
    payload: { request: { tag: 't', dataset: 'userinfo-exhaust', datasetConfig: {} } },
  } as const;
  const told = ({ reply }: Awaited<ReturnType<typeof withToken>>): [number, string | null] => [
    reply.statusCode,
    reply.json<DatasetBody>().params.errmsg,
  ];

  it.each([
    ['REPORT_ADMIN', submit],
    ['COURSE_MENTOR', submit],
    ['REPORT_ADMIN', list],
    ['PROGRAM_DESIGNER', list],
  ])('is open to %s in its own organisation', async (role, request) => {
    expect(told(await withToken([role], 'org-1', request))).toEqual([200, null]);
  });

  it.each([
    ['a role that may not', ['PUBLIC'], 'org-1', list],
    ['a role that may only read', ['PROGRAM_MANAGER'], 'org-1', submit],
    ['another organisation', ['REPORT_ADMIN'], 'org-2', list],
  ])('is closed to %s', async (_, roles, channel, request) => {
    expect(told(await withToken(roles, channel, request))).toEqual([
      403,
      'You are not authorized.',
    ]);
  });

  it('needs a channel', async () => {
    expect(told(await withToken(['REPORT_ADMIN'], '', list))).toEqual([
      403,
      'X-Channel-ID is missing in request header',
    ]);
  });

  it('asks the user service for the organisation, where there is one', async () => {
    const people = {
      rootOrganisation: () => Promise.resolve(ok('org-9')),
      organisationExists: () => Promise.resolve(ok(true)),
    };

    expect(told(await withToken(['REPORT_ADMIN'], 'org-9', list, { people }))).toEqual([200, null]);
    expect(told(await withToken(['REPORT_ADMIN'], 'org-1', list, { people }))[0]).toBe(403);
  });

  it('is not answered while the user service does not', async () => {
    const fails = () => Promise.resolve(err({ detail: 'timeout' }));
    const people = { rootOrganisation: fails, organisationExists: fails };

    expect(told(await withToken(['REPORT_ADMIN'], 'org-1', list, { people }))).toEqual([
      503,
      'The user service did not answer. Please try again later.',
    ]);
  });

  it('without one names the consumer, as upstream', async () => {
    const { app } = await given({ tokens: REFUSING, reports: reportsOf([]) });
    const headers = { 'x-consumer-id': 'c1', 'x-channel-id': 'org-1' };

    const reply = await app.inject({ ...list, headers });

    expect([reply.statusCode, reply.json<DatasetBody>().params.errmsg]).toEqual([
      403,
      "Given X-Consumer-ID='c1' and X-Channel-ID='org-1' are not authorized",
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
    ['its end is spelt otherwise', link(FILE).replace('expires=', 'expires=%2B')],
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

describe('a link to what only looks like a report file', () => {
  it.each([
    ['leads out of the folder', 'progress-exhaust/R1/away.csv'],
    ['is not whole yet', 'progress-exhaust/R1/b.csv.part'],
  ])('finds nothing where it %s', async (_, file) => {
    const outside = await mkdtemp(join(tmpdir(), 'laurel-outside-'));
    await writeFile(join(outside, 'secret.csv'), 'secret');
    await rm(join(reportDir, file), { force: true });
    await symlink(join(outside, 'secret.csv'), join(reportDir, file));

    const reply = await fetched(downloadUrl('', file, NOW + 1000, KEY));

    expect(reply.statusCode).toBe(404);
    await rm(outside, { recursive: true });
  });
});

async function fetched(url: string) {
  const { app } = await given({ reportDir, downloadKey: KEY });
  return app.inject({ url });
}

const REFUSING = { verify: () => Promise.resolve(err('invalid' as const)) };
