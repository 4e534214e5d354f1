import { describe, expect, it } from 'vitest';
import { faultText, parseConfig, redactedConfig } from '../src/config.js';

const SASL = { KAFKA_SASL: 'plain', KAFKA_USERNAME: 'laurel', KAFKA_PASSWORD: 'secret' };
const KAFKA_FILES = { KAFKA_TLS_CERT_FILE: 'cert.pem', KAFKA_TLS_KEY_FILE: 'key.pem' };

describe('settings of connections', () => {
  it.each([
    [{ KAFKA_TLS_CA_FILE: 'ca.pem' }, 'KAFKA_TLS_CA_FILE is set, which needs KAFKA_TLS=yes'],
    [KAFKA_FILES, 'KAFKA_TLS_KEY_FILE is set, which needs KAFKA_TLS=yes'],
    [
      { KAFKA_TLS: 'yes', KAFKA_TLS_KEY_FILE: 'key.pem' },
      'KAFKA_TLS_CERT_FILE is not set, and KAFKA_TLS_KEY_FILE is, which needs it',
    ],
    [
      { ...SASL, KAFKA_PASSWORD: '' },
      "KAFKA_PASSWORD is not set, and KAFKA_SASL is 'plain', which needs it",
    ],
    [{ ...SASL, KAFKA_SASL: '' }, 'KAFKA_USERNAME is set, which needs KAFKA_SASL'],
    [{ ...SASL, KAFKA_SASL: 'gssapi' }, "KAFKA_SASL is 'gssapi', allowed is off or plain or scram"],
    [{ CASSANDRA_TLS_SERVER_NAME: 'c.example' }, 'is set, which needs CASSANDRA_TLS=yes'],
    [
      { CASSANDRA_TLS: 'yes', CASSANDRA_TLS_CERT_FILE: 'cert.pem' },
      'CASSANDRA_TLS_KEY_FILE is not set, and CASSANDRA_TLS_CERT_FILE is, which needs it',
    ],
    [
      { CASSANDRA_PASSWORD: 'secret' },
      'CASSANDRA_USERNAME is not set, and CASSANDRA_PASSWORD is, which needs it',
    ],
    [
      { REDIS_URL: 'redis://r', REDIS_TLS_CA_FILE: 'ca.pem' },
      'REDIS_TLS_CA_FILE is set, which needs a REDIS_URL that begins with rediss://',
    ],
    [{ REDIS_URL: 'redis.example:6379' }, 'REDIS_URL is no address like redis://host:6379'],
  ])('%o are refused', (env, message) => {
    expect(text(env)).toContain(message);
  });

  it.each([
    { KAFKA_TLS: 'yes' },
    { KAFKA_TLS: 'yes', ...KAFKA_FILES, ...SASL },
    SASL,
    { CASSANDRA_USERNAME: 'laurel', CASSANDRA_PASSWORD: 'secret' },
    { REDIS_URL: 'rediss://me:secret@r:6380', REDIS_TLS_CA_FILE: 'ca.pem' },
  ])('%o are accepted', (env) => {
    expect(text(env)).toBe('');
  });

  it('never repeat what they keep secret', () => {
    const shown = redactedConfig(
      configOf({
        ...SASL,
        REDIS_URL: 'rediss://:secret@r',
        CASSANDRA_USERNAME: 'laurel',
        CASSANDRA_PASSWORD: 'secret',
      }),
    );

    expect(JSON.stringify(shown)).not.toContain('secret');
    expect(text({ REDIS_URL: 'me:secret@r:6380' })).not.toContain('secret');
  });

  it('name files relative to the working folder', () => {
    const config = configOf({ KAFKA_TLS: 'yes', KAFKA_TLS_CA_FILE: 'ca.pem' });

    expect(config).toMatchObject({ kafkaTlsCaFile: '/srv/ca.pem', redisTlsCaFile: '' });
  });
});

type Env = Readonly<Record<string, string>>;

function configOf(env: Env) {
  const config = parseConfig(env, '/srv');
  if (!config.ok) throw new Error(faultText(config.error));
  return config.value;
}

function text(env: Env): string {
  const config = parseConfig(env, '/srv');
  return config.ok ? '' : faultText(config.error);
}
