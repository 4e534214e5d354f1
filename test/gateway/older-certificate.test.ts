import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import type { Differing } from './given.js';
import { elsewhereView, keepers, portal, TOKENS } from './portal.js';

/** Pictures are drawn by `certificates/formats`. */
const DRAWN: Differing = { picture: () => Promise.resolve(ok(Buffer.from('<svg/>'))) };

const OLDER = '/api/certreg/v2/certs/download';

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

  it.each(['GET', 'POST'] as const)('answers the drawing of ours by %s', async (method) => {
    const { ask } = await portal(DRAWN);
    const { body } = await ask(method, `${OLDER}/cert-1`);
    expect(body.result).toEqual({ printUri: 'data:image/svg+xml,%3Csvg%2F%3E' });
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
    const { app } = await portal({ ...TOKENS, ...DRAWN, elsewhere });
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
