import { Client } from 'cassandra-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type Server } from './private-servers.js';
import { realServers } from './servers.js';

const servers = realServers();
const keyspace = `laurel_smoke_${String(process.pid)}`;

describe.skipIf(servers === null)('the Cassandra of the run', () => {
  it('decides a compare-and-set', async () => {
    const client = clientOf(servers!.cassandra, servers!.localDc);
    await createTable(client);
    const insert = `INSERT INTO ${keyspace}.words (id, word) VALUES (?, ?) IF NOT EXISTS`;

    const first = await client.execute(insert, ['1', 'first'], { prepare: true });
    const second = await client.execute(insert, ['1', 'second'], { prepare: true });
    await client.execute(`DROP KEYSPACE ${keyspace}`);
    await client.shutdown();

    expect([first.wasApplied(), second.wasApplied()]).toEqual([true, false]);
  });
});

describe.skipIf(servers === null)('a Cassandra of a test', () => {
  let server: Server;
  let client: Client;
  beforeAll(async () => {
    server = await startServer('cassandra');
    client = clientOf(server.address, servers!.localDc);
  });
  afterAll(async () => {
    await client.shutdown();
    await server.remove();
  });

  it('has every row that it acknowledged after it was killed', async () => {
    await createTable(client);
    const ids = Array.from({ length: 50 }, (_, i) => `row-${String(i).padStart(2, '0')}`);
    const insert = `INSERT INTO ${keyspace}.words (id, word) VALUES (?, ?)`;
    await Promise.all(ids.map((id) => client.execute(insert, [id, 'kept'], { prepare: true })));

    await server.kill();
    expect(await server.answers()).toBe(false);
    await server.restart();

    // A new client: how the old one finds the server again is the driver's business, not ours.
    const again = clientOf(server.address, servers!.localDc);
    const { rows } = await again.execute(`SELECT id FROM ${keyspace}.words`);
    await again.shutdown();
    expect(rows.map((row): unknown => row.get('id')).sort()).toEqual(ids);
  });
});

function clientOf(contact: string, localDataCenter: string): Client {
  return new Client({ contactPoints: contact.split(','), localDataCenter });
}

async function createTable(client: Client): Promise<void> {
  const replication = `{'class': 'SimpleStrategy', 'replication_factor': 1}`;
  await client.execute(`CREATE KEYSPACE ${keyspace} WITH replication = ${replication}`);
  await client.execute(`CREATE TABLE ${keyspace}.words (id text PRIMARY KEY, word text)`);
}
