/**
 * How a report that somebody asks for is protected: the tenant's policy and the key that was sent,
 * together. Part of the composition root.
 *
 * - Z1 A policy that cannot be read refuses the report with the reason, and nothing else.
 * - Z2 So does a key that was stored and cannot be opened any more.
 */
import type { Config } from './config.js';
import { err, ok, type Result } from './domain/result.js';
import type { Dataset } from './reports/dataset.js';
import { decryptPlatform } from './reports/platform-cipher.js';
import type { Protection } from './reports/protection.js';
import { isSealed } from './reports/sealed-keys.js';
import {
  protectionUnder,
  type SecurityLevel,
  type SecurityPolicies,
} from './reports/security-policy.js';

export interface ReportAsked {
  readonly dataset: Dataset;
  /** Tenant that asks; '' = the installation. */
  readonly channel: string;
  /** As it was sent, or as Sunbird's LMS encrypted it; '' = none. */
  readonly encryptionKey: string;
}

export interface ReportProtection {
  readonly protection: Protection;
  /** The policy's level, by Sunbird's name; '' = it has none. */
  readonly level: SecurityLevel;
}

/** The protection of a report, or the message that refuses it. */
export type ProtectReport = (asked: ReportAsked) => Promise<Result<ReportProtection, string>>;

export const protectReport =
  (
    { platformKey, reportZipCipher: cipher }: Pick<Config, 'platformKey' | 'reportZipCipher'>,
    policies: SecurityPolicies,
  ): ProtectReport =>
  async ({ dataset, channel, encryptionKey }) => {
    if (isSealed(encryptionKey)) return err(UNOPENED); // Z2
    const policy = await policies.of(channel, dataset);
    if (!policy.ok) return err(`The security policy cannot be read: ${policy.error.detail}`);
    const key = decryptPlatform(encryptionKey, platformKey);
    const protection = protectionUnder(policy.value, { dataset, key, cipher });
    if (!protection.ok) return protection;
    return ok({ protection: protection.value, level: policy.value.level });
  };

const UNOPENED =
  'The encryption key of the request cannot be opened, as the secret it was stored under is ' +
  'another one now; submit the request again';
