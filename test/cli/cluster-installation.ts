/** A cluster's keyspace, topics and settings for one test file; all gone when `remove` resolves. */
import { Client } from 'cassandra-driver';
import type { Servers } from '../real/servers.js';
import { openEnvironment, type Environment } from '../embedded-kafka/environment.js';
import type { Generated } from '../system/generator.js';
import { file, laurel, type Settings } from '../system/program.js';

export interface ClusterInstallation {
  readonly environment: Environment;
  readonly keyspace: string;
  /** Nothing is made at a start; `laurel migrate` does. */
  readonly settings: Settings;
  readonly cassandra: Client;
  /** Rows of a table of this keyspace. */
  rows(table: string): Promise<Readonly<Record<string, unknown>>[]>;
  remove(): Promise<void>;
}

export async function openInstallation(servers: Servers): Promise<ClusterInstallation> {
  const environment = await openEnvironment(servers);
  const keyspace = `laurel_${environment.env}`;
  const cassandra = new Client({
    contactPoints: servers.cassandra.split(','),
    localDataCenter: servers.localDc,
    socketOptions: { readTimeout: 30_000 },
  });
  await cassandra.connect();
  return {
    ...{ environment, keyspace, cassandra },
    settings: {
      ...environment.settings,
      ...{ LAUREL_PROFILE: 'cluster', LAUREL_AUTH: 'off', LAUREL_CLUSTER_SECRET: 'of a test' },
      ...{ CASSANDRA_CONTACT_POINTS: servers.cassandra, CASSANDRA_LOCAL_DC: servers.localDc },
      ...{ LAUREL_CASSANDRA_KEYSPACE: keyspace, REDIS_URL: servers.redis, LAUREL_SHARDS: '2' },
      ...{ LAUREL_CLUSTER_FLUSH_INTERVAL_MS: '200', LAUREL_CREATE_SCHEMA: 'no' },
    },
    rows: async (table) => {
      const { rows } = await cassandra.execute(`SELECT * FROM ${keyspace}.${table}`);
      return rows.map((row) => ({ ...row }));
    },
    remove: async () => {
      await cassandra.execute(`DROP KEYSPACE IF EXISTS ${keyspace}`);
      await cassandra.shutdown();
      await environment.remove();
    },
  };
}

/** Imports a generated installation beside its servers, without users: their cache is shared. */
export async function importInto(settings: Settings, imports: Generated['imports']): Promise<void> {
  for (const kind of ['course', 'batch', 'enrolments'] as const) {
    const { code, err } = await laurel(
      'beside',
      ['import', kind, file(kind, imports[kind])],
      settings,
    );
    if (code !== 0) throw new Error(`import ${kind} ended with ${String(code)}: ${err}`);
  }
}
