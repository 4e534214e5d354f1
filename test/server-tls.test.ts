import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultText } from '../src/config.js';
import { loadConfig, redisAddress } from '../src/server-tls.js';
import { newCredentials, type Credentials } from './real/secured-servers.js';

let known: Credentials;
let other: Credentials;
beforeAll(() => {
  [known, other] = [newCredentials(), newCredentials()];
});
afterAll(() => {
  known.remove();
  other.remove();
});

describe('files of TLS', () => {
  it('become what a connection knows', () => {
    const config = loadConfig(
      { REDIS_URL: 'rediss://r', REDIS_TLS_CA_FILE: known.caFile, ...identity('REDIS', known) },
      '/',
    );

    const { tls } = redisAddress(valueOf(config));

    expect(tls?.ca).toContain('BEGIN CERTIFICATE');
    expect(tls?.identity?.key).toContain('BEGIN PRIVATE KEY');
  });

  it('are not looked for where nothing is secured', () => {
    const config = loadConfig({ REDIS_URL: 'redis://r' }, '/');

    expect(redisAddress(valueOf(config))).toEqual({ url: 'redis://r', tls: null });
  });

  it('that are not there are named with their settings, all at once', () => {
    const config = loadConfig(
      {
        ...{ KAFKA_TLS: 'yes', KAFKA_TLS_CA_FILE: 'nowhere.pem' },
        ...{ CASSANDRA_TLS: 'yes', CASSANDRA_TLS_CA_FILE: '/nowhere/ca.pem' },
      },
      '/etc/laurel',
    );

    const text = config.ok ? '' : faultText(config.error);
    expect(text).toMatch(/^KAFKA_TLS_CA_FILE names a file .*\/etc\/laurel\/nowhere\.pem/m);
    expect(text).toMatch(/^CASSANDRA_TLS_CA_FILE names a file .*\/nowhere\/ca\.pem/m);
  });

  it.each([
    ['no certificate', () => ca(textFile('# no certificate\n')), 'holds no certificate in PEM'],
    ['empty', () => ca(textFile('\n')), 'which is empty'],
    ['a key as authorities', () => ca(known.keyFile), 'holds no certificate in PEM'],
    [
      'the key of another certificate',
      () => identity('KAFKA', { certFile: known.certFile, keyFile: other.keyFile }),
      'which is not the key in PEM of KAFKA_TLS_CERT_FILE',
    ],
    [
      'a certificate as key',
      () => identity('KAFKA', { certFile: known.certFile, keyFile: known.certFile }),
      'which is not the key in PEM of KAFKA_TLS_CERT_FILE',
    ],
  ])('that hold %s are refused', (_what, files, message) => {
    const config = loadConfig({ KAFKA_TLS: 'yes', ...files() }, '/');

    expect(config.ok ? '' : faultText(config.error)).toContain(message);
  });
});

const ca = (path: string) => ({ KAFKA_TLS_CA_FILE: path });

const identity = (server: string, files: Pick<Credentials, 'certFile' | 'keyFile'>) => ({
  [`${server}_TLS_CERT_FILE`]: files.certFile,
  [`${server}_TLS_KEY_FILE`]: files.keyFile,
});

function textFile(text: string): string {
  const path = join(known.caFile, '..', 'text.pem');
  writeFileSync(path, text);
  return path;
}

function valueOf(config: ReturnType<typeof loadConfig>) {
  if (!config.ok) throw new Error(faultText(config.error));
  return config.value;
}
