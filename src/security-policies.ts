/**
 * Where the security policies of tenants come from: the settings, or Sunbird's preference service.
 * Part of the composition root.
 *
 * - Y1 An answer is kept for a while, a failure never: it fails the request that asked, and the
 *   next one asks again. Upstream's whole run ends at one.
 */
import { readFileSync } from 'node:fs';
import type { Config } from './config.js';
import { err, ok, type Result } from './domain/result.js';
import type { Dataset } from './reports/dataset.js';
import {
  PERSONAL_FIELDS,
  securityLevelOf,
  type SecurityLevel,
  type SecurityPolicies,
  type SecurityPolicy,
} from './reports/security-policy.js';
import { serviceAt } from './service-at.js';
import { KeptAnswers } from './services/kept-answers.js';
import { tenantPreference, type TenantPreference } from './services/tenant-preference.js';
import { textFiles, type FetchText } from './services/text-file.js';

type Asked<T> = Promise<Result<T, { readonly detail: string }>>;

/** The policies of this installation. */
export function securityPolicies(config: Config, now: () => number): SecurityPolicies {
  const http = serviceAt(config, config.preferenceServiceUrl);
  if (http === null) return settingsPolicies(config);
  const limits = { timeoutMs: config.serviceTimeoutMs, bytesMax: PEM_BYTES_MAX };
  return servicePolicies(tenantPreference(http), textFiles(limits), now);
}

const PEM_BYTES_MAX = 16_384;

/** One policy for all tenants. The key is read when it is needed, so that its file may change. */
export function settingsPolicies(config: LevelSettings): SecurityPolicies {
  return {
    of: (_channel, dataset) => {
      const level = levelIn(config, dataset);
      const pem = level === NEEDS_PEM ? pemFrom(config.reportPemFile) : ok('');
      return Promise.resolve(
        pem.ok ? ok({ level, piiFields: PERSONAL_FIELDS, pem: pem.value }) : pem,
      );
    },
  };
}

export type LevelSettings = Pick<
  Config,
  'progressExhaustLevel' | 'responseExhaustLevel' | 'userinfoExhaustLevel' | 'reportPemFile'
>;

const NEEDS_PEM: SecurityLevel = 'PUBLIC_KEY_ENCRYPTED_DATASET';

function levelIn(config: LevelSettings, dataset: Dataset): SecurityLevel {
  const name = {
    'progress-exhaust': config.progressExhaustLevel,
    'response-exhaust': config.responseExhaustLevel,
    'userinfo-exhaust': config.userinfoExhaustLevel,
  }[dataset];
  return LEVEL_OF[name];
}

const LEVEL_OF = {
  none: '',
  plain: 'PLAIN_DATASET',
  password: 'PASSWORD_PROTECTED_DATASET',
  'text-key': 'TEXT_KEY_ENCRYPTED_DATASET',
  'public-key': 'PUBLIC_KEY_ENCRYPTED_DATASET',
} as const satisfies Readonly<Record<LevelSettings['progressExhaustLevel'], SecurityLevel>>;

function pemFrom(file: string): Result<string, { readonly detail: string }> {
  try {
    return ok(readFileSync(file, 'utf8'));
  } catch (error) {
    return err({ detail: `LAUREL_REPORT_PEM_FILE cannot be read: ${String(error)}` });
  }
}

const KEPT_POLICIES_MAX = 1_000;
const POLICY_KEPT_MS = 60_000;

/** The policy that the preference service has for a tenant. */
export function servicePolicies(
  preference: TenantPreference,
  fetchText: FetchText,
  now: () => number,
): SecurityPolicies {
  const limits = { entriesMax: KEPT_POLICIES_MAX, keptMs: POLICY_KEPT_MS };
  const kept = new KeptAnswers<SecurityPolicy>(limits, now);
  return {
    of: (channel, dataset) =>
      kept.of(JSON.stringify([channel, dataset]), () =>
        ask(preference, fetchText, channel, dataset),
      ),
  };
}

async function ask(
  preference: TenantPreference,
  fetchText: FetchText,
  channel: string,
  dataset: Dataset,
): Asked<SecurityPolicy> {
  const name = await preference.securityLevel(channel, dataset);
  if (!name.ok) return name;
  const level = securityLevelOf(name.value);
  if (level === null) return err({ detail: 'the security policy names no level that there is' });
  const piiFields = await personalFields(preference, channel, dataset);
  if (!piiFields.ok) return piiFields;
  const pem = level === NEEDS_PEM ? await pemOf(preference, fetchText, channel) : ok('');
  return pem.ok ? ok({ level, piiFields: piiFields.value, pem: pem.value }) : pem;
}

/** Only user info depends on them. */
const personalFields = (
  preference: TenantPreference,
  channel: string,
  dataset: Dataset,
): Asked<readonly string[]> =>
  dataset === 'userinfo-exhaust' ? preference.piiFields(channel) : Promise.resolve(ok([]));

async function pemOf(
  preference: TenantPreference,
  fetchText: FetchText,
  channel: string,
): Asked<string> {
  const key = await preference.exhaustKey(channel);
  if (!key.ok || key.value === '' || key.value.startsWith('-----BEGIN ')) return key;
  return fetchText(key.value);
}
