import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT, exportJWK, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  folderKeys,
  providerKeys,
  remoteKeys,
  tokensOf,
  type Tokens,
} from '../../src/gateway/http/token.js';
import { NOW, content, given, type Differing, type Given } from './given.js';

const ISSUER = 'https://sso.example/realms/sunbird';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const UPDATE = '/v1/content/state/update';
const READ = '/v1/content/state/read';
const DAY_S = 86_400;
const NOW_S = NOW / 1000;

let folder = '';
let tokens: Tokens;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'laurel-keys-'));
  const body = rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  await writeFile(join(folder, 'rsa-1'), body);
  await writeFile(join(folder, 'ec-1.pem'), ec.publicKey.export({ type: 'spki', format: 'pem' }));
  tokens = tokensOf(await folderKeys(folder), ISSUER);
});

afterAll(() => rm(folder, { recursive: true }));

describe('a token', () => {
  it('names the caller by the end of its subject', async () => {
    const { read } = await secured();
    const reply = await read(await sign({ sub: 'f:federation:u1' }));
    expect(reply.status).toBe(200);
  });

  it('may be signed with an elliptic key from a PEM file', async () => {
    const { read } = await secured();
    expect((await read(await sign({}, ec.privateKey, 'ES256', 'ec-1'))).status).toBe(200);
  });

  it.each<[string, () => Promise<string>]>([
    ['nothing', () => Promise.resolve('')],
    ['no token', () => Promise.resolve('x.y.z')],
    ['an unknown signature', () => sign({}, stranger.privateKey)],
    ['an unknown key id', () => sign({}, rsa.privateKey, 'RS256', 'rsa-2')],
    ['another issuer', () => sign({ iss: 'https://evil.example' })],
    ['no subject', () => sign({ sub: '' })],
    ['no end', () => sign({ exp: undefined })],
    ['an end that has passed', () => sign({ exp: NOW_S - 1 })],
    ['no signature at all', () => Promise.resolve(unsigned())],
    ['the public key as a shared secret', () => sharedSecret()],
    ['a signature of another kind of key', () => sign({}, ec.privateKey, 'ES256', 'rsa-1')],
  ])('is refused with %s', async (_, make) => {
    const { read } = await secured();
    const { status, body } = await read(await make());
    expect(status).toBe(401);
    expect(body.responseCode).toBe('CLIENT_ERROR');
    expect(body.params).toMatchObject({
      err: 'UNAUTHORIZED_USER',
      status: 'SERVER_ERROR',
      errmsg: 'You are not authorized.',
    });
  });

  it('past its end still reports progress, up to the configured age', async () => {
    const { update } = await secured();
    expect((await update(await sign({ exp: NOW_S - DAY_S }))).body.result).toEqual({
      do_x: 'SUCCESS',
    });
    expect((await update(await sign({ exp: NOW_S - 31 * DAY_S }))).status).toBe(401);
  });

  it('past its end with another signature reports nothing', async () => {
    const { update } = await secured();
    expect((await update(await sign({ exp: NOW_S - 1 }, stranger.privateKey))).status).toBe(401);
  });

  it('decides who the caller is, whatever a header says', async () => {
    const { update, engine } = await secured();
    await update(await sign({ sub: 'f:x:u7' }), { 'x-authenticated-userid': 'u1' });
    expect(engine.submissions[0]![0]!.key.learner).toBe('u7');
  });
});

describe("a managed user's token", () => {
  const managed = { sub: 'child', parentId: 'u1' };

  it('lets the parent report progress for the child', async () => {
    const { update, engine } = await secured();
    await update(await sign(), { 'x-authenticated-for': await sign(managed) });
    expect(engine.submissions[0]![0]!.key.learner).toBe('child');
  });

  it.each([
    ['of another parent', { ...managed, parentId: 'u2' }],
    ['without a parent', { sub: 'child' }],
  ])('%s is refused', async (_, claims) => {
    const { update } = await secured();
    const reply = await update(await sign(), { 'x-authenticated-for': await sign(claims) });
    expect(reply.status).toBe(401);
  });

  it('is refused when the request names somebody else', async () => {
    const { app } = await secured();
    const reply = await app.inject({
      method: 'PATCH',
      url: UPDATE,
      headers: {
        'x-authenticated-user-token': await sign(),
        'x-authenticated-for': await sign(managed),
      },
      payload: { request: { userId: 'other', contents: [content()] } },
    });
    expect(reply.statusCode).toBe(401);
  });
});

describe('an administrative route', () => {
  const path = '/private/v1/user/courses/list/u1';
  const ask = async (
    headers: Readonly<Record<string, string>>,
    remoteAddress: string,
  ): Promise<number> => {
    const { app } = await secured();
    return (await app.inject({ url: path, headers, remoteAddress })).statusCode;
  };

  it('is open to this machine', async () => {
    expect(await ask({}, '127.0.0.1')).toBe(200);
  });

  it('is closed to who comes through a proxy on this machine', async () => {
    expect(await ask({ 'x-forwarded-for': '10.0.0.9' }, '127.0.0.1')).toBe(401);
  });

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://localhost:80' },
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
  ])('is closed to a page of another origin in a browser on this machine: %o', async (headers) => {
    expect(await ask(headers, '127.0.0.1')).toBe(401);
  });

  it.each([
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    { origin: 'http://localhost:80', host: 'localhost:80' },
  ])('is open to pages of its own: %o', async (headers) => {
    expect(await ask(headers, '127.0.0.1')).toBe(200);
  });

  it('needs a system role from elsewhere', async () => {
    const roles = { realm_access: { roles: ['SYSTEM_ADMINISTRATION'] } };
    const header = 'x-authenticated-user-token';
    expect(await ask({ [header]: await sign() }, '10.0.0.9')).toBe(401);
    expect(await ask({ [header]: await sign(roles) }, '10.0.0.9')).toBe(200);
  });
});

describe('a route about one learner', () => {
  it('is closed to another learner', async () => {
    const { app } = await secured();
    const headers = { 'x-authenticated-user-token': await sign() };
    const url = '/v1/learner/u2/course/do_c/batch/b-live/explain';
    expect((await app.inject({ url, headers })).statusCode).toBe(401);
  });

  it('lists the own courses, whoever the path names', async () => {
    const { app, engine } = await secured();
    const key = { learner: 'u2', course: 'do_c', batch: 'b-live' } as never;
    const common = { key, receivedAt: NOW, courseVersion: 1 };
    await engine.submit([{ kind: 'enrol', ...common, at: NOW, addedBy: '' }]);
    const headers = { 'x-authenticated-user-token': await sign() };
    const reply = await app.inject({ url: '/v1/user/courses/list/u2', headers });
    expect(reply.json<{ result: object }>().result).toEqual({ courses: [] });
  });
});

describe('a search of batches', () => {
  it('needs no token', async () => {
    const { app } = await secured();
    const reply = await app.inject({ method: 'POST', url: '/v1/course/batch/search', payload: {} });
    expect(reply.statusCode).toBe(200);
  });
});

describe('keys from an address', () => {
  it('verify a token', async () => {
    const jwk = { ...(await exportJWK(rsa.publicKey)), kid: 'rsa-1', alg: 'RS256' };
    const server = createServer((_, reply) => reply.end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const remote = tokensOf(remoteKeys(`http://127.0.0.1:${String(port)}/certs`), '');
    expect(await remote.verify(await sign(), NOW, 0)).toMatchObject({ ok: true });
    expect(await remote.verify(await sign({}, stranger.privateKey), NOW, 0)).toMatchObject({
      error: 'invalid',
    });
    await new Promise((closed) => server.close(closed));
  });

  it('are found by what an OpenID provider says of itself', async () => {
    const jwk = { ...(await exportJWK(rsa.publicKey)), kid: 'rsa-1', alg: 'RS256' };
    let [asked, isUp, url] = [0, false, ''];
    const server = createServer(({ url: path }, reply) => {
      const isDiscovery = path === '/realms/r/.well-known/openid-configuration';
      if (isDiscovery) asked++;
      const said = { issuer: `${url}/realms/r`, jwks_uri: `${url}/certs` };
      if (isDiscovery && !isUp) reply.statusCode = 503;
      reply.end(isDiscovery ? (isUp ? JSON.stringify(said) : '') : JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const remote = tokensOf(providerKeys(`${url}/realms/r`), '');

    expect(await remote.verify(await sign(), NOW, 0)).toMatchObject({ error: 'unavailable' });
    isUp = true;
    expect(await remote.verify(await sign(), NOW, 0)).toMatchObject({ ok: true });
    expect(await remote.verify(await sign(), NOW, 0)).toMatchObject({ ok: true });
    expect(asked).toBe(2);
    const other = tokensOf(providerKeys(`${url}/realms/r/`), '');
    expect(await other.verify(await sign(), NOW, 0)).toMatchObject({ error: 'unavailable' });
    await new Promise((closed) => server.close(closed));
  });

  it('that do not answer make the service unavailable, not the caller unknown', async () => {
    const { read } = await secured({ tokens: tokensOf(remoteKeys('http://127.0.0.1:1/'), '') });
    const { status, headers } = await read(await sign());
    expect([status, headers['retry-after']]).toEqual([503, '1']);
  });
});

function sign(
  claims: Readonly<Record<string, unknown>> = {},
  key: KeyObject = rsa.privateKey,
  alg = 'RS256',
  kid = 'rsa-1',
): Promise<string> {
  const payload = { sub: 'u1', iss: ISSUER, exp: NOW_S + 60, ...claims };
  return new SignJWT(JSON.parse(JSON.stringify(payload)) as JWTPayload)
    .setProtectedHeader({ alg, kid })
    .sign(key);
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function unsigned(): string {
  const claims = { sub: 'u1', iss: ISSUER, exp: NOW_S + 60 };
  return `${encode({ alg: 'none', kid: 'rsa-1' })}.${encode(claims)}.`;
}

function sharedSecret(): Promise<string> {
  const pem = createPublicKey(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const secret = new TextEncoder().encode(String(pem.export({ type: 'spki', format: 'pem' })));
  return new SignJWT({ sub: 'u1', iss: ISSUER, exp: NOW_S + 60 })
    .setProtectedHeader({ alg: 'HS256', kid: 'rsa-1' })
    .sign(secret);
}

type Send = (token: string, more?: Record<string, string>) => ReturnType<Given['ask']>;

async function secured(differing: Differing = {}): Promise<Given & { read: Send; update: Send }> {
  const settings = { expiredTokenAgeMaxMs: 30 * DAY_S * 1000 };
  const all = await given({ tokens, settings, ...differing });
  const sender =
    (method: 'POST' | 'PATCH', url: string, request: object): Send =>
    async (token, more = {}) => {
      const headers = { 'x-authenticated-user-token': token, ...more };
      const remoteAddress = '10.0.0.9';
      const reply = await all.app.inject({
        method,
        url,
        headers,
        remoteAddress,
        payload: { request },
      });
      return { status: reply.statusCode, headers: reply.headers, body: reply.json() };
    };
  return {
    ...all,
    read: sender('POST', READ, { courseId: 'do_c', batchId: 'b-live' }),
    update: sender('PATCH', UPDATE, { contents: [content()] }),
  };
}
