/**
 * A keyspace of a test file's own on the real Cassandra: made before its tests, dropped after
 * them. Making tables takes seconds, so that tests share them; emptying costs only for the tables
 * that hold something.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { WriteClock } from '../../src/persistence/cluster-ports.js';
import {
  ONE_COPY,
  createKeyspace,
  migrate,
  missingParts,
} from '../../src/persistence/cassandra/migrations.js';
import {
  SESSION_DEFAULTS,
  openSession,
  type Session,
} from '../../src/persistence/cassandra/session.js';
import { valueOf } from '../contract/open-store.js';
import { realServers } from '../real/servers.js';

export interface TestKeyspace {
  readonly session: () => Session;
  /** Empties every table of Laurel. */
  readonly empty: () => Promise<void>;
  /** Another session on the same keyspace, as another process has it. */
  readonly another: () => Promise<Session>;
}

/** Registers making and dropping with the file; nothing is there before its first test. */
export function testKeyspace(): TestKeyspace {
  const keyspace = `laurel_test_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  let session: Session | null = null;
  let tables: readonly string[] = [];
  const opened = (): Session => {
    if (session === null) throw new Error('the keyspace is made before the tests');
    return session;
  };
  beforeAll(async () => {
    session = await openedSession(keyspace);
    await valueOf(createKeyspace(session, ONE_COPY));
    const parts = await valueOf(missingParts(session));
    tables = parts.filter((part) => !part.includes('.'));
    await valueOf(migrate(session));
  }, 120_000);
  afterAll(async () => {
    await session?.define(`DROP KEYSPACE IF EXISTS ${keyspace}`);
    await session?.close();
  }, 60_000);
  return {
    session: opened,
    empty: async () => {
      await Promise.all(tables.map((table) => emptied(opened(), table)));
    },
    another: () => openedSession(keyspace),
  };
}

async function openedSession(keyspace: string): Promise<Session> {
  const servers = realServers();
  if (servers === null) throw new Error('there are no real servers');
  const options = { ...SESSION_DEFAULTS, keyspace, now: Date.now };
  return valueOf(
    openSession({ ...options, contactPoints: servers.cassandra, localDc: servers.localDc }),
  );
}

async function emptied(session: Session, table: string): Promise<void> {
  const name = `${session.keyspace}.${table}`;
  const found = await valueOf(session.read({ query: `SELECT * FROM ${name} LIMIT 1`, params: [] }));
  if (found.length > 0) await valueOf(session.define(`TRUNCATE ${name}`));
}

/** The clock of an owner that never loses its lease; its times begin at `fromMs`. */
export function testClock(fromMs: number = Date.now()): WriteClock {
  const from = BigInt(fromMs) * 1000n;
  let last = from - 1n;
  return { from, next: () => ++last };
}
