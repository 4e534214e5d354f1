import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { DATASETS } from '../../src/reports/dataset.js';
import { fileNameOf } from '../../src/reports/protection.js';
import {
  PERSONAL_FIELDS,
  protectionUnder,
  SECURITY_LEVELS,
  securityLevelOf,
  type SecurityLevel,
} from '../../src/reports/security-policy.js';

const PEM = pemOf(2048);
const KEY = 'abc123';
const MISMATCH =
  'Request Security Level is not matching with PII fields or csvColumns CSV columns configured. ' +
  'Please check.';
const PASSWORD_ZIP = { kind: 'password-zip', password: KEY, cipher: 'zipcrypto' };

describe('The protection of a report', () => {
  it.each([
    ['', '', { kind: 'plain' }],
    ['', KEY, PASSWORD_ZIP],
    ['PLAIN_DATASET', '', { kind: 'zip' }],
    ['PLAIN_DATASET', KEY, PASSWORD_ZIP],
    ['PASSWORD_PROTECTED_DATASET', KEY, PASSWORD_ZIP],
    ['TEXT_KEY_ENCRYPTED_DATASET', KEY, { kind: 'text-key', key: KEY }],
    ['PUBLIC_KEY_ENCRYPTED_DATASET', '', { kind: 'public-key', pem: PEM }],
    ['PUBLIC_KEY_ENCRYPTED_DATASET', KEY, { kind: 'public-key', pem: PEM }],
  ] as const)("under '%s' with the key '%s' is as demanded", (level, key, protection) => {
    expect(under(level, { key })).toEqual(ok(protection));
  });

  it.each(['PASSWORD_PROTECTED_DATASET', 'TEXT_KEY_ENCRYPTED_DATASET'] as const)(
    'is refused under %s without a key',
    (level) => {
      const message =
        `The security policy of this report is ${level}, and no encryption key ` + 'is given';

      expect(under(level, { key: '' })).toEqual(err(message));
    },
  );

  it.each([
    ['is missing', '', /has no exhaustEncryptionKey/],
    ['is no key', 'abc', /no PEM/],
    ['is too short', pemOf(1024), /less than 2048 bits/],
    ['is of another kind', ellipticPem(), /no RSA key/],
  ])('is refused where the public key of the organisation %s', (_, pem, message) => {
    const refused = under('PUBLIC_KEY_ENCRYPTED_DATASET', { pem });

    expect(refused.ok ? '' : refused.error).toMatch(message);
  });

  it('takes the cipher of a zip from the installation', () => {
    const asked = { dataset: 'progress-exhaust', key: KEY, cipher: 'aes256' } as const;

    const protection = protectionUnder({ level: '', piiFields: [], pem: '' }, asked);

    expect(protection).toMatchObject(ok({ cipher: 'aes256' }));
  });
});

describe('User info', () => {
  const dataset = 'userinfo-exhaust';

  it.each(SECURITY_LEVELS.slice(2))('is written under %s', (level) => {
    expect(under(level, { dataset }).ok).toBe(true);
  });

  it.each(SECURITY_LEVELS.slice(0, 2))("is refused under '%s', a key or not", (level) => {
    expect(under(level, { dataset })).toEqual(err(MISMATCH));
  });

  it.each(PERSONAL_FIELDS)('is refused where the tenant does not list %s', (field) => {
    const piiFields = PERSONAL_FIELDS.filter((other) => other !== field);

    expect(under('PASSWORD_PROTECTED_DATASET', { dataset, piiFields })).toEqual(err(MISMATCH));
  });

  it.each(DATASETS.slice(0, 2))('alone depends on the personal columns (not %s)', (other) => {
    const asked = { dataset: other, piiFields: [] };

    expect(under('PASSWORD_PROTECTED_DATASET', asked).ok).toBe(true);
  });
});

describe('The name of a level', () => {
  it('is one of those that there are', () => {
    expect(securityLevelOf('PLAIN_DATASET')).toBe('PLAIN_DATASET');
    expect(securityLevelOf('plain_dataset')).toBeNull();
  });
});

describe('A protected file', () => {
  it.each([
    [{ kind: 'plain' }, 'b_progress_20240102.csv'],
    [{ kind: 'zip' }, 'b_progress_20240102.zip'],
    [{ kind: 'text-key', key: KEY }, 'b_progress_20240102.zip'],
  ] as const)('is named after its protection: %o', (protection, name) => {
    expect(fileNameOf('b_progress_20240102.csv', protection)).toBe(name);
  });
});

interface Given {
  readonly dataset?: (typeof DATASETS)[number];
  readonly key?: string;
  readonly piiFields?: readonly string[];
  readonly pem?: string;
}

function under(
  level: SecurityLevel,
  { dataset = 'progress-exhaust', key = KEY, piiFields = PERSONAL_FIELDS, pem = PEM }: Given,
): ReturnType<typeof protectionUnder> {
  return protectionUnder({ level, piiFields, pem }, { dataset, key, cipher: 'zipcrypto' });
}

function pemOf(bits: number): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function ellipticPem(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
