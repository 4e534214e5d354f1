/** The user cache rebuilt from a real Cassandra into a real Redis (`reference/exhausts.md` 7.1). */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runUserCacheIndexer } from '../../src/cli/user-cache-indexer-run.js';
import { indexUsers, type IndexOrder, type IndexParts } from '../../src/cli/user-cache-indexer.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { createUserTables } from '../../src/persistence/cassandra/sunbird-user-schema.js';
import { userSource } from '../../src/persistence/cassandra/user-source.js';
import { redisCheckpoint } from '../../src/persistence/redis/checkpoint.js';
import { redisConnection, type RedisConnection } from '../../src/persistence/redis/connection.js';
import { scanKeys } from '../../src/persistence/redis/key-scan.js';
import { REDIS_USERS, redisUsers, USERS_DB } from '../../src/persistence/redis/users.js';
import fixture from '../cases/exhaust/fixtures/indexer_user.json' with { type: 'json' };
import { valueOf as storedValueOf } from '../contract/open-store.js';
import { openKeyspace, valueOf, type Keyspace } from '../persistence/cassandra-sunbird.js';
import {
  CUSTODIAN,
  EXPECTED_AGRI,
  EXPECTED_NCF,
  EXPECTED_WITHOUT_FRAMEWORK,
  FIXTURE_ORGANISATIONS,
  LOCATIONS,
  ORGANISATIONS,
} from '../persistence/sunbird/indexed-users.js';
import { realServers } from '../real/servers.js';
import { fakeTerminal } from './fake-terminal.js';

const servers = realServers();

/** Users of one page, so that the few of the test take several. */
const PAGE_USERS = 4;
const MORE_USERS = Array.from({ length: 10 }, (_, i) => `more-${String(i)}`);
const FIXTURE_USERS = fixture.map((row) => row.userid);

describe.skipIf(servers === null)('user-cache-indexer on real servers', () => {
  let keyspace: Keyspace;
  let redis: RedisConnection;
  let prefix: string;
  const made: string[] = [];

  beforeAll(async () => {
    redis = redisConnection({ url: servers?.redis ?? '', tls: null }, USERS_DB);
    keyspace = await openKeyspace('empty');
    valueOf(await createUserTables(keyspace.client, keyspace.name));
    await fill(keyspace);
  });
  beforeEach(() => {
    prefix = `laurel-test-${randomBytes(6).toString('hex')}:`;
    made.push(prefix);
  });
  afterAll(async () => {
    for (const some of made) await removeAll(redis, some);
    redis.close();
    await keyspace.drop();
  });

  const hashOf = async (id: string, begins = prefix): Promise<unknown> =>
    (await storedValueOf(redis.ask([['hgetall', begins + id]])))[0];
  const job = (more: Partial<IndexParts> = {}) => {
    const cache = redisUsers(redis, { ...REDIS_USERS, prefix, portionUsersMax: 5 });
    const parts: IndexParts = {
      source: userSource(keyspace.client, keyspace.name, PAGE_USERS),
      cache,
      anonymous: redisUsers(redis, { ...REDIS_USERS, prefix: `${prefix}arrived:` }),
      checkpoint: redisCheckpoint(redis, `test:${prefix}`, 60_000),
      categories: null,
      terminal: fakeTerminal(),
      ...more,
    };
    const run = async (order: IndexOrder) => {
      const terminal = fakeTerminal();
      const code = await indexUsers(order, { ...parts, terminal }, true);
      return { code, ...terminal, summary: JSON.parse(terminal.printed.at(-1)!) as unknown };
    };
    return { run, cache, parts };
  };

  it('writes the hashes of the fixture, field by field', async () => {
    const run = await job().run({ kind: 'all', since: null });

    const rows = FIXTURE_USERS.length + MORE_USERS.length;
    expect(run).toMatchObject({ code: 0, summary: { status: 'SUCCESS', rows, resumed: false } });
    expect(await Promise.all(FIXTURE_USERS.map((id) => hashOf(id)))).toEqual([
      EXPECTED_NCF,
      EXPECTED_AGRI,
      EXPECTED_WITHOUT_FRAMEWORK,
    ]);
    expect(await hashOf('more-3')).toEqual({
      firstname: 'more-3',
      status: '1',
      rootorgid: CUSTODIAN,
      usersignintype: 'Self-Signed-In',
      usertype: '',
      usersubtype: '',
      profileusertypes: '',
    });
    expect(await keysOf(redis, prefix)).toHaveLength(rows);
  });

  it('shows by the tokens of the users how far it is', async () => {
    const run = await job().run({ kind: 'all', since: null });

    const parts = run.progressed.map((line) => Number(/, (\d+) %$/.exec(line)?.[1]));
    expect(parts).toEqual([...parts].sort((a, b) => a - b));
    expect(parts.length).toBeGreaterThan(2);
    expect(parts[0]).toBeGreaterThan(0);
    expect(parts[0]).toBeLessThan(100);
    expect(parts.at(-1)).toBe(100);
  });

  it('writes who was changed since a day', async () => {
    const run = await job().run({ kind: 'all', since: Date.parse('2024-01-06') });

    const changed = MORE_USERS.slice(5);
    expect(run).toMatchObject({ code: 0, summary: { rows: FIXTURE_USERS.length + 5 } });
    expect(await keysOf(redis, prefix)).toEqual(
      [...FIXTURE_USERS, ...changed].map((id) => prefix + id).sort(),
    );
  });

  it('refreshes: what is gone goes, and nobody is missing meanwhile', async () => {
    const { run, cache } = job();
    await run({ kind: 'all', since: null });
    const [gone, guest] = ['gone', 'guest'] as unknown as [LearnerId, LearnerId];
    const stale = { usersignintype: 'Validated', block: 'Old' };
    await storedValueOf(cache.putUsers([[gone, stale]]));
    await storedValueOf(cache.putUsers([['more-1' as LearnerId, stale]]));
    await storedValueOf(cache.putUsers([[guest, { usersignintype: 'Anonymous' }]]));
    const before = await keysOf(redis, prefix);

    const refreshed = await run({ kind: 'refresh' });

    expect(refreshed).toMatchObject({ code: 0, summary: { rows: 13, removed: 1 } });
    expect(await keysOf(redis, prefix)).toEqual(before.filter((key) => key !== prefix + gone));
    expect(await hashOf('more-1')).not.toHaveProperty('block');
  });

  it('goes on after a stop from the page where it was', async () => {
    const source = userSource(keyspace.client, keyspace.name, PAGE_USERS);
    let pages = 0;
    const stopping: typeof source = {
      ...source,
      page: (after, since) => {
        const fault = { kind: 'damaged', key: 'user', detail: 'stopped by the test' } as const;
        return ++pages === 3
          ? Promise.resolve({ ok: false, error: fault })
          : source.page(after, since);
      },
    };
    const stopped = await job({ source: stopping }).run({ kind: 'all', since: null });
    const written = await keysOf(redis, prefix);
    await removeAll(redis, prefix);

    const resumed = await job().run({ kind: 'all', since: null });

    expect(stopped).toMatchObject({ code: 1, summary: { rows: 2 * PAGE_USERS } });
    expect(resumed).toMatchObject({ code: 0, summary: { rows: 13, resumed: true } });
    const rest = await keysOf(redis, prefix);
    expect(rest).toHaveLength(13 - 2 * PAGE_USERS);
    expect(rest.filter((key) => written.includes(key))).toEqual([]);
  });

  it('writes everybody else when a key holds something else than a hash', async () => {
    await storedValueOf(redis.change([['set', `${prefix}more-4`, 'text']]));

    const run = await job().run({ kind: 'all', since: null });

    expect(run).toMatchObject({ code: 1, summary: { status: 'FAILED', rows: 12, damaged: 1 } });
    expect(run.noted.join()).toContain(
      `the Redis key ${prefix}more-4 holds a value of another type`,
    );
    expect(await keysOf(redis, prefix)).toHaveLength(13);
    expect(await storedValueOf(redis.ask([['get', `${prefix}more-4`]]))).toEqual(['text']);
  });

  it('copies anonymous users from where they arrive', async () => {
    const arrivals = redisUsers(redis, { ...REDIS_USERS, prefix: `${prefix}arrived:` });
    await storedValueOf(
      arrivals.putUsers([
        ['guest' as LearnerId, { usersignintype: 'Anonymous', userlogintype: 'student' }],
        ['member' as LearnerId, { usersignintype: 'Validated' }],
      ]),
    );

    const run = await job({ anonymous: arrivals }).run({ kind: 'anonymous' });

    expect(run).toMatchObject({ code: 0, summary: { rows: 1 } });
    expect(await hashOf('guest')).toEqual({
      usersignintype: 'Anonymous',
      userlogintype: 'student',
    });
  });

  it('is run with addresses: one user, under the key that Sunbird reads', async () => {
    const id = `laurel-test-${randomBytes(6).toString('hex')}`;
    const { name } = keyspace;
    await keyspace.execute(
      `INSERT INTO ${name}.user (id, userid, firstname, rootorgid) VALUES (?, ?, 'Asha', ?)`,
      [id, id, CUSTODIAN],
    );
    const terminal = fakeTerminal();
    const tools = { zone: { startOf: () => 0 }, categories: null, terminal };

    const code = await runUserCacheIndexer({ user: id }, addresses(name), tools, true);

    const hash = await hashOf(id, 'user:');
    await storedValueOf(redis.change([['unlink', `user:${id}`]]));
    await keyspace.execute(`DELETE FROM ${name}.user WHERE id = ?`, [id]);
    expect(code, terminal.noted.join()).toBe(0);
    expect(hash).toMatchObject({ firstname: 'Asha', usersignintype: 'Self-Signed-In' });
  });

  it('says that Cassandra does not answer, and ends in time', async () => {
    const terminal = fakeTerminal();
    const tools = { zone: { startOf: () => 0 }, categories: null, terminal };
    const nowhere = { ...addresses('sunbird'), contactPoints: ['127.0.0.1:1'] };

    const code = await runUserCacheIndexer({}, nowhere, tools, true);

    expect(code).toBe(1);
    expect(terminal.noted.join()).toContain('laurel: Cassandra: the store is unavailable');
  });

  const addresses = (name: string) => ({
    contactPoints: [servers?.cassandra ?? ''],
    localDataCenter: servers?.localDc ?? '',
    ...{ credentials: null, tls: null, keyspace: name },
    redis: { url: servers?.redis ?? '', tls: null },
    usersDb: USERS_DB,
    anonymousDb: 4,
  });
});

async function fill({ name, execute }: Keyspace): Promise<void> {
  for (const row of [...fixture, ...moreUsers()]) {
    await execute(`INSERT INTO ${name}.user JSON ?`, [JSON.stringify(row)]);
  }
  for (const userid of FIXTURE_USERS) {
    for (const organisationid of FIXTURE_ORGANISATIONS) {
      const row = { userid, organisationid, isdeleted: false };
      await execute(`INSERT INTO ${name}.user_organisation JSON ?`, [JSON.stringify(row)]);
    }
  }
  const rows = { organisation: ORGANISATIONS, location: LOCATIONS };
  for (const [table, some] of Object.entries(rows)) {
    for (const row of some) {
      await execute(`INSERT INTO ${name}.${table} JSON ?`, [JSON.stringify(row)]);
    }
  }
  await execute(
    `INSERT INTO ${name}.system_settings (id, field, value)
     VALUES ('custodianOrgId', 'custodianOrgId', ?)`,
    [CUSTODIAN],
  );
}

/** Each of them was changed on a day of its own. */
const moreUsers = () =>
  MORE_USERS.map((id, i) => ({
    ...{ id, userid: id, firstname: id, status: 1, rootorgid: CUSTODIAN },
    updateddate: `2024-01-0${String(i + 1)} 10:00:00:000+0000`.replace('010 ', '10 '),
  }));

async function keysOf(redis: RedisConnection, prefix: string): Promise<string[]> {
  const found = new Set<string>();
  let after: string | null = null;
  do {
    const scanned: { readonly keys: readonly string[]; readonly next: string | null } =
      await storedValueOf(scanKeys(redis, prefix, after, 1000));
    for (const key of scanned.keys) found.add(key);
    after = scanned.next;
  } while (after !== null);
  return [...found].sort();
}

async function removeAll(redis: RedisConnection, prefix: string): Promise<void> {
  const keys = await keysOf(redis, prefix);
  if (keys.length > 0) await storedValueOf(redis.change([['unlink', ...keys]]));
}
