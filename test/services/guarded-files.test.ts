import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedFiles, type FileHost } from '../../src/services/guarded-files.js';
import { addressKind } from '../../src/services/public-address.js';

describe('The kind of an address', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['10.1.2.3', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['100.64.0.1', 'private'],
    ['127.0.0.1', 'private'],
    ['::1', 'private'],
    ['fc00::1', 'private'],
    ['::ffff:127.0.0.1', 'private'],
    ['::ffff:7f00:1', 'private'],
    ['64:ff9b::7f00:1', 'private'],
    ['2002:7f00:1::', 'private'],
    ['169.254.169.254', 'forbidden'],
    ['::ffff:169.254.169.254', 'forbidden'],
    ['fe80::1', 'forbidden'],
    ['fd00:ec2::254', 'forbidden'],
    ['0.0.0.0', 'forbidden'],
    ['::', 'forbidden'],
    ['255.255.255.255', 'forbidden'],
    ['224.0.0.1', 'forbidden'],
    ['localhost', 'forbidden'],
  ])('of %s is %s', (address, kind) => {
    expect(addressKind(address)).toBe(kind);
  });
});

describe('A file that a template names', () => {
  let server: Server;
  let port = 0;
  let seen: string[] = [];
  const answer: RequestListener = (request, response) => {
    seen.push(`${String(request.headers.host)}${String(request.url)}`);
    if (request.url === '/moved') {
      response.writeHead(302, { location: `http://127.0.0.1:${String(port)}/file` }).end();
    } else if (request.url === '/gone') response.writeHead(404).end();
    else if (request.url === '/broken') response.writeHead(503).end();
    else if (request.url === '/silent') return;
    else response.end('0123456789');
  };
  beforeAll(async () => {
    server = createServer(answer).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const at = (host: string, isPrivate = true): FileHost => ({ host, port, isPrivate });
  const LOOPBACK = { address: '127.0.0.1', family: 4 };
  const fetching = (
    address: string,
    hosts: readonly FileHost[],
    found: readonly { address: string; family: number }[] = [LOOPBACK],
    timeoutMs = 5000,
  ) => {
    seen = [];
    const looked: string[] = [];
    const files = guardedFiles({ hosts, timeoutMs }, (host) => {
      looked.push(host);
      return Promise.resolve(found);
    });
    return files(address, 10).then((result) => ({ result, looked }));
  };
  const url = (host: string, path = '/file'): string => `http://${host}:${String(port)}${path}`;

  it('comes from a host that is allowed, over the address that was looked up', async () => {
    const { result, looked } = await fetching(url('assets.test'), [at('assets.test')]);
    expect(result.ok && Buffer.from(result.value).toString()).toBe('0123456789');
    expect([looked, seen]).toEqual([['assets.test'], [`assets.test:${String(port)}/file`]]);
  });

  it('comes from a host below an allowed domain', async () => {
    const { result } = await fetching(url('a.b.test'), [at('*.b.test')]);
    expect(result.ok).toBe(true);
  });

  it.each([
    ['a host that is not on the list', 'other.test', '/file'],
    ['a host that only ends like one', 'evilassets.test', '/file'],
    ['this machine by number', '127.0.0.1', '/file'],
    ['this machine by another number', '2130706433', '/file'],
    ['this machine in hexadecimal', '0x7f.1', '/file'],
    ['this machine by IPv6', '[::1]', '/file'],
    ['the metadata of a cloud', '169.254.169.254', '/latest/meta-data'],
  ])('is not fetched from %s, which is not even looked up', async (_, host, path) => {
    const { result, looked } = await fetching(url(host, path), [at('assets.test')]);
    expect(!result.ok && result.error.kind).toBe('forbidden');
    expect([looked, seen]).toEqual([[], []]);
  });

  it.each([
    ['of another port', `http://assets.test:1/file`],
    ['of the usual port', 'http://assets.test/file'],
    ['of a file', 'file:///etc/passwd'],
    ['of another scheme', 'ftp://assets.test/file'],
    ['with a password', 'http://user:secret@assets.test/file'],
    ['that is none', 'assets'],
  ])('is not fetched from an address %s', async (_, address) => {
    const { result } = await fetching(address, [at('assets.test')]);
    expect(!result.ok && result.error.kind).toBe('forbidden');
    expect(JSON.stringify(result)).not.toContain('secret');
    expect(seen).toEqual([]);
  });

  it.each([
    ['loopback', [LOOPBACK]],
    ['a private network', [{ address: '10.0.0.1', family: 4 }]],
    ['a public and a private address', [{ address: '8.8.8.8', family: 4 }, LOOPBACK]],
    ['loopback by IPv6', [{ address: '::1', family: 6 }]],
  ])('is not fetched where its host turns out to be %s', async (_, found) => {
    const { result } = await fetching(url('assets.test'), [at('assets.test', false)], found);
    expect(!result.ok && result.error.kind).toBe('forbidden');
    expect(seen).toEqual([]);
  });

  it('is never fetched from a link-local address, private or not', async () => {
    const metadata = [{ address: '169.254.169.254', family: 4 }];
    const { result } = await fetching(url('assets.test'), [at('assets.test')], metadata);
    expect(!result.ok && result.error.kind).toBe('forbidden');
  });

  it.each([
    ['/moved', 'unusable', 'redirect'],
    ['/gone', 'unusable', '404'],
    ['/broken', 'unavailable', '503'],
  ])('that is answered as %s is %s', async (path, kind, detail) => {
    const { result } = await fetching(url('assets.test', path), [at('assets.test')]);
    expect(!result.ok && result.error).toMatchObject({ kind });
    expect(!result.ok && result.error.detail).toContain(detail);
    expect(seen).toHaveLength(1);
  });

  it('is not held beyond its limit', async () => {
    const files = guardedFiles({ hosts: [at('assets.test')], timeoutMs: 5000 }, () =>
      Promise.resolve([LOOPBACK]),
    );
    const result = await files(url('assets.test'), 9);
    expect(!result.ok && result.error.detail).toBe('it is longer than 9 bytes');
  });

  it('that never comes is given up', async () => {
    const { result } = await fetching(
      url('assets.test', '/silent'),
      [at('assets.test')],
      [LOOPBACK],
      50,
    );
    expect(!result.ok && result.error.kind).toBe('unavailable');
  });
});
