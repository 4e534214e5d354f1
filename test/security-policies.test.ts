import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { err, ok, type Result } from '../src/domain/result.js';
import { servicePolicies, settingsPolicies, type LevelSettings } from '../src/security-policies.js';
import type { TenantPreference } from '../src/services/tenant-preference.js';

const PERSONAL = ['email', 'phone', 'username'];
const PEM = '-----BEGIN PUBLIC KEY-----\nabc';

describe('A policy from the settings', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policies-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is that of the dataset, for every tenant', async () => {
    const policies = settingsPolicies({ ...LEVELS, responseExhaustLevel: 'text-key' });

    const levels = await Promise.all([
      policies.of('a', 'progress-exhaust'),
      policies.of('a', 'response-exhaust'),
      policies.of('b', 'userinfo-exhaust'),
    ]);

    expect(levels).toEqual([
      ok({ level: '', piiFields: PERSONAL, pem: '' }),
      ok({ level: 'TEXT_KEY_ENCRYPTED_DATASET', piiFields: PERSONAL, pem: '' }),
      ok({ level: 'PASSWORD_PROTECTED_DATASET', piiFields: PERSONAL, pem: '' }),
    ]);
  });

  it('holds the public key where its level needs one', async () => {
    const reportPemFile = join(folder, 'key.pem');
    await writeFile(reportPemFile, PEM);
    const settings = { ...LEVELS, progressExhaustLevel: 'public-key', reportPemFile } as const;

    const policy = await settingsPolicies(settings).of('a', 'progress-exhaust');

    expect(policy).toMatchObject(ok({ level: 'PUBLIC_KEY_ENCRYPTED_DATASET', pem: PEM }));
  });

  it('cannot be had where the public key cannot be read', async () => {
    const reportPemFile = join(folder, 'none.pem');
    const settings = { ...LEVELS, progressExhaustLevel: 'public-key', reportPemFile } as const;

    const policy = await settingsPolicies(settings).of('a', 'progress-exhaust');

    expect(policy.ok ? '' : policy.error.detail).toMatch(/LAUREL_REPORT_PEM_FILE.*ENOENT/);
  });
});

describe('A policy of the preference service', () => {
  it('is kept for a minute for each tenant and dataset', async () => {
    const tenant = preferring({ level: ok('PLAIN_DATASET') });
    let now = 0;
    const policies = servicePolicies(tenant, noFile, () => now);

    await policies.of('a', 'progress-exhaust');
    await policies.of('a', 'progress-exhaust');
    await policies.of('b', 'progress-exhaust');
    await policies.of('a', 'response-exhaust');
    now = 60_000;
    await policies.of('a', 'progress-exhaust');

    expect(tenant.asked).toEqual([
      'a progress-exhaust',
      'b progress-exhaust',
      'a response-exhaust',
      'a progress-exhaust',
    ]);
  });

  it('that failed is asked for again', async () => {
    const tenant = preferring({ level: err({ detail: 'away' }) });
    const policies = servicePolicies(tenant, noFile, () => 0);

    const first = await policies.of('a', 'progress-exhaust');
    await policies.of('a', 'progress-exhaust');

    expect(first).toEqual(err({ detail: 'away' }));
    expect(tenant.asked).toHaveLength(2);
  });

  it('is refused where its level is none that there is', async () => {
    const policies = servicePolicies(preferring({ level: ok('L2') }), noFile, () => 0);

    const policy = await policies.of('a', 'progress-exhaust');

    expect(policy).toEqual(err({ detail: 'the security policy names no level that there is' }));
  });

  it('lists the personal columns for user info', async () => {
    const tenant = preferring({ level: ok('PLAIN_DATASET') });
    const policies = servicePolicies(tenant, noFile, () => 0);

    const [progress, people] = await Promise.all([
      policies.of('a', 'progress-exhaust'),
      policies.of('a', 'userinfo-exhaust'),
    ]);

    expect(progress).toMatchObject(ok({ piiFields: [] }));
    expect(people).toMatchObject(ok({ piiFields: ['email'] }));
  });

  it.each([
    ['the key itself', PEM, PEM],
    ['what its address has', 'https://store/key.pem', 'text of https://store/key.pem'],
    ['nothing where the tenant has none', '', ''],
  ])('holds as public key %s', async (_, exhaustKey, pem) => {
    const tenant = preferring({ level: ok('PUBLIC_KEY_ENCRYPTED_DATASET'), exhaustKey });
    const file = (address: string): ReturnType<typeof noFile> =>
      Promise.resolve(ok(`text of ${address}`));

    const policy = await servicePolicies(tenant, file, () => 0).of('a', 'progress-exhaust');

    expect(policy).toMatchObject(ok({ pem }));
  });
});

const LEVELS: LevelSettings = {
  progressExhaustLevel: 'none',
  responseExhaustLevel: 'none',
  userinfoExhaustLevel: 'password',
  reportPemFile: '',
};

type Detail = { readonly detail: string };

const noFile = (): Promise<Result<string, Detail>> =>
  Promise.resolve(err({ detail: 'no file is expected' }));

function preferring(given: {
  readonly level: Result<string, Detail>;
  readonly exhaustKey?: string;
}): TenantPreference & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    securityLevel: (channel, job) => {
      asked.push(`${channel} ${job}`);
      return Promise.resolve(given.level);
    },
    piiFields: () => Promise.resolve(ok(['email'])),
    exhaustKey: () => Promise.resolve(ok(given.exhaustKey ?? '')),
  };
}
