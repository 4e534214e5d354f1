/** A store on a real Cassandra for the contract suites: one keyspace a file, emptied for each test. */
import {
  makeKeyspace,
  makeTables,
  tableNames,
} from '../../src/persistence/cassandra/migrations.js';
import { openSession, type Session } from '../../src/persistence/cassandra/session.js';
import { cassandraStore } from '../../src/persistence/cassandra/store.js';
import type { WriteClock } from '../../src/persistence/cluster-ports.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import type { Store } from '../../src/persistence/ports.js';
import type { OpenedStore } from '../contract/open-store.js';
import { valueOf } from '../contract/open-store.js';
import type { Servers } from '../real/servers.js';

/** Connects, and makes a keyspace of this name with Laurel's tables. */
export async function sessionOn(servers: Servers, keyspace: string): Promise<Session> {
  const session = await valueOf(
    openSession({
      contactPoints: servers.cassandra.split(','),
      localDc: servers.localDc,
      ...{ username: '', password: '', requestTimeoutMs: 20_000, inFlightMax: 256 },
    }),
  );
  await valueOf(makeKeyspace(session, keyspace, 1));
  await valueOf(makeTables(session, keyspace));
  return session;
}

/** Takes the keyspace away and disconnects. */
export async function dropKeyspace(session: Session, keyspace: string): Promise<void> {
  await session.client.execute(`DROP KEYSPACE IF EXISTS ${keyspace}`);
  await session.close();
}

/** Times as the wall clock gives them, each later than the one before. */
export function wallClock(): WriteClock {
  let last = BigInt(Date.now()) * 1000n;
  return { from: last, next: () => ++last };
}

/** The store of one shard, with a log, users and offsets that are not Cassandra's to keep. */
export async function openCassandra(session: Session, keyspace: string): Promise<OpenedStore> {
  await emptied(session, keyspace);
  const clock = wallClock();
  const beside = memoryStore();
  const open = (): Store => {
    const stores = cassandraStore({
      ...{ session, keyspace },
      rowStatements: () => ({ apart: [], ofLearner: new Map() }),
      now: () => Date.now(),
    });
    return {
      ...beside,
      ...stores,
      ...stores.shard(1, clock),
      close: () => Promise.resolve(),
    };
  };
  return { store: open(), reopen: () => Promise.resolve(open()) };
}

/** Only what holds something is emptied: emptying a table costs more than looking. */
async function emptied(session: Session, keyspace: string): Promise<void> {
  for (const name of tableNames()) {
    const { rows } = await session.client.execute(`SELECT * FROM ${keyspace}.${name} LIMIT 1`);
    if (rows.length > 0) await session.client.execute(`TRUNCATE ${keyspace}.${name}`);
  }
}
