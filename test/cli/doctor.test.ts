import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { folderFinding, nodeFinding, reportFindings, serverFinding } from '../../src/cli/doctor.js';
import { fakeTerminal } from './fake-terminal.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'laurel-doctor-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

describe('doctor', () => {
  it.each([
    ['20.18.9', 'FAIL'],
    ['20.19.0', 'ok'],
    ['24.0.0', 'ok'],
    ['9.99.0', 'FAIL'],
  ])('judges Node %s: %s', (version, verdict) => {
    expect(nodeFinding(version).verdict).toBe(verdict);
  });

  it('names a folder that is there, and one that will be made', async () => {
    expect((await folderFinding(FOLDER)).detail).toMatch(/GiB free$/);
    expect((await folderFinding(join(FOLDER, 'a', 'b'))).detail).toContain('not there yet');
  });

  it('fails where a file stands in the way', async () => {
    writeFileSync(join(FOLDER, 'file'), '');

    expect(await folderFinding(join(FOLDER, 'file', 'data'))).toMatchObject({
      verdict: 'FAIL',
      detail: expect.stringContaining('file is no folder') as string,
    });
  });

  it('fails when any finding fails, and prints each', () => {
    const terminal = fakeTerminal();
    const findings = [nodeFinding('22.0.0'), nodeFinding('18.0.0')];

    expect(reportFindings(findings, terminal)).toBe(1);
    expect(reportFindings(findings.slice(0, 1), terminal)).toBe(0);
    expect(terminal.printed[0]).toBe('ok    node: 22.0.0');
    expect(terminal.printed[1]).toBe('FAIL  node: 18.0.0 is older than 20.19: update it');
  });
});

describe('doctor about the server', () => {
  let server: Server | null = null;
  afterEach(() => {
    server?.close();
    server = null;
  });

  it.each([
    [200, 'ok', 'ready at'],
    [503, 'warn', 'HTTP 503'],
  ])('reads readiness from status %i', async (status, verdict, detail) => {
    const url = await listen(status);

    const found = await serverFinding(url, 5000);

    expect(found.verdict).toBe(verdict);
    expect(found.detail).toContain(detail);
  });

  it('warns of what a server that is ready has trouble with', async () => {
    const trouble = 'shard 3: the log cannot be followed';
    const url = await listen(200, JSON.stringify({ status: 'ready', trouble }));

    const found = await serverFinding(url, 5000);

    expect(found).toMatchObject({ verdict: 'warn', detail: `ready at ${url}: ${trouble}` });
  });

  it('takes no answer as no fault', async () => {
    const url = await listen(200);
    await new Promise((closed) => server?.close(closed));

    expect(await serverFinding(url, 5000)).toMatchObject({ verdict: 'ok' });
  });

  async function listen(status: number, body = ''): Promise<string> {
    const listening = createServer((_, response) => response.writeHead(status).end(body));
    server = listening;
    await new Promise<void>((ready) => listening.listen(0, '127.0.0.1', ready));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  }
});
