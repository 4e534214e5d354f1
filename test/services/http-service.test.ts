import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpService, type HttpSettings } from '../../src/services/http-service.js';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('httpService', () => {
  it('answers the status and the parsed body', async () => {
    const baseUrl = await listening((_, response) => response.end('{"result":{"ok":true}}'));

    const answer = await httpService(settings({ baseUrl })).get('/v1/thing');

    expect(answer).toEqual({ ok: true, value: { status: 200, body: { result: { ok: true } } } });
  });

  it('sends method, path below the base, headers and a JSON body', async () => {
    const seen: string[] = [];
    const baseUrl = await listening((request, response) => {
      const { method, url, headers } = request;
      seen.push([method, url, headers['x-key'], headers['content-type'] ?? '-'].join(' '));
      request.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
      request.on('end', () => response.end());
    });
    const service = httpService(
      settings({ baseUrl: `${baseUrl}/base/`, headers: { 'x-key': 'k' } }),
    );

    await service.post('/search', { filters: {} });
    await service.delete('/entity/7');

    expect(seen).toEqual([
      'POST /base/search k application/json',
      '{"filters":{}}',
      'DELETE /base/entity/7 k -',
    ]);
  });

  it('takes an empty body as null', async () => {
    const baseUrl = await listening((_, response) => response.writeHead(204).end());

    const answer = await httpService(settings({ baseUrl })).delete('/entity/7');

    expect(answer).toEqual({ ok: true, value: { status: 204, body: null } });
  });

  it('hands on the text of an error page', async () => {
    const baseUrl = await listening((_, response) => response.writeHead(502).end('<h1>502</h1>'));

    const answer = await httpService(settings({ baseUrl })).get('/');

    expect(answer).toEqual({ ok: true, value: { status: 502, body: '<h1>502</h1>' } });
  });

  it('refuses a body that is no JSON where the status promises one', async () => {
    const baseUrl = await listening((_, response) => response.end('<h1>Welcome</h1>'));

    const answer = await httpService(settings({ baseUrl })).get('/');

    expect(answer).toMatchObject({ ok: false, error: { kind: 'not-json' } });
  });

  it('holds no more of a body than the limit, which itself is allowed', async () => {
    const baseUrl = await listening((request, response) => {
      response.end(JSON.stringify('x'.repeat(request.url === '/fits' ? 98 : 99)));
    });
    const service = httpService(settings({ baseUrl, bodyBytesMax: 100 }));

    expect(await service.get('/fits')).toMatchObject({ ok: true });
    expect(await service.get('/more')).toMatchObject({ ok: false, error: { kind: 'too-large' } });
  });

  it('gives up on a body that never ends, as soon as the limit is passed', async () => {
    const baseUrl = await listening((_, response) => {
      const flood = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.on('drain', flood);
      flood();
    });

    const answer = await httpService(settings({ baseUrl })).get('/');

    expect(answer).toMatchObject({ ok: false, error: { kind: 'too-large' } });
  });

  it('names a time limit that passes before the answer begins', async () => {
    const baseUrl = await listening(() => undefined);

    const answer = await httpService(settings({ baseUrl, timeoutMs: 20 })).get('/slow');

    const detail = 'GET /slow: no answer in 20 ms';
    expect(answer).toEqual({ ok: false, error: { kind: 'timeout', detail } });
  });

  it('names a time limit that passes in the middle of the body', async () => {
    const baseUrl = await listening((_, response) => response.write('{"half":'));

    const answer = await httpService(settings({ baseUrl, timeoutMs: 200 })).get('/');

    expect(answer).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  });

  it("names a service that is not there by the system's code, without its address", async () => {
    const baseUrl = await listening(() => undefined);
    await new Promise((resolve) => servers.splice(0)[0]!.close(resolve));

    const answer = await httpService(settings({ baseUrl })).get('/x');

    const detail = 'GET /x: ECONNREFUSED';
    expect(answer).toEqual({ ok: false, error: { kind: 'unreachable', detail } });
  });

  it('names a connection that breaks in the middle of the body', async () => {
    const baseUrl = await listening((_, response) => {
      response.write('{"half":', () => response.destroy());
    });

    const answer = await httpService(settings({ baseUrl })).get('/');

    expect(answer).toMatchObject({ ok: false, error: { kind: 'unreachable' } });
  });
});

const settings = (more: Partial<HttpSettings>): HttpSettings => ({
  baseUrl: '',
  timeoutMs: 10_000,
  bodyBytesMax: 100_000,
  headers: {},
  ...more,
});

async function listening(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
