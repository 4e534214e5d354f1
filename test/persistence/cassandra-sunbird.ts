/** A keyspace of Sunbird's tables on the real server, of one test file's own. */
import { randomBytes } from 'node:crypto';
import { Client } from 'cassandra-driver';
import type { Result } from '../../src/domain/result.js';
import { completeTables, createKeyspace } from '../../src/persistence/cassandra/sunbird-schema.js';
import { rowStatements } from '../../src/persistence/cassandra/sunbird-statements.js';
import type { Statement } from '../../src/persistence/cassandra/statement.js';
import type { RowChanges, StoredRow } from '../../src/persistence/sunbird/rows.js';
import { realServers } from '../real/servers.js';

export interface Keyspace {
  readonly client: Client;
  readonly name: string;
  /** Writes rows at a time of writing in microseconds, the learners' in a batch each. */
  write(rows: readonly RowChanges[], atMicros: number): Promise<void>;
  /** Executes a text as another writer would, at the server's own time. */
  execute(query: string, params?: readonly unknown[]): Promise<readonly StoredRow[]>;
  drop(): Promise<void>;
}

/** Connects and makes an empty keyspace; with Sunbird's tables unless told otherwise. */
export async function openKeyspace(tables: 'tables' | 'empty' = 'tables'): Promise<Keyspace> {
  const client = connected();
  await client.connect();
  const name = `sunbird_${randomBytes(6).toString('hex')}`;
  valueOf(await createKeyspace(client, name, 1));
  if (tables === 'tables') valueOf(await completeTables(client, name));
  const batch = async (statements: readonly Statement[], atMicros: number): Promise<void> => {
    const queries = statements.map(({ query, params }) => ({ query, params: [...params] }));
    await client.batch(queries, { prepare: true, logged: false, timestamp: atMicros });
  };
  return {
    client,
    name,
    write: async (rows, atMicros) => {
      const { apart, ofLearner } = rowStatements(rows, name);
      for (const group of apart) await batch(group, atMicros);
      for (const statements of ofLearner.values()) await batch(statements, atMicros);
    },
    execute: async (query, params = []) =>
      (await client.execute(query, [...params], { prepare: params.length > 0 })).rows,
    drop: async () => {
      await client.execute(`DROP KEYSPACE ${name}`);
      await client.shutdown();
    },
  };
}

function connected(): Client {
  const servers = realServers();
  if (servers === null) throw new Error('there are no servers');
  return new Client({
    contactPoints: [servers.cassandra],
    localDataCenter: servers.localDc,
    socketOptions: { readTimeout: 60_000 },
  });
}

/** The value of a result that must be one. */
export function valueOf<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
