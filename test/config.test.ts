import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faultText, parseConfig, publicUrlOf, redactedConfig, type Config } from '../src/config.js';
import { SETTINGS } from '../src/settings.js';

const ISSUER = 'https://id.example/realms/sunbird';
const SIGN_IN = {
  LAUREL_AUTH: 'jwt',
  ...{ LAUREL_OIDC_ISSUER: ISSUER, LAUREL_OIDC_CLIENT_ID: 'laurel-console' },
};

describe('parseConfig', () => {
  it('gives every setting its default in an empty environment', () => {
    const config = parsed({});

    expect(config).toMatchObject({
      profile: 'embedded',
      host: '127.0.0.1',
      port: 8080,
      dataDir: '/srv/laurel/data',
      auth: 'off',
      timeZone: 'Asia/Kolkata',
      gracePeriodS: 0,
      flushIntervalMs: 500,
      residentBytesMax: 512 * 1024 * 1024,
    });
    expect(Object.keys(config)).toHaveLength(Object.keys(SETTINGS.properties).length);
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(parsed({}))).toBe(true);
  });

  it('reads numbers, trims text and takes an empty variable as unset', () => {
    const config = parsed({ LAUREL_PORT: '0', LAUREL_ENV: ' prod ', LAUREL_HOST: '' });

    expect(config).toMatchObject({ port: 0, env: 'prod', host: '127.0.0.1' });
  });

  it('ignores variables of other programs', () => {
    expect(() => parsed({ PATH: '/bin', REDIS_URL: 'redis://x' })).not.toThrow();
  });

  it('names every wrong variable at once', () => {
    const faults = faultsOf({
      LAUREL_PORT: '70000',
      LAUREL_AUTH: 'maybe',
      LAUREL_FLUSH_INTERVAL_MS: 'soon',
      LAUREL_PRT: '1',
    });

    expect(faults.map((f) => f.variable).sort()).toEqual([
      'LAUREL_AUTH',
      'LAUREL_FLUSH_INTERVAL_MS',
      'LAUREL_PORT',
      'LAUREL_PRT',
    ]);
  });

  it.each([
    [{ LAUREL_PORT: '-1' }, "LAUREL_PORT is '-1', allowed is a whole number from 0 to 65535"],
    [{ LAUREL_PORT: '80.5' }, "LAUREL_PORT is '80.5', allowed is a whole number from 0 to 65535"],
    [{ LAUREL_AUTH: 'on' }, "LAUREL_AUTH is 'on', allowed is off or jwt"],
    [{ LAUREL_TIME_ZONE: 'Mars/Base' }, "LAUREL_TIME_ZONE is 'Mars/Base', allowed is a zone"],
    [{ LAUREL_JWKS_URL: 'ftp://x' }, "LAUREL_JWKS_URL is 'ftp://x', allowed is an http"],
    [{ LAUREL_AUTH: 'jwt' }, 'needs LAUREL_JWKS_URL, LAUREL_JWT_KEY_DIR or LAUREL_OIDC_ISSUER'],
    [{ LAUREL_OIDC_ISSUER: 'id' }, "LAUREL_OIDC_ISSUER is 'id', allowed is an http"],
    [{ LAUREL_OIDC_ISSUER: ISSUER }, 'LAUREL_OIDC_CLIENT_ID is not set, and LAUREL_OIDC_ISSUER'],
    [{ LAUREL_OIDC_CLIENT_ID: 'c' }, 'LAUREL_OIDC_CLIENT_ID is set, and LAUREL_OIDC_ISSUER'],
    [{ ...SIGN_IN, LAUREL_AUTH: 'off' }, "LAUREL_OIDC_ISSUER is set while LAUREL_AUTH is 'off'"],
    [{ ...SIGN_IN, LAUREL_OIDC_SCOPE: 'profile' }, "LAUREL_OIDC_SCOPE lacks the word 'openid'"],
    [{ ...SIGN_IN, LAUREL_OIDC_ISSUER: 'http://id.example' }, 'LAUREL_OIDC_ISSUER is an http'],
    [{ LAUREL_PROFILE: 'cluster' }, 'KAFKA_BROKERS is not set, and LAUREL_PROFILE'],
    [{ LAUREL_ROLES: 'api,teacher' }, "LAUREL_ROLES is 'api,teacher', allowed is all, or some of"],
    [{ LAUREL_TEMPLATE_HOSTS: 'a.example,http://b' }, "LAUREL_TEMPLATE_HOSTS has 'http://b'"],
    [{ LAUREL_HOST: '0.0.0.0' }, "LAUREL_AUTH is 'off' while LAUREL_HOST is '0.0.0.0'"],
    [{ LAUREL_HOST: '127.0.0.1.evil.example' }, "LAUREL_AUTH is 'off'"],
  ])('refuses %o', (env, message) => {
    expect(faultText(faultsOf(env))).toContain(message);
  });

  it.each([
    { LAUREL_HOST: 'localhost' },
    { LAUREL_HOST: '::1' },
    { LAUREL_HOST: '0.0.0.0', LAUREL_ALLOW_INSECURE: 'yes' },
    { LAUREL_HOST: '0.0.0.0', LAUREL_AUTH: 'jwt', LAUREL_JWKS_URL: 'https://id.example/keys' },
    { LAUREL_AUTH: 'jwt', LAUREL_JWT_KEY_DIR: 'keys' },
    SIGN_IN,
    { ...SIGN_IN, LAUREL_OIDC_ISSUER: 'http://localhost:8081/realms/sunbird' },
    { ...SIGN_IN, LAUREL_OIDC_ISSUER: 'http://[::1]:8081', LAUREL_JWT_KEY_DIR: 'keys' },
    { ...SIGN_IN, LAUREL_OIDC_ISSUER: 'http://keycloak:8080', LAUREL_ALLOW_INSECURE: 'yes' },
  ])('accepts %o', (env) => {
    expect(parseConfig(env, '/srv/laurel').ok).toBe(true);
  });
});

describe('publicUrlOf', () => {
  it.each([
    [{ LAUREL_PUBLIC_URL: 'https://learn.example/' }, 'https://learn.example'],
    [{ LAUREL_PORT: '9000' }, 'http://127.0.0.1:9000'],
    [{ LAUREL_HOST: '::1' }, 'http://[::1]:8080'],
  ])('gives the address for %o, to which paths can be appended', (env, url) => {
    expect(publicUrlOf(parsed(env))).toBe(url);
  });
});

describe('redactedConfig', () => {
  it('shows every setting under its variable and hides a password in an address', () => {
    const env = { LAUREL_AUTH: 'jwt', LAUREL_JWKS_URL: 'https://me:secret@id.example/keys' };

    const shown = redactedConfig(parsed(env));

    expect(Object.keys(shown)).toEqual(Object.keys(SETTINGS.properties));
    expect(shown.LAUREL_JWKS_URL).toBe('https://me:***@id.example/keys');
  });
});

describe('the README', () => {
  it.each(Object.entries(SETTINGS.properties))('lists %s with its default', (name, rule) => {
    const { default: byDefault } = rule as unknown as { readonly default: string | number };

    expect(README_DEFAULTS.get(name)).toBe(byDefault === '' ? 'unset' : String(byDefault));
  });

  it('lists no other setting', () => {
    expect([...README_DEFAULTS.keys()]).toEqual(Object.keys(SETTINGS.properties));
  });
});

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Name and default from the rows of the settings table. */
const README_DEFAULTS = new Map(
  README.split('\n')
    .filter((line) => /^\| `[A-Z][A-Z_]+` +\|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .map(([, name = '', byDefault = '']) => [name, byDefault] as const),
);

function parsed(env: Record<string, string>): Config {
  const config = parseConfig(env, '/srv/laurel');
  if (!config.ok) throw new Error(faultText(config.error));
  return config.value;
}

function faultsOf(env: Record<string, string>) {
  const config = parseConfig(env, '/srv/laurel');
  return config.ok ? [] : config.error;
}
