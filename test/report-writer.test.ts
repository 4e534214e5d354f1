import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig, type Config } from '../src/config.js';
import { consentField } from '../src/domain/consent.js';
import { memoryStore } from '../src/persistence/memory-store.js';
import { reportWriter } from '../src/report-writer.js';
import { encryptPlatform } from '../src/reports/platform-cipher.js';
import { NO_OPTIONS } from '../src/reports/report-options.js';
import { batch, course, enrolment, tree } from './reports/builders.js';
import { exhaustInput, reading } from './reports/exhaust-inputs.js';
import { cellsByName } from './reports/sunbird-fixtures.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-writer-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('reports of an installation', () => {
  it('show addresses in plain where the platform key is set', async () => {
    const key = 'platform-key';
    const email = encryptPlatform('asha@example.org', key);

    const { rows, file } = await written({ LAUREL_PLATFORM_KEY: key }, email);

    expect(rows[0]!['Email ID']).toBe('asha@example.org');
    expect(file).toMatchObject({ rows: 1, batch: 'batch-1', withoutConsent: 0 });
    expect(file.path).toBe(join(folder, 'userinfo-exhaust', 'batch-1_userinfo_20240501.csv'));
  });

  it('leave them as they are without it', async () => {
    const email = encryptPlatform('asha@example.org', 'platform-key');

    const { rows } = await written({}, email);

    expect(rows[0]!['Email ID']).toBe(email);
  });
});

async function written(environment: Record<string, string>, email: string) {
  const { users } = memoryStore();
  const consent = { [consentField('org-owner', 'do_course')]: '{"status":"ACTIVE"}' };
  await users.putUsers([[enrolment().key.learner, { email, ...consent }]]);
  const parts = { users, answersBefore: null, consentsBefore: null, reportDir: folder };
  const write = reportWriter(settings(environment), { ...parts, now: () => 0 });
  const { answers, asOf, onRows } = exhaustInput({ path: '' });
  const { key } = enrolment();
  const file = await write({
    order: {
      ...{ dataset: 'userinfo-exhaust', course: key.course, batch: key.batch },
      ...{ folder: 'userinfo-exhaust', requesterOrg: '', protection: { kind: 'plain' } },
      ...{ options: NO_OPTIONS, assessment: null },
    },
    ...{ ...reading([enrolment()]), answers, asOf, onRows },
    glances: () => Promise.reject(new Error('not asked')),
    ...{ course: course({ userConsent: 'Yes' }), tree: tree(), batch: batch() },
  });
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  return { rows: cellsByName(await readFile(file.value.path, 'utf8')), file: file.value };
}

function settings(environment: Record<string, string>): Config {
  const config = parseConfig(environment, '/');
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return config.value;
}
