/**
 * The environment, read once: a frozen `Config`, or every fault of it at once. Owns the rules that
 * span several settings; the settings themselves and their defaults are `settings.ts`.
 *
 * - N1 Whatever is wrong is named with its variable, all of it in one go.
 * - N2 A variable that starts with `LAUREL_` and is no setting is a fault: a typing error must not
 *   silently leave a default in force.
 * - N3 What a profile needs and is not set is a fault by name, and so is what it cannot use.
 */
import { resolve } from 'node:path';
import { envSchema } from 'env-schema';
import { authFaults } from './auth-rules.js';
import { connectionFaults } from './connection-rules.js';
import { isCronLine } from './cron.js';
import { err, ok, type Result } from './domain/result.js';
import { parseRoles, ROLES } from './roles.js';
import { SETTINGS, type SettingName, type Settings } from './settings.js';
import { parseTemplateHosts } from './template-hosts.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with one variable, as a sentence that says what is allowed. */
export interface ConfigFault {
  readonly variable: string;
  readonly problem: string;
}

/** `LAUREL_FLUSH_INTERVAL_MS` -> `flushIntervalMs`. */
type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<Camel<Tail>>}`
  : Lowercase<S>;

type Unprefixed<S extends string> = S extends `LAUREL_${infer Rest}` ? Rest : S;

/** One property a setting, named like its variable; paths are absolute. */
export type Config = {
  readonly [Name in SettingName as Camel<Unprefixed<Name>>]: Settings[Name];
};

/** Reads and checks the environment; relative paths are resolved against `cwd`. */
export function parseConfig(env: Environment, cwd: string): Result<Config, ConfigFault[]> {
  const given = withProfile(withoutEmpty(env));
  const checked = checkEach(given);
  const faults = [...unknownSettings(given), ...checked.faults];
  const { settings } = checked;
  // A single value out of bounds hides no rule between the others.
  if (settings !== null) faults.push(...conflicts(settings));
  return settings === null || faults.length > 0 ? err(faults) : ok(freeze(settings, cwd));
}

/** The settings as text for a reader, in the order of the table; secrets within are masked. */
export function redactedConfig(config: Config): Record<SettingName, string> {
  const values = config as Readonly<Record<string, string | number>>;
  const rows = NAMES.map((name) => [name, shown(name, String(values[property(name)]))]);
  return Object.fromEntries(rows) as Record<SettingName, string>;
}

/** The address that others reach Laurel by, without a slash at its end. */
export function publicUrlOf({ publicUrl, host, port }: Config): string {
  if (publicUrl !== '') return publicUrl.replace(/\/+$/, '');
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

/** Formats faults for a terminal, one a line. */
export const faultText = (faults: readonly ConfigFault[]): string =>
  faults.map(({ variable, problem }) => `${variable} ${problem}`).join('\n');

const NAMES = Object.keys(SETTINGS.properties) as SettingName[];

/** An empty variable is an unset one, as everywhere in twelve-factor services. */
function withoutEmpty(env: Environment): Record<string, string> {
  const set = Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== '');
  return Object.fromEntries(set.map(([name, value]) => [name, (value ?? '').trim()]));
}

/** In a cluster anybody on the network may call, so that callers prove who they are by default. */
const withProfile = (given: Record<string, string>): Record<string, string> =>
  given['LAUREL_PROFILE'] === 'cluster' ? { LAUREL_AUTH: 'jwt', ...given } : given;

function checkEach(given: Record<string, string>): {
  readonly settings: Settings | null;
  readonly faults: readonly ConfigFault[];
} {
  try {
    // env-schema writes into the schema that it is given.
    const schema = structuredClone(SETTINGS);
    const settings = envSchema<Settings>({ schema, data: given, env: false });
    return { settings, faults: [] };
  } catch (error) {
    return { settings: null, faults: schemaFaults(error, given) };
  }
}

interface AjvError {
  readonly instancePath: string;
  readonly keyword: string;
}

function schemaFaults(error: unknown, given: Record<string, string>): ConfigFault[] {
  if (!(error instanceof Error) || !('errors' in error)) throw error;
  const names = (error.errors as readonly AjvError[]).map((e) => e.instancePath.slice(1));
  return [...new Set(names)].map((variable) => ({
    variable,
    problem: wrongValue(given[variable] ?? '', allowed(variable as SettingName)),
  }));
}

const wrongValue = (value: string, allows: string): string =>
  `is '${redact(value)}', allowed is ${allows}`;

function allowed(name: SettingName): string {
  const rule: object = SETTINGS.properties[name];
  if ('enum' in rule && Array.isArray(rule.enum)) return rule.enum.join(' or ');
  if (!('minimum' in rule && 'maximum' in rule)) return 'text';
  return `a whole number from ${String(rule.minimum)} to ${String(rule.maximum)}`;
}

function unknownSettings(given: Record<string, string>): ConfigFault[] {
  return Object.keys(given)
    .filter((name) => name.startsWith('LAUREL_') && !NAMES.includes(name as SettingName))
    .map((variable) => ({ variable, problem: 'is no setting of Laurel (see the README)' }));
}

const CLUSTER_NEEDS = [
  'KAFKA_BROKERS',
  'CASSANDRA_CONTACT_POINTS',
  'REDIS_URL',
  'LAUREL_CLUSTER_SECRET',
] as const;

/** N3. */
function profileFaults(settings: Settings): ConfigFault[] {
  if (settings.LAUREL_PROFILE === 'cluster') {
    return CLUSTER_NEEDS.filter((variable) => settings[variable] === '').map((variable) => ({
      variable,
      problem: "is not set, and LAUREL_PROFILE is 'cluster', which needs it",
    }));
  }
  return [];
}

function roleFaults(roles: string): ConfigFault[] {
  if (parseRoles(roles) !== null) return [];
  const problem = wrongValue(roles, `all, or some of ${ROLES.join(', ')}`);
  return [{ variable: 'LAUREL_ROLES', problem }];
}

const ADDRESSES = [
  'LAUREL_JWKS_URL',
  'LAUREL_OIDC_ISSUER',
  'LAUREL_PUBLIC_URL',
  'LAUREL_USER_SERVICE_URL',
  'LAUREL_CONTENT_SERVICE_URL',
  'LAUREL_SEARCH_SERVICE_URL',
  'LAUREL_GROUP_SERVICE_URL',
  'LAUREL_NOTIFICATION_URL',
  'LAUREL_REGISTRY_URL',
  'LAUREL_SEARCH_INDEX_URL',
  'LAUREL_PREFERENCE_SERVICE_URL',
  'LAUREL_CLOUD_BASE_URL',
] as const;

function conflicts(settings: Settings): ConfigFault[] {
  return [
    ...profileFaults(settings),
    ...roleFaults(settings.LAUREL_ROLES),
    ...authFaults(settings),
    ...connectionFaults(settings),
    ...ADDRESSES.flatMap((name) => urlFault(name, settings[name])),
    ...zoneFault(settings.LAUREL_TIME_ZONE),
    ...CRON_LINES.flatMap((name) => cronFault(name, settings[name])),
    ...pemFault(settings),
    ...templateHostsFault(settings.LAUREL_TEMPLATE_HOSTS),
  ];
}

function templateHostsFault(hosts: string): ConfigFault[] {
  const parsed = parseTemplateHosts(hosts);
  if (parsed.ok) return [];
  const forms = 'host, *.host, host:port, each also +private';
  const problem = `has '${parsed.error}', which is none of ${forms}`;
  return [{ variable: 'LAUREL_TEMPLATE_HOSTS', problem }];
}

function urlFault(variable: SettingName, value: string): ConfigFault[] {
  if (value === '' || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) return [];
  return [{ variable, problem: wrongValue(value, 'an http or https address') }];
}

const CRON_LINES = [
  'LAUREL_PROGRESS_EXHAUST_CRON',
  'LAUREL_RESPONSE_EXHAUST_CRON',
  'LAUREL_USERINFO_EXHAUST_CRON',
  'LAUREL_COLLECTION_SUMMARY_CRON',
] as const;

const cronFault = (variable: SettingName, line: string): ConfigFault[] =>
  isCronLine(line)
    ? []
    : [{ variable, problem: wrongValue(line, 'off or five fields of a cron line') }];

function zoneFault(zone: string): ConfigFault[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    const problem = wrongValue(zone, 'a zone of the tz database, e.g. Asia/Kolkata');
    return [{ variable: 'LAUREL_TIME_ZONE', problem }];
  }
}

/** A level that needs a key is of no use without one. */
function pemFault(settings: Settings): ConfigFault[] {
  if (settings.LAUREL_REPORT_PEM_FILE !== '' || settings.LAUREL_PREFERENCE_SERVICE_URL !== '') {
    return [];
  }
  return LEVEL_SETTINGS.filter((name) => settings[name] === 'public-key').map((variable) => ({
    variable,
    problem: 'needs LAUREL_REPORT_PEM_FILE',
  }));
}

const LEVEL_SETTINGS = [
  'LAUREL_PROGRESS_EXHAUST_LEVEL',
  'LAUREL_RESPONSE_EXHAUST_LEVEL',
  'LAUREL_USERINFO_EXHAUST_LEVEL',
] as const;

/** Folders and files; relative ones are those of the working folder. */
const PATHS = [
  'LAUREL_DATA_DIR',
  'LAUREL_JWT_KEY_DIR',
  'LAUREL_SIGNING_KEYS',
  'LAUREL_PDF_SIGNATURE_CERT_FILE',
  'LAUREL_PDF_SIGNATURE_KEY_FILE',
  'LAUREL_REPORT_DIR',
  'LAUREL_ATTEMPT_ARCHIVE_DIR',
  'LAUREL_REPORT_PEM_FILE',
  ...(['KAFKA', 'CASSANDRA', 'REDIS'] as const).flatMap(
    (server) =>
      [`${server}_TLS_CA_FILE`, `${server}_TLS_CERT_FILE`, `${server}_TLS_KEY_FILE`] as const,
  ),
] as const;

function freeze(settings: Settings, cwd: string): Config {
  const from = (path: string): string => (path === '' ? '' : resolve(cwd, path));
  const absolute = Object.fromEntries(PATHS.map((name) => [name, from(settings[name])]));
  const named = Object.entries({ ...settings, ...absolute }).map(([name, value]) => [
    property(name),
    value,
  ]);
  return Object.freeze(Object.fromEntries(named) as Config);
}

function property(name: string): string {
  const words = name.replace(/^LAUREL_/, '').toLowerCase();
  return words.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Secrets are named so, or are a password inside an address. */
const shown = (name: string, value: string): string =>
  /_(KEY|SECRET|PASSWORD)$/.test(name) && value !== '' ? '***' : redact(value);

const redact = (value: string): string => value.replace(/(:\/\/[^/\s:@]*):[^/\s@]*@/, '$1:***@');
