import { Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { certified } from './given-certified.js';
import { KEY, NOW, TEMPLATE, type Differing } from './given.js';

const REISSUE = '/v1/certificate/reissue';
const ERASE = '/v1/certificate/erase';
const ZIP = '/v1/certificate/batch/do_c/b-live.zip';
const PLACE = { courseId: 'do_c', batchId: 'b-live' };
const NAME = TEMPLATE.name;
const NEVER = { enrolmentStatus: 2, score: { operator: '>', percent: 100 }, user: null };

describe('issuing again by a filter', () => {
  it('in a dry run answers counts and a sample, and asks for nothing', async () => {
    const { ask, engine } = await certified();
    const { status, body } = await ask('POST', REISSUE, { request: { ...PLACE, dryRun: true } });
    expect([status, body.result]).toEqual([
      200,
      {
        ...{ dryRun: true, task: 'reissue', learners: 1, certificates: 1 },
        ...{ withoutTemplate: 0, notEarned: 0 },
        sample: [
          {
            ...{ certificateId: 'cert-1', userId: 'u1', recipientName: 'Ananya Venkataraman' },
            ...{ name: NAME, issuedAt: '2026-11-24T09:00:00.000Z' },
          },
        ],
      },
    ]);
    expect(engine.asked).toEqual([]);
  });

  it('begins a job that can be looked at, once for one request id', async () => {
    const { ask, engine } = await certified();
    const request = { ...PLACE, requestId: 'fix-1' };
    const begun = await ask('POST', REISSUE, { request });
    expect(begun.body.result).toMatchObject({ jobId: 'fix-1', status: 'PROCESSING' });
    const looked = await ask('GET', `${REISSUE}/fix-1`);
    expect(looked.body.result).toMatchObject({
      ...PLACE,
      status: 'ASKED',
      certificates: 1,
      issued: 0,
    });
    await ask('POST', REISSUE, { request });
    expect(engine.asked).toEqual([
      { kind: 'certify', key: KEY, request: 'reissue:fix-1:tpl-1', template: 'tpl-1' },
    ]);
    const list = await ask('GET', REISSUE);
    expect(list.body.result['jobs']).toEqual([expect.objectContaining({ jobId: 'fix-1' })]);
  });

  it.each([
    [{ courseId: 'do_c' }, 'MANDATORY_PARAMETER_MISSING', 'batchId'],
    [{ ...PLACE, status: 'all' }, 'INVALID_PARAMETER_VALUE', 'status'],
    [{ ...PLACE, issuedBefore: 'May' }, 'INVALID_PARAMETER_VALUE', 'issuedBefore'],
    [{ ...PLACE, issuedAfter: 5 }, 'INVALID_PARAMETER_VALUE', 'issuedAfter'],
    [{ ...PLACE, requestId: 'a b' }, 'INVALID_PARAMETER_VALUE', 'requestId'],
    [{ ...PLACE, templateId: {} }, 'DATA_TYPE_ERROR', 'templateId'],
    [{ courseId: 'other', batchId: 'b-live' }, 'INVALID_COURSE_BATCH_ID', ''],
  ])('is refused for %j', async (request, code, parameter) => {
    const { ask } = await certified();
    const { status, body } = await ask('POST', REISSUE, { request });
    expect([status, body.params['err']]).toEqual([400, code]);
    expect(body.params['errmsg']).toContain(parameter);
  });

  it('counts days in the zone of the installation', async () => {
    const { ask } = await certified({ issuedAt: Date.UTC(2024, 4, 19, 18, 29) });
    const count = async (filter: object): Promise<unknown> => {
      const request = { ...PLACE, ...filter, dryRun: true };
      return (await ask('POST', REISSUE, { request })).body.result['certificates'];
    };
    expect(await count({ issuedBefore: '2024-05-20' })).toBe(1);
    expect(await count({ issuedAfter: '2024-05-20' })).toBe(0);
    expect(await count({ issuedAfter: '2024-05-19T18:29:00Z' })).toBe(1);
  });

  it('counts who does not earn it by the criteria of now', async () => {
    const { ask } = await certified({}, {}, NEVER);
    const { body } = await ask('POST', REISSUE, { request: { ...PLACE, dryRun: true } });
    expect(body.result).toMatchObject({ certificates: 0, notEarned: 1, sample: [] });
  });

  it('is left to who judges certificates elsewhere', async () => {
    const listenedTopics = new Set(['issue.certificate.request']);
    const { ask } = await certified({}, { listenedTopics });
    const { status, body } = await ask('POST', REISSUE, { request: PLACE });
    expect([status, body.params['errmsg']]).toEqual([
      400,
      'Certificates are judged elsewhere: ask there.',
    ]);
  });

  it('knows no job that nobody began', async () => {
    const { ask } = await certified();
    expect((await ask('GET', `${REISSUE}/none`)).status).toBe(404);
  });
});

describe('erasing', () => {
  it('takes the name off the page and the document away', async () => {
    const { ask, app } = await certified();
    const erased = await ask('POST', ERASE, { request: { certificateId: 'cert-1' } });
    expect(erased.body.result).toEqual({ response: 'SUCCESS', certificates: 1 });
    const page = await app.inject({
      url: '/certificates/cert-1',
      headers: { accept: 'text/html' },
    });
    expect(page.body).not.toContain('Ananya');
    expect(page.body).toContain('personal data was erased');
    const pdf = await app.inject({ url: '/certificates/cert-1.pdf' });
    expect(pdf.statusCode).toBe(410);
    const portal = {
      url: '/rc/certificate/v1/download/cert-1',
      headers: { accept: 'image/svg+xml' },
    };
    expect((await app.inject(portal)).statusCode).toBe(410);
    const again = await ask('POST', ERASE, { request: { certificateId: 'cert-1' } });
    expect(again.body.result).toEqual({ response: 'SUCCESS', certificates: 0 });
  });

  it('is done for all certificates of a learner', async () => {
    const { ask, engine } = await certified();
    const { body } = await ask('POST', ERASE, { request: { userId: 'u1' } });
    expect(body.result).toEqual({ response: 'SUCCESS', certificates: 1 });
    expect(engine.certificates.get('cert-1')?.facts).toMatchObject({
      ...{ recipientName: '', erasure: { at: NOW } },
    });
  });

  it.each([
    [{}, 400],
    [{ certificateId: 'none' }, 404],
  ])('is refused for %j', async (request, status) => {
    const { ask } = await certified();
    expect((await ask('POST', ERASE, { request })).status).toBe(status);
  });

  it('is for system roles alone', async () => {
    const { app } = await certified({}, TOKENS);
    for (const url of [ERASE, REISSUE, '/v1/certificate/revoke/batch']) {
      const headers = { 'x-authenticated-user-token': 'u1', 'x-forwarded-for': '10.0.0.1' };
      const reply = await app.inject({ method: 'POST', url, headers, payload: { request: PLACE } });
      expect(reply.statusCode, url).toBe(401);
    }
  });
});

describe('the certificates of a batch as a zip', () => {
  it('are sent with their index', async () => {
    const { app } = await certified();
    const reply = await app.inject({ url: ZIP });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="b-live.zip"',
      'cache-control': 'private, no-store',
    });
    const zip = new ZipReader(new Uint8ArrayReader(reply.rawPayload));
    const names = (await zip.getEntries()).map(({ filename }) => filename);
    expect(names).toEqual([
      'Ananya-Venkataraman_Certificate-of-completion_cert-1.pdf',
      'index.csv',
    ]);
  });

  it.each(['/v1/certificate/batch/do_c/b-live', '/v1/certificate/batch/do_c/%07.zip'])(
    'are not at %s',
    async (url) => {
      const { app } = await certified();
      expect((await app.inject({ url })).statusCode).toBe(404);
    },
  );

  it('are of a batch of that course', async () => {
    const { app } = await certified();
    expect((await app.inject({ url: '/v1/certificate/batch/other/b-live.zip' })).statusCode).toBe(
      400,
    );
  });

  it.each([
    ['a mentor of the channel', 'mentor', 'org-1', 200],
    ['a mentor of another channel', 'mentor', 'org-2', 403],
    ['a learner', 'learner', 'org-1', 403],
    ['nobody', '', 'org-1', 401],
  ])('are for %s: %s of %s is answered %i', async (_, user, channel, status) => {
    const { app, engine } = await certified({}, TOKENS);
    await engine.catalogue.putUsers([
      ['mentor', { rootorgid: channel }],
      ['learner', { rootorgid: channel }],
    ] as never);
    const headers = { 'x-authenticated-user-token': user, 'x-channel-id': channel };
    expect((await app.inject({ url: ZIP, headers })).statusCode).toBe(status);
  });
});

const TOKENS: Differing = {
  tokens: {
    verify: (token) =>
      Promise.resolve(
        token === ''
          ? err('invalid')
          : ok({
              ...{ userId: token, parentId: '' },
              roles: token === 'mentor' ? ['COURSE_MENTOR'] : [],
            }),
      ),
  },
};
