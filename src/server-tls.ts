/**
 * The TLS of connections to Kafka, Cassandra and Redis by their settings: reads the files that they
 * name. Part of the composition root. Which settings go together is `connection-rules.ts`.
 *
 * - F1 Files are looked at when a program starts, all of them: what is missing, no PEM, or a key of
 *   another certificate is a fault of its setting, and not of a connection hours later.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { parseConfig, type Config, type ConfigFault, type Environment } from './config.js';
import { err, ok, type Result } from './domain/result.js';
import type { CassandraAccess } from './persistence/cassandra/access.js';
import type { RedisAddress } from './persistence/redis/connection.js';
import type { Tls } from './persistence/tls.js';
import type { SettingName } from './settings.js';

/** `null` = plain connections to the brokers. */
export const kafkaTls = (config: Config): Tls | null =>
  config.kafkaTls === 'no' ? null : read(filesOf(config).kafka);

/** How this installation's Cassandra lets clients in. */
export const cassandraAccess = (config: Config): CassandraAccess => ({
  credentials:
    config.cassandraUsername === ''
      ? null
      : { username: config.cassandraUsername, password: config.cassandraPassword },
  tls: config.cassandraTls === 'no' ? null : read(filesOf(config).cassandra),
});

export const redisAddress = (config: Config): RedisAddress => ({
  url: config.redisUrl,
  tls: config.redisUrl.startsWith('rediss:') ? read(filesOf(config).redis) : null,
});

/** The configuration, its files looked at (F1). Reads the disk; else as `parseConfig`. */
export function loadConfig(env: Environment, cwd: string): Result<Config, ConfigFault[]> {
  const parsed = parseConfig(env, cwd);
  if (!parsed.ok) return parsed;
  const faults = Object.values(filesOf(parsed.value)).flatMap(faultsOf);
  return faults.length === 0 ? parsed : err(faults);
}

/** A file under the setting that names it; an empty path = none. */
interface NamedFile {
  readonly variable: SettingName;
  readonly path: string;
}

interface TlsFiles {
  readonly ca: NamedFile;
  readonly cert: NamedFile;
  readonly key: NamedFile;
  readonly serverName: string;
}

const filesOf = (config: Config): Readonly<Record<'kafka' | 'cassandra' | 'redis', TlsFiles>> => ({
  kafka: {
    ca: { variable: 'KAFKA_TLS_CA_FILE', path: config.kafkaTlsCaFile },
    cert: { variable: 'KAFKA_TLS_CERT_FILE', path: config.kafkaTlsCertFile },
    key: { variable: 'KAFKA_TLS_KEY_FILE', path: config.kafkaTlsKeyFile },
    serverName: '',
  },
  cassandra: {
    ca: { variable: 'CASSANDRA_TLS_CA_FILE', path: config.cassandraTlsCaFile },
    cert: { variable: 'CASSANDRA_TLS_CERT_FILE', path: config.cassandraTlsCertFile },
    key: { variable: 'CASSANDRA_TLS_KEY_FILE', path: config.cassandraTlsKeyFile },
    serverName: config.cassandraTlsServerName,
  },
  redis: {
    ca: { variable: 'REDIS_TLS_CA_FILE', path: config.redisTlsCaFile },
    cert: { variable: 'REDIS_TLS_CERT_FILE', path: config.redisTlsCertFile },
    key: { variable: 'REDIS_TLS_KEY_FILE', path: config.redisTlsKeyFile },
    serverName: '',
  },
});

/** Throws where a file that was there at start is gone: a fault of whoever removed it. */
function read({ ca, cert, key, serverName }: TlsFiles): Tls {
  const text = ({ path }: NamedFile): string => readFileSync(path, 'utf8');
  return {
    ca: ca.path === '' ? null : text(ca),
    identity: cert.path === '' ? null : { cert: text(cert), key: text(key) },
    serverName: serverName === '' ? null : serverName,
  };
}

/** F1. */
function faultsOf({ ca, cert, key }: TlsFiles): ConfigFault[] {
  const texts = [textOf(ca), textOf(cert), textOf(key)];
  const unread = texts.flatMap((text) => (text.ok ? [] : [text.error]));
  const [authorities, own, secret] = texts.map((text) => (text.ok ? text.value : ''));
  return [
    ...unread,
    ...(authorities ? certificateFault(ca, authorities) : []),
    ...(own && secret ? identityFault(cert, own, key, secret) : []),
  ];
}

function textOf({ variable, path }: NamedFile): Result<string, ConfigFault> {
  if (path === '') return ok('');
  try {
    const text = readFileSync(path, 'utf8');
    return text.trim() === ''
      ? err({ variable, problem: `names ${path}, which is empty` })
      : ok(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return err({ variable, problem: `names a file that cannot be read: ${why}` });
  }
}

/** Node passes over what is no certificate among authorities, and would then trust nobody. */
function certificateFault({ variable, path }: NamedFile, pem: string): ConfigFault[] {
  try {
    new X509Certificate(pem);
    return [];
  } catch {
    return [{ variable, problem: `names ${path}, which holds no certificate in PEM` }];
  }
}

function identityFault(
  certFile: NamedFile,
  cert: string,
  { variable, path }: NamedFile,
  key: string,
): ConfigFault[] {
  const bad = certificateFault(certFile, cert);
  if (bad.length > 0) return bad;
  try {
    createSecureContext({ cert, key });
    return [];
  } catch {
    const problem = `names ${path}, which is not the key in PEM of ${certFile.variable}`;
    return [{ variable, problem }];
  }
}
