/**
 * Which protection a report gets: what the policy of a tenant demands of a dataset, together with
 * the key that was sent along. Asks nobody; a policy comes through `SecurityPolicies`.
 *
 * - L1 A level is the least: who sends a key gets a file that asks for it, whatever the level.
 * - L2 What a level demands and cannot be had refuses the report; nothing is written with less.
 *   Upstream makes a plain zip where a password is demanded and none was sent.
 * - L3 User info is refused unless its level protects and the tenant lists its personal columns.
 *   Upstream counts that as a failure and writes the report all the same.
 *
 * Source: `reference/exhausts.md` 1.5 (c), 1.8, 3.3, 3.4.
 */
import { err, ok, type Result } from '../domain/result.js';
import type { Dataset } from './dataset.js';
import { usableProtection, type Protection, type ZipCipher } from './protection.js';

/** Sunbird's names; '' = the tenant has no policy. */
export const SECURITY_LEVELS = [
  '',
  'PLAIN_DATASET',
  'PASSWORD_PROTECTED_DATASET',
  'TEXT_KEY_ENCRYPTED_DATASET',
  'PUBLIC_KEY_ENCRYPTED_DATASET',
] as const;

export type SecurityLevel = (typeof SECURITY_LEVELS)[number];

/** What holds for one dataset of one tenant. */
export interface SecurityPolicy {
  readonly level: SecurityLevel;
  /** Columns that the tenant allows user info to show, by Sunbird's internal names. */
  readonly piiFields: readonly string[];
  /** RSA key of the tenant as PEM, where the level needs it; '' = there is none. */
  readonly pem: string;
}

/** Where policies come from. What fails may be asked again; it fails one request only. */
export interface SecurityPolicies {
  of(
    channel: string,
    dataset: Dataset,
  ): Promise<Result<SecurityPolicy, { readonly detail: string }>>;
}

/** The level that a text from outside names; `null` = there is no such level. */
export const securityLevelOf = (name: string): SecurityLevel | null =>
  SECURITY_LEVELS.find((level) => level === name) ?? null;

export interface ProtectionAsked {
  readonly dataset: Dataset;
  /** As the requester knows it (`platform-cipher.ts`); '' = none was sent. */
  readonly key: string;
  readonly cipher: ZipCipher;
}

/** The protection of a report under a policy, or the message that refuses it. */
export function protectionUnder(
  policy: SecurityPolicy,
  asked: ProtectionAsked,
): Result<Protection, string> {
  if (asked.dataset === 'userinfo-exhaust' && !mayShowPeople(policy)) return err(MISMATCH);
  const protection = demanded(policy, asked);
  return protection.ok ? usableProtection(protection.value) : protection;
}

function demanded(
  { level, pem }: SecurityPolicy,
  { key, cipher }: ProtectionAsked,
): Result<Protection, string> {
  switch (level) {
    case '':
    case 'PLAIN_DATASET':
      if (key !== '') return ok({ kind: 'password-zip', password: key, cipher });
      return ok({ kind: level === '' ? 'plain' : 'zip' });
    case 'PASSWORD_PROTECTED_DATASET':
      if (key === '') return err(keyMissing(level));
      return ok({ kind: 'password-zip', password: key, cipher });
    case 'TEXT_KEY_ENCRYPTED_DATASET':
      return key === '' ? err(keyMissing(level)) : ok({ kind: 'text-key', key });
    case 'PUBLIC_KEY_ENCRYPTED_DATASET':
      return pem === '' ? err(PEM_MISSING) : ok({ kind: 'public-key', pem });
  }
}

/** L3. */
function mayShowPeople({ level, piiFields }: SecurityPolicy): boolean {
  if (level === '' || level === 'PLAIN_DATASET') return false;
  return PERSONAL_FIELDS.every((field) => piiFields.includes(field));
}

/** The columns of user info that tell who somebody is, by Sunbird's internal names. */
export const PERSONAL_FIELDS: readonly string[] = ['email', 'phone', 'username'];

/** Upstream's words. */
const MISMATCH =
  'Request Security Level is not matching with PII fields or csvColumns CSV columns configured. ' +
  'Please check.';

const keyMissing = (level: SecurityLevel): string =>
  `The security policy of this report is ${level}, and no encryption key is given`;

const PEM_MISSING =
  'The security policy of this report is PUBLIC_KEY_ENCRYPTED_DATASET, ' +
  'and the organisation has no exhaustEncryptionKey';
