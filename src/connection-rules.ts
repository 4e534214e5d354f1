/**
 * Which settings of the connections to Kafka, Cassandra and Redis go together. Pure; whether the
 * files that they name can be used is `server-tls.ts`.
 *
 * - C1 What would silently do nothing is a fault: a file without TLS, a user whom nobody asks for.
 * - C2 What would silently do less than it says is a fault: half of a pair.
 */
import type { SettingName, Settings } from './settings.js';

interface Fault {
  readonly variable: SettingName;
  readonly problem: string;
}

/** All that is wrong with them. */
export const connectionFaults = (settings: Settings): Fault[] => [
  ...redisUrlFault(settings.REDIS_URL),
  ...SERVERS.flatMap(({ files, isSecure, secured }) => [
    ...pairFault(settings, files[1], files[2]),
    ...(isSecure(settings) ? [] : idle(settings, files, secured)),
  ]),
  ...saslFaults(settings),
  ...pairFault(settings, 'CASSANDRA_USERNAME', 'CASSANDRA_PASSWORD'),
];

interface Server {
  /** Authorities, certificate, key, and what else only TLS looks at. */
  readonly files: readonly [SettingName, SettingName, SettingName, ...SettingName[]];
  readonly isSecure: (settings: Settings) => boolean;
  /** What makes its connections TLS. */
  readonly secured: string;
}

const SERVERS: readonly Server[] = [
  {
    files: ['KAFKA_TLS_CA_FILE', 'KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE'],
    isSecure: (settings) => settings.KAFKA_TLS === 'yes',
    secured: 'KAFKA_TLS=yes',
  },
  {
    files: [
      'CASSANDRA_TLS_CA_FILE',
      'CASSANDRA_TLS_CERT_FILE',
      'CASSANDRA_TLS_KEY_FILE',
      'CASSANDRA_TLS_SERVER_NAME',
    ],
    isSecure: (settings) => settings.CASSANDRA_TLS === 'yes',
    secured: 'CASSANDRA_TLS=yes',
  },
  {
    files: ['REDIS_TLS_CA_FILE', 'REDIS_TLS_CERT_FILE', 'REDIS_TLS_KEY_FILE'],
    isSecure: (settings) => settings.REDIS_URL.startsWith('rediss:'),
    secured: 'a REDIS_URL that begins with rediss://',
  },
];

/** C1. */
const idle = (settings: Settings, names: readonly SettingName[], needed: string): Fault[] =>
  names
    .filter((variable) => settings[variable] !== '')
    .map((variable) => ({ variable, problem: `is set, which needs ${needed}` }));

/** C2. */
function pairFault(settings: Settings, one: SettingName, other: SettingName): Fault[] {
  if ((settings[one] === '') === (settings[other] === '')) return [];
  const [lacking, there] = settings[one] === '' ? [one, other] : [other, one];
  return [{ variable: lacking, problem: `is not set, and ${there} is, which needs it` }];
}

const CREDENTIALS = ['KAFKA_USERNAME', 'KAFKA_PASSWORD'] as const;

function saslFaults(settings: Settings): Fault[] {
  const { KAFKA_SASL: sasl } = settings;
  if (sasl === 'off') return idle(settings, CREDENTIALS, 'KAFKA_SASL');
  return CREDENTIALS.filter((variable) => settings[variable] === '').map((variable) => ({
    variable,
    problem: `is not set, and KAFKA_SASL is '${sasl}', which needs it`,
  }));
}

/** The address may hold a password, so that it is not repeated. */
function redisUrlFault(url: string): Fault[] {
  const isRedis = URL.canParse(url) && ['redis:', 'rediss:'].includes(new URL(url).protocol);
  if (url === '' || isRedis) return [];
  const problem = 'is no address like redis://host:6379 or rediss://user:password@host:6379';
  return [{ variable: 'REDIS_URL', problem }];
}
