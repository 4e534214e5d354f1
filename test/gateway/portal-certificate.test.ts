import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { as, elsewhereView, facts, keepers, portal, ring, TOKENS } from './portal.js';

const SEARCH = '/api/rc/certificate/v1/search';
const DOWNLOAD = '/api/rc/certificate/v1/download';

describe('the search of the registry', () => {
  it.each([
    { recipient: { id: { eq: 'u1' } } },
    { recipientId: 'u1' },
    { 'recipient.id': 'f:x:u1' },
    { courseId: 'do_c', batchId: 'b-live' },
  ])('lists the records of a learner by %j, without an envelope', async (filters) => {
    const { app } = await portal();
    const reply = await app.inject({
      method: 'POST',
      url: SEARCH,
      ...as('u1'),
      payload: { filters },
    });
    expect(reply.json()).toEqual([
      expect.objectContaining({
        osid: 'cert-1',
        certificateLabel: 'Merit',
        status: 'ACTIVE',
        training: { id: 'do_c', name: facts.courseName, type: 'Course', batchId: 'b-live' },
        recipient: { id: 'u1', name: facts.recipientName },
      }),
      expect.objectContaining({
        osid: '1-osid',
        templateUrl: 'https://t/x.svg',
        training: expect.objectContaining({ name: 'A course' }) as object,
        issuer: { name: '', url: '', osUpdatedAt: '2021-05-24T10:15:30.123Z' },
      }),
    ]);
  });

  it('lists nothing of another batch', async () => {
    const { app } = await portal();
    const payload = { filters: { recipientId: 'u1', batchId: 'other' } };
    expect(
      (await app.inject({ method: 'POST', url: SEARCH, ...as('u1'), payload })).json(),
    ).toEqual([]);
  });

  it("is refused for another learner's", async () => {
    const { app } = await portal(TOKENS);
    const payload = { filters: { recipientId: 'u1' } };
    const headers = { 'x-authenticated-user-token': 'u2' };
    const reply = await app.inject({ method: 'POST', url: SEARCH, headers, payload });
    expect(reply.statusCode).toBe(403);
    const own = { method: 'POST', url: SEARCH, payload } as const;
    const asked = await app.inject({ ...own, headers: { 'x-authenticated-user-token': 'u1' } });
    expect(asked.json()).toHaveLength(2);
    expect((await app.inject(own)).statusCode).toBe(401);
  });

  it('is refused without filters', async () => {
    const { ask } = await portal();
    const { status, body } = await ask('POST', SEARCH, {});
    expect([status, body.params['err']]).toEqual([400, 'MANDATORY_PARAMETER_MISSING']);
  });
});

describe('the download of the registry', () => {
  it('answers the record with the signed credential, and no user id', async () => {
    const { app } = await portal();
    const reply = await app.inject({ url: `${DOWNLOAD}/cert-1` });
    const record = reply.json<{ _osSignedData: string; recipient: object }>();
    expect(record).toMatchObject({ osid: 'cert-1', status: 'ACTIVE' });
    expect(record.recipient).toEqual({ name: facts.recipientName });
    expect(JSON.parse(record._osSignedData)).toMatchObject({
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      proof: { type: 'JwtProof2020' },
    });
    expect(reply.body).not.toContain('"u1"');
  });

  it('answers the document where one is accepted', async () => {
    const { app, sealed } = await portal();
    const headers = { accept: 'application/pdf' };
    const reply = await app.inject({ url: `${DOWNLOAD}/cert-1`, headers });
    expect(reply.headers['content-type']).toBe('application/pdf');
    expect(Buffer.compare(reply.rawPayload, sealed)).toBe(0);
  });

  it("answers Sunbird's drawing of what Sunbird issued", async () => {
    const asked: string[] = [];
    const elsewhere = keepers({
      record: () => Promise.resolve(ok({ osid: '1-osid', recipient: { id: 'u1', name: 'Asha' } })),
      svg: (id, template) => {
        asked.push(id, template);
        return Promise.resolve(ok('<svg/>'));
      },
    });
    const { app } = await portal({ elsewhere });
    const headers = { accept: 'image/svg+xml', template: 'https://t/x.svg' };
    const drawing = await app.inject({ url: `${DOWNLOAD}/1-osid`, headers });
    expect([drawing.headers['content-type'], drawing.body]).toEqual(['image/svg+xml', '<svg/>']);
    expect(asked).toEqual(['1-osid', 'https://t/x.svg']);
    const record = await app.inject({ url: `${DOWNLOAD}/1-osid` });
    expect(record.json()).toEqual({ osid: '1-osid', recipient: { name: 'Asha' } });
  });

  it.each([
    ['nobody is set', {}, 404, 'LAUREL_ISSUED_REGISTRY_URL'],
    [
      'it does not answer',
      { svg: () => Promise.resolve(err({ detail: 'x' })) },
      503,
      'did not answer',
    ],
    ['it knows none', { svg: () => Promise.resolve(ok(null)) }, 404, 'not found'],
  ] as const)('says so where %s', async (_, more, status, message) => {
    const { app, engine } = await portal({ elsewhere: keepers(more) });
    engine.certificates.set('1-osid', elsewhereView());
    const headers = { accept: 'image/svg+xml' };
    const reply = await app.inject({ url: `${DOWNLOAD}/1-osid`, headers });
    expect(reply.statusCode).toBe(status);
    expect(reply.json<{ params: { errmsg: string } }>().params.errmsg).toContain(message);
  });
});

describe('the key of the registry', () => {
  it("is ours as PEM, or the registry's", async () => {
    const elsewhere = keepers({ key: (id) => Promise.resolve(ok({ osid: id, value: 'THEIRS' })) });
    const { app } = await portal({ elsewhere });
    const ours = await app.inject({ url: `/api/rc/certificate/v1/key/${ring.signing.kid}` });
    expect(ours.json<{ value: string }>().value).toContain('-----BEGIN PUBLIC KEY-----');
    const theirs = await app.inject({ url: '/api/rc/certificate/v1/key/1-k' });
    expect(theirs.json()).toEqual({ osid: '1-k', value: 'THEIRS' });
  });

  it('is not found where nobody knows it', async () => {
    const { app } = await portal();
    expect((await app.inject({ url: '/api/rc/certificate/v1/key/none' })).statusCode).toBe(404);
  });
});
