/** What the log must never hold, at its most talkative: keys, links that work, names, payloads. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadUrl } from '../../src/gateway/download-link.js';
import type { GatewayDeps } from '../../src/gateway/http/deps.js';
import { given } from './given.js';

const KEY = Buffer.alloc(32, 7);
const FILE = 'userinfo-exhaust/R1/b_userinfo_20240102.zip';
const SECRETS = ['pass-word-1', 'asha@example.com', '9876543210', 'signature='];

let reportDir = '';

beforeEach(async () => {
  reportDir = await mkdtemp(join(tmpdir(), 'log-secrets-'));
  await mkdir(join(reportDir, 'userinfo-exhaust/R1'), { recursive: true });
  await writeFile(join(reportDir, FILE), 'asha@example.com');
});

afterEach(() => rm(reportDir, { recursive: true }));

describe('the log', () => {
  it('holds no key of a report and no payload, also when the request ends unforeseen', async () => {
    const lines = await logOf({ reports: failing() }, async (app) => {
      const reply = await app.inject({
        method: 'POST',
        url: '/dataset/v1/request/submit',
        headers: { 'x-channel-id': 'org-1' },
        payload: { request: ASKED },
      });
      expect(reply.statusCode).toBe(500);
    });

    expect(lines).toContain('store is broken');
    expect(SECRETS.filter((secret) => lines.includes(secret))).toEqual([]);
  });

  it('holds no link that works, fetched or refused, nor what it leads to', async () => {
    const url = downloadUrl('', FILE, Number.MAX_SAFE_INTEGER, KEY);

    const lines = await logOf({ reportDir, downloadKey: KEY }, async (app) => {
      expect((await app.inject({ url })).body).toBe('asha@example.com');
      expect((await app.inject({ url: `${url}x` })).statusCode).toBe(403);
    });

    expect(SECRETS.filter((secret) => lines.includes(secret))).toEqual([]);
  });
});

const ASKED = {
  tag: 't',
  dataset: 'userinfo-exhaust',
  requestedBy: 'asha@example.com',
  datasetConfig: { batchId: 'b-live', note: '9876543210' },
  encryptionKey: 'pass-word-1',
};

async function logOf(
  differing: Partial<GatewayDeps>,
  work: (app: Awaited<ReturnType<typeof given>>['app']) => Promise<void>,
): Promise<string> {
  let lines = '';
  const logger = pino({ level: 'trace' }, { write: (line) => void (lines += line) });
  logger.trace('the log works');
  const { app } = await given({ ...differing, logger });
  await work(app);
  expect(lines).toContain('the log works');
  return lines;
}

const failing = (): GatewayDeps['reports'] =>
  ({
    submit: () => Promise.reject(new Error('store is broken')),
  }) as unknown as GatewayDeps['reports'];
