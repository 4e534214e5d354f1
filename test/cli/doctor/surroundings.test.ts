/** What `doctor` says of folders, clocks, the server here, services and what signs certificates. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { clockFindings, surelyAheadMs } from '../../../src/cli/doctor/clocks.js';
import {
  archiveFacts,
  archiveFinding,
  folderFacts,
  folderFinding,
  sharedFolderFindings,
  type FolderFacts,
} from '../../../src/cli/doctor/folders.js';
import { lookAt, type HttpLook } from '../../../src/cli/doctor/http-look.js';
import { serverFindings } from '../../../src/cli/doctor/server.js';
import { serviceFindings } from '../../../src/cli/doctor/services.js';
import { signingFindings, type SigningFacts } from '../../../src/cli/doctor/signing.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'laurel-doctor-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const GIB = 1024 ** 3;
const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);

describe('doctor on folders', () => {
  const facts: FolderFacts = {
    ...{ folder: '/d', place: '/d', isFolder: true, isWritable: true, fileSystem: 0xef53 },
    ...{ freeBytes: 10 * GIB, usedBytes: GIB },
  };

  it.each([
    [{}, 'ok', 'GiB free'],
    [{ place: '/' }, 'ok', 'not there yet'],
    [{ isFolder: false }, 'FAIL', 'is no folder'],
    [{ isWritable: false }, 'FAIL', 'cannot be written'],
    [{ freeBytes: GIB / 2 }, 'warn', '0.5 GiB free'],
    [{ freeBytes: 5 * GIB, usedBytes: 6 * GIB }, 'warn', '6.0 GiB used'],
  ])('judges %j: %s', (differing, verdict, detail) => {
    const found = folderFinding('data folder', 'LAUREL_DATA_DIR', { ...facts, ...differing });

    expect(found).toMatchObject({ verdict, detail: expect.stringContaining(detail) as string });
    expect(found.remedy === '').toBe(verdict === 'ok');
  });

  it.each([
    ['embedded', '', 0xef53, []],
    ['cluster', '', 0x6969, ['FAIL']],
    ['cluster', '/r', 0xef53, ['warn']],
    ['cluster', '/r', 0x6969, []],
  ] as const)('judges for %s reports in %j on %i', (profile, reportDir, fileSystem, verdicts) => {
    const found = sharedFolderFindings({ profile, reportDir }, { ...facts, fileSystem });

    expect(found.map(({ verdict }) => verdict)).toEqual(verdicts);
  });

  it('sees a folder with its size, and one that will be made', async () => {
    writeFileSync(join(FOLDER, 'file'), 'content');

    expect(await folderFacts(FOLDER)).toMatchObject({ isFolder: true, usedBytes: 7 });
    expect(await folderFacts(join(FOLDER, 'a', 'b'))).toMatchObject({ place: FOLDER });
    expect(await folderFacts(join(FOLDER, 'file', 'data'))).toMatchObject({ isFolder: false });
  });
});

describe('doctor on archived attempts', () => {
  it.each([
    [{ kind: 'unread', why: 'ENOENT' }, 'FAIL', 'cannot be read (ENOENT)'],
    [{ kind: 'read', folders: 0 }, 'warn', 'no folder of a batch'],
    [{ kind: 'read', folders: 3 }, 'ok', '3 batches'],
  ] as const)('judges %j: %s', (facts, verdict, detail) => {
    const found = archiveFinding('/mnt/archival-data', facts);

    expect(found).toMatchObject({ verdict, detail: expect.stringContaining(detail) as string });
    expect(found.remedy === '').toBe(verdict === 'ok');
  });

  it('counts the folders of batches, and sees that there is none', async () => {
    const archive = join(FOLDER, 'archive');
    mkdirSync(join(archive, 'batch-1_do_course'), { recursive: true });
    mkdirSync(join(archive, 'elsewhere'));

    expect(await archiveFacts(archive)).toEqual({ kind: 'read', folders: 1 });
    expect(await archiveFacts(join(archive, 'not'))).toEqual({ kind: 'unread', why: 'ENOENT' });
  });
});

describe('doctor on clocks', () => {
  const look = { peer: 'p', askedAt: 1000, answeredAt: 1100, at: 1050, stepMs: 1 };

  it.each([
    [1050, 1, 0],
    [1100, 1, 0],
    [3100, 1, 2000],
    [500, 1, -499],
    [500, 1000, 0],
    [0, 1000, 0],
    [-1000, 1000, -1000],
  ])('that say %i in steps of %i are surely ahead by %i', (at, stepMs, ahead) => {
    expect(surelyAheadMs({ ...look, at, stepMs })).toBe(ahead);
  });

  it.each([
    ['cluster', 5000, 'FAIL'],
    ['embedded', 5000, 'warn'],
    ['cluster', 1900, 'ok'],
  ] as const)('judges in %s one that says %i: %s', (profile, at, verdict) => {
    const found = clockFindings([{ ...look, at }], { profile, clockSkewMsMax: 1000 });

    expect(found).toMatchObject([{ verdict }]);
  });

  it('says nothing where no clock was seen', () => {
    expect(clockFindings([], { profile: 'cluster', clockSkewMsMax: 1000 })).toEqual([]);
  });
});

describe('doctor on the server here', () => {
  const url = 'http://here';
  const answer = (json: unknown, status = 200): HttpLook => ({ status, json, clock: null });
  const health = (version: string, ...checks: object[]): HttpLook =>
    answer({ result: { version, checks } });
  const ready = answer({ trouble: '' });

  it.each([
    [null, null, ['ok']],
    [ready, health('1'), ['ok']],
    [answer({ trouble: 'shard 3' }), health('1'), ['warn']],
    [answer({ trouble: '' }, 503), null, ['warn']],
    [ready, health('2'), ['ok', 'warn']],
    [ready, health('1', { name: 'topics', healthy: false, trouble: 'gap' }), ['ok', 'warn']],
    [ready, health('1', { name: 'topics', healthy: true }), ['ok']],
    [answer('<html>'), answer(null), ['ok']],
  ])('judges %j with %j: %j', (isReady, detail, verdicts) => {
    const found = serverFindings({ url, ready: isReady, health: detail }, '1');

    expect(found.map(({ verdict }) => verdict)).toEqual(verdicts);
  });

  it('names both versions, and the trouble of a part', () => {
    const check = { name: 'topics', healthy: false, trouble: 'a gap' };

    const found = serverFindings({ url, ready, health: health('2', check) }, '1');

    expect(found[1]?.detail).toBe('the server runs 2, this program is 1');
    expect(found[2]).toMatchObject({ subject: 'topics', detail: 'a gap' });
  });
});

describe('doctor on what answers over HTTP', () => {
  let server: Server | null = null;
  afterEach(() => {
    server?.close();
    server = null;
  });

  it('sees the answer and its time', async () => {
    const look = await lookAt('p', await listen('{"a":1}'), 5000);

    expect(look).toMatchObject({ status: 200, json: { a: 1 }, clock: { peer: 'p', stepMs: 1000 } });
    expect(surelyAheadMs(look!.clock!)).toBe(0);
  });

  it('takes what is no JSON for an answer, and nobody for none', async () => {
    const url = await listen('<html>');
    expect(await lookAt('p', url, 5000)).toMatchObject({ json: null });
    await new Promise((closed) => server?.close(closed));

    expect(await lookAt('p', url, 5000)).toBeNull();
  });

  it('names the setting of a service where nobody answers', () => {
    const there = { setting: 'A', url: 'http://a', look: { status: 404, json: null, clock: null } };
    const away = { setting: 'LAUREL_B', url: 'http://b', look: null };

    expect(serviceFindings([])).toEqual([]);
    expect(serviceFindings([there])).toMatchObject([{ verdict: 'ok' }]);
    const [found] = serviceFindings([there, away]);
    expect(found).toMatchObject({ verdict: 'FAIL', detail: 'nobody answers at http://b' });
    expect(found?.remedy).toContain('LAUREL_B');
  });

  async function listen(body: string): Promise<string> {
    const listening = createServer((_, response) => response.writeHead(200).end(body));
    server = listening;
    await new Promise<void>((isUp) => listening.listen(0, '127.0.0.1', isUp));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  }
});

describe('doctor on what certificates are signed with', () => {
  const facts: SigningFacts = {
    ...{ keys: 'there', isNamed: true, publicUrl: 'https://l.example', isServing: true },
    issuer: { status: 200, json: { id: 'did:web:l.example' }, clock: null },
    countersignedUntil: NOW + 100 * DAY_MS,
  };
  const local = { publicUrl: 'http://127.0.0.1:8080', issuer: null };

  it.each([
    [{}, ['ok', 'ok', 'ok']],
    [local, ['ok', 'ok']],
    [{ keys: 'none' }, ['warn', 'ok', 'ok']],
    [{ keys: 'missing' }, ['FAIL', 'ok', 'ok']],
    [{ keys: 'missing', isNamed: false }, ['ok', 'ok', 'ok']],
    [{ keys: { fault: 'broken' } }, ['FAIL', 'ok', 'ok']],
    [{ issuer: null }, ['ok', 'FAIL', 'ok']],
    [{ issuer: null, isServing: false }, ['ok', 'ok']],
    [{ issuer: { status: 404, json: null, clock: null } }, ['ok', 'FAIL', 'ok']],
    [{ issuer: { status: 200, json: { id: 'did:web:x' }, clock: null } }, ['ok', 'FAIL', 'ok']],
    [{ publicUrl: 'http://l.example' }, ['ok', 'warn', 'ok', 'ok']],
    [{ countersignedUntil: NOW + 10 * DAY_MS }, ['ok', 'ok', 'warn']],
    [{ countersignedUntil: NOW - 1 }, ['ok', 'ok', 'FAIL']],
    [{ countersignedUntil: { fault: 'no PEM' } }, ['ok', 'ok', 'FAIL']],
    [{ countersignedUntil: null }, ['ok', 'ok']],
  ] as [Partial<SigningFacts>, string[]][])('judges %j: %j', (differing, verdicts) => {
    const found = signingFindings({ ...facts, ...differing }, NOW);

    expect(found.map(({ verdict }) => verdict)).toEqual(verdicts);
    expect(found.every(({ verdict, remedy }) => (remedy === '') === (verdict === 'ok'))).toBe(true);
  });
});
