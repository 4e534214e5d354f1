import { describe, expect, it } from 'vitest';
import { didOf } from '../../src/certificates/credential/did-document.js';
import { sealPdf } from '../../src/certificates/credential/pdf-seal.js';
import { signedClaims } from '../../src/certificates/credential/signer.js';
import type { Generation } from '../../src/domain/generation.js';
import type { CertificateId } from '../../src/domain/ids.js';
import { ok, err } from '../../src/domain/result.js';
import type { GatewayDeps } from '../../src/gateway/http/deps.js';
import type { CertificateView } from '../../src/engine.js';
import { newRing } from '../certificates/credential/signed.js';
import { sampleFacts } from '../certificates/sample.js';
import { generation } from '../domain/given.js';
import { given, KEY, type Differing } from './given.js';

const SEARCH = '/api/rc/certificate/v1/search';
const DOWNLOAD = '/api/rc/certificate/v1/download';
const OLDER = '/api/certreg/v2/certs/download';
const ring = newRing();
const facts = sampleFacts({ ...KEY, certificate: 'cert-1' as CertificateId });
const listing = JSON.stringify({ token: '', type: 'TrainingCertificate' });
const read = (columns: object): string => JSON.stringify(columns);
const OURS = generation('cert-1', { name: 'Merit', listing });
const FROM_REGISTRY = generation('1-osid', {
  name: 'Old merit',
  listing: read({
    ...{ identifier: '1-osid', name: 'Old merit', type: 'TrainingCertificate' },
    ...{ templateUrl: 'https://t/x.svg', lastIssuedOn: '2021-05-24T10:15:30.123+0000' },
  }),
});
const OLDEST = generation('uuid-1', {
  name: 'Oldest',
  listing: read({ identifier: 'uuid-1', name: 'Oldest', token: 'A1B2C3' }),
});

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

describe('the service of before', () => {
  it('lists what is of no registry', async () => {
    const { ask } = await portal();
    const query = { bool: { must: [{ match_phrase: { 'recipient.id': 'u1' } }] } };
    const { body } = await ask('POST', '/api/certreg/v1/certs/search', { request: { query } });
    expect(body.result).toMatchObject({
      response: {
        count: 1,
        content: [{ _id: 'uuid-1', _source: { related: { courseId: 'do_c' } } }],
      },
    });
  });

  it.each(['GET', 'POST'] as const)('answers a document of ours by %s', async (method) => {
    const { ask, sealed } = await portal();
    const { body } = await ask(method, `${OLDER}/cert-1`);
    const { printUri } = body.result as { printUri: string };
    expect(printUri).toBe(`data:application/pdf;base64,${Buffer.from(sealed).toString('base64')}`);
  });

  it('answers what it kept itself', async () => {
    const elsewhere = keepers({ printUri: () => Promise.resolve(ok('data:image/svg+xml,old')) });
    const { ask } = await portal({ elsewhere });
    const { body } = await ask('GET', `${OLDER}/uuid-1`);
    expect(body.result).toEqual({ printUri: 'data:image/svg+xml,old' });
  });

  it('says which setting is missing', async () => {
    const { ask } = await portal();
    const { status, body } = await ask('GET', `${OLDER}/uuid-1`);
    expect(status).toBe(404);
    expect(body.params['errmsg']).toContain('LAUREL_ISSUED_SERVICE_URL');
  });

  it("answers nobody another learner's", async () => {
    const elsewhere = keepers({ printUri: () => Promise.resolve(ok('data:image/svg+xml,old')) });
    const { app } = await portal({ ...TOKENS, elsewhere });
    const get = async (id: string, user: string): Promise<number> => {
      const headers = { 'x-authenticated-user-token': user };
      return (await app.inject({ url: `${OLDER}/${id}`, headers })).statusCode;
    };
    expect([await get('cert-1', 'u1'), await get('cert-1', 'u2')]).toEqual([200, 403]);
    expect([await get('uuid-1', 'u1'), await get('uuid-1', 'u2')]).toEqual([200, 404]);
  });
});

describe('the public page of a certificate that Sunbird issued', () => {
  it('shows what is known here, and that its registry confirms it', async () => {
    const elsewhere = keepers({
      record: () => Promise.resolve(ok({ recipient: { name: 'Asha R' }, status: 'ACTIVE' })),
    });
    const { app, engine } = await portal({ elsewhere });
    engine.certificates.set('1-osid', elsewhereView());
    const page = await app.inject({
      url: '/certificates/1-osid',
      headers: { accept: 'text/html' },
    });
    expect(page.statusCode).toBe(200);
    for (const shown of [
      'Issued by Sunbird',
      'Old merit',
      'Asha R',
      'A course',
      'was asked just now',
    ]) {
      expect(page.body).toContain(shown);
    }
  });

  it('shows what only the registry knows, and what it revoked', async () => {
    const record = {
      certificateLabel: 'Merit',
      status: 'REVOKED',
      osCreatedAt: '2021-05-24T10:00:00Z',
    };
    const { app } = await portal({
      elsewhere: keepers({ record: () => Promise.resolve(ok(record)) }),
    });
    const headers = { accept: 'application/json' };
    const reply = await app.inject({ url: '/certificates/1-far', headers });
    expect(reply.json<{ result: object }>().result).toMatchObject({
      ...{ id: '1-far', status: 'revoked', name: 'Merit', issuedAt: '2021-05-24T10:00:00.000Z' },
    });
  });

  it('does not say that there is none where the registry is silent', async () => {
    const record = () => Promise.resolve(err({ detail: 'x' }));
    const { app } = await portal({ elsewhere: keepers({ record }) });
    const page = await app.inject({ url: '/certificates/1-far', headers: { accept: 'text/html' } });
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain('could not be asked');
  });

  it('speaks the language that is asked for', async () => {
    const { app } = await portal();
    const page = await app.inject({ url: '/certificates/cert-1?lang=ta' });
    expect(page.headers['content-language']).toBe('ta');
    expect(page.body).toContain('செல்லுபடியாகும்');
  });
});

const as = (user: string) => ({ headers: { 'x-authenticated-userid': user } });

const keepers = (more: Partial<GatewayDeps['elsewhere']>): GatewayDeps['elsewhere'] => ({
  ...{ record: null, svg: null, key: null, printUri: null },
  ...more,
});

/** A token is the name of its user. */
const TOKENS: Differing = {
  tokens: {
    verify: (token) =>
      Promise.resolve(
        token === '' ? err('invalid') : ok({ userId: token, parentId: '', roles: [] }),
      ),
  },
};

const elsewhereView = (): CertificateView => ({
  facts: sampleFacts({
    ...KEY,
    ...{ certificate: '1-osid' as CertificateId, templateName: 'Old merit', recipientName: '' },
    ...{ courseName: '', issuedElsewhere: true, issuer: { name: '', url: '' } },
  }),
  ...{ status: 'valid', delayed: false, revocation: null, replacedBy: '' },
});

/** Learner u1 with a certificate of ours, one of the registry, and one of before. */
async function portal(differing: Differing = {}) {
  const did = didOf('http://laurel.example');
  const sign: NonNullable<GatewayDeps['issuer']>['sign'] = (claims) =>
    signedClaims(claims, did, ring);
  const issuer = { did, keys: ring.published, sign };
  const all = await given({ issuer, ...differing });
  const { engine } = all;
  const drawn = new TextEncoder().encode(PDF);
  const sealed = sealPdf(drawn, credential(did));
  engine.documents.set('cert-1', sealed);
  engine.certificates.set('cert-1', {
    ...{ facts, status: 'valid', delayed: false, revocation: null, replacedBy: '' },
  });
  await engine.submit([
    { kind: 'enrol', key: KEY, receivedAt: 1, courseVersion: 1, at: 1, addedBy: '' },
  ]);
  const state = engine.state(KEY);
  const held: readonly Generation[] = [OURS, FROM_REGISTRY, OLDEST];
  const generations = new Map(held.map((g) => [g.id, g]));
  engine.learner = (learner) =>
    Promise.resolve(ok(learner === KEY.learner ? [{ ...state, generations }] : []));
  return { ...all, sealed };
}

const credential = (did: string): string =>
  signedClaims({ type: ['VerifiableCredential', 'OpenBadgeCredential'] }, did, ring);

/** The least document that can be sealed. */
const PDF = pdf();

function pdf(): string {
  const objects = ['<</Type /Catalog /Names 2 0 R>>', '<<>>', '<<>>'];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((body, i) => {
    const at = text.length;
    text += `${String(i + 1)} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = text.length;
  const lines = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 4\n0000000000 65535 f \n${lines}`;
  text += `trailer\n<<\n/Size 4\n/Root 1 0 R\n/Info 3 0 R\n/ID [<00> <00>]\n>>\n`;
  return `${text}startxref\n${String(table)}\n%%EOF\n`;
}
