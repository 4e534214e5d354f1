import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/cli/doctor/finding.js';
import { failure, reportFindings, warning, well } from '../../../src/cli/doctor/finding.js';
import { filesMaxIn, machineFacts } from '../../../src/cli/doctor/machine-facts.js';
import { machineFindings, type Machine } from '../../../src/cli/doctor/machine.js';
import { settingsFindings } from '../../../src/cli/doctor/settings.js';
import { parseConfig, type Config } from '../../../src/config.js';
import { fakeTerminal } from '../fake-terminal.js';

const GIB = 1024 ** 3;
const MACHINE: Machine = {
  node: '22.0.0',
  ...{ filesMax: 65_536, heapBytesMax: 4 * GIB, memoryBytes: 8 * GIB },
};
const RESIDENT = { residentBytesMax: GIB };

describe('what doctor says', () => {
  const findings = [
    well('a', 'fine'),
    warning('b', 'so so', 'do this'),
    failure('c', 'bad', 'that'),
  ];

  it('is a line each, with what to do below, and ends with 1 where one failed', () => {
    const terminal = fakeTerminal();

    expect(reportFindings(findings, terminal, false)).toBe(1);
    expect(reportFindings(findings.slice(0, 2), fakeTerminal(), false)).toBe(0);

    expect(terminal.printed).toEqual([
      'ok    a: fine',
      'warn  b: so so',
      '      -> do this',
      'FAIL  c: bad',
      '      -> that',
    ]);
  });

  it('is a JSON object each on demand', () => {
    const terminal = fakeTerminal();

    reportFindings(findings, terminal, true);

    expect(terminal.printed.map((line) => JSON.parse(line) as unknown)).toEqual(findings);
  });
});

describe('doctor on the machine', () => {
  it.each([
    ['20.18.9', 'FAIL'],
    ['20.19.0', 'ok'],
    ['24.0.0', 'ok'],
    ['9.99.0', 'FAIL'],
  ])('judges Node %s: %s', (node, verdict) => {
    const found = machineFindings({ ...MACHINE, node }, RESIDENT);

    expect(of('node', found)).toMatchObject({ verdict });
  });

  it.each([
    [1024, 'warn', 'ulimit -n'],
    [4096, 'ok', ''],
  ])('judges a limit of %i open files: %s', (filesMax, verdict, remedy) => {
    const found = of('files', machineFindings({ ...MACHINE, filesMax }, RESIDENT));

    expect(found).toMatchObject({ verdict, remedy: expect.stringContaining(remedy) as string });
  });

  it('says nothing of a limit that cannot be seen', () => {
    const found = machineFindings({ ...MACHINE, filesMax: null }, RESIDENT);

    expect(of('files', found)).toBeUndefined();
  });

  it.each([
    [4 * GIB, 8 * GIB, 'ok', ''],
    [1.2 * GIB, 8 * GIB, 'warn', '--max-old-space-size=1707'],
    [4 * GIB, 1.1 * GIB, 'FAIL', 'lower LAUREL_RESIDENT_BYTES_MAX'],
  ])('judges a heap of %d and memory of %d: %s', (heapBytesMax, memoryBytes, verdict, remedy) => {
    const machine = { ...MACHINE, heapBytesMax, memoryBytes };

    expect(of('memory', machineFindings(machine, RESIDENT))).toMatchObject({
      ...{ verdict, remedy: expect.stringContaining(remedy) as string },
    });
  });

  it('sees this machine', async () => {
    const facts = await machineFacts();

    expect(facts.node).toBe(process.versions.node);
    expect(facts.memoryBytes).toBeGreaterThan(0);
    expect(facts.heapBytesMax).toBeGreaterThan(0);
  });

  it.each([
    ['Max open files            1024                 524288               files', 1024],
    ['Max open files            unlimited            unlimited            files', 2 ** 53 - 1],
    ['Max processes  1 1', null],
  ])('reads the limit of files in %j', (text, filesMax) => {
    expect(filesMaxIn(text)).toBe(filesMax);
  });
});

describe('doctor on settings that go ill together', () => {
  const CLUSTER = {
    ...{ LAUREL_PROFILE: 'cluster', KAFKA_BROKERS: 'k:1', CASSANDRA_CONTACT_POINTS: 'c:1' },
    ...{ REDIS_URL: 'redis://r:1', LAUREL_CLUSTER_SECRET: 's', LAUREL_JWKS_URL: 'http://i/' },
    ...{ LAUREL_CLUSTER_HOST: '10.0.0.1', LAUREL_KAFKA_REPLICATION: '3' },
    LAUREL_PUBLIC_URL: 'https://laurel.example',
  };
  const OFF = {
    LAUREL_PROGRESS_EXHAUST_CRON: 'off',
    LAUREL_RESPONSE_EXHAUST_CRON: 'off',
    LAUREL_USERINFO_EXHAUST_CRON: 'off',
  };

  it.each([{}, CLUSTER])('has nothing to say of %j', (env) => {
    expect(settingsFindings(config(env))).toMatchObject([{ verdict: 'ok' }]);
  });

  it.each([
    [{ ...CLUSTER, LAUREL_CLUSTER_HOST: '127.0.0.1' }, 'warn', 'LAUREL_CLUSTER_HOST'],
    [{ ...CLUSTER, LAUREL_LEASE_MS: '3000' }, 'FAIL', 'LAUREL_LEASE_MS'],
    [{ ...CLUSTER, LAUREL_KAFKA_REPLICATION: '1' }, 'warn', 'LAUREL_KAFKA_REPLICATION'],
    [{ ...CLUSTER, LAUREL_SHADOW: 'yes' }, 'warn', 'LAUREL_SHADOW'],
    [{ ...CLUSTER, LAUREL_PUBLIC_URL: 'http://localhost:8080' }, 'warn', 'LAUREL_PUBLIC_URL'],
    [{ LAUREL_HOST: '0.0.0.0', LAUREL_ALLOW_INSECURE: 'yes' }, 'warn', 'LAUREL_AUTH'],
    [{ LAUREL_REPORT_START: 'scheduled', ...OFF }, 'FAIL', 'LAUREL_REPORT_START'],
    [{ LAUREL_CERTIFICATE_MAKER: 'topic' }, 'FAIL', 'LAUREL_CERTIFICATE_MAKER'],
  ])('says of %j: %s, and names %s', (env, verdict, setting) => {
    const [found] = settingsFindings(config(env));

    expect(found).toMatchObject({ verdict });
    expect(found?.remedy).toContain(setting);
  });
});

const of = (subject: string, findings: readonly Finding[]): Finding | undefined =>
  findings.find((finding) => finding.subject === subject);

function config(env: Readonly<Record<string, string>>): Config {
  const parsed = parseConfig(env, '/');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}
