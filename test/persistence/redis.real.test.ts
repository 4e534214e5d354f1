/** The user cache in a real Redis: the port's contract, and what other writers leave behind. */
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { userStatus } from '../../src/domain/user-cache.js';
import type {
  CachedUser,
  CachedUserPage,
  CachedUsers,
} from '../../src/persistence/cached-users.js';
import type { Store } from '../../src/persistence/ports.js';
import { redisConnection, type RedisConnection } from '../../src/persistence/redis/connection.js';
import { REDIS_USERS, redisUsers, USERS_DB } from '../../src/persistence/redis/users.js';
import { valueOf } from '../contract/open-store.js';
import { learnerId } from '../contract/samples.js';
import { userStoreContract } from '../contract/user-store.js';
import { realServers } from '../real/servers.js';
import { watchRedis } from './redis-watcher.js';

const servers = realServers();

describe.skipIf(servers === null)('the user cache in Redis', () => {
  const url = servers?.redis ?? '';
  const connections: RedisConnection[] = [];
  const prefixes: string[] = [];
  const connect = (): RedisConnection => {
    const connection = redisConnection({ url, tls: null }, USERS_DB);
    connections.push(connection);
    return connection;
  };
  const newPrefix = (): string => {
    const prefix = `laurel-test-${randomBytes(6).toString('hex')}:`;
    prefixes.push(prefix);
    return prefix;
  };

  afterEach(() => {
    for (const connection of connections.splice(0)) connection.close();
  });
  afterAll(async () => {
    const redis = redisConnection({ url, tls: null }, USERS_DB);
    for (const prefix of prefixes) await removeAll(redis, prefix);
    redis.close();
  });

  userStoreContract(() => {
    const prefix = newPrefix();
    const open = (): Store =>
      ({ users: redisUsers(connect(), { ...REDIS_USERS, prefix }) }) as unknown as Store;
    return Promise.resolve({ store: open(), reopen: () => Promise.resolve(open()) });
  });

  it('keeps hashes as Sunbird does: a field a field, under the key user:<id>', async () => {
    const redis = connect();
    const id = learnerId(`laurel-test-${randomBytes(6).toString('hex')}`);
    await valueOf(redisUsers(redis).putUsers([[id, { firstname: 'Asha', state: 'Goa' }]]));

    const [fields] = await valueOf(redis.ask([['hgetall', `user:${id}`]]));
    const [life] = await valueOf(redis.ask([['ttl', `user:${id}`]]));
    await valueOf(redisUsers(redis).removeUsers([id]));

    expect(fields).toEqual({ firstname: 'Asha', state: 'Goa' });
    expect(life).toBe(-1);
  });

  it('reads what older writers left, and changes nothing of it that is not named', async () => {
    const redis = connect();
    const prefix = newPrefix();
    const users = redisUsers(redis, { ...REDIS_USERS, prefix });
    const old = ['status', '1.0', 'framework', '["NCF"]', 'phone', '', '__proto__', 'odd'];
    await valueOf(redis.change([['hset', `${prefix}asha`, ...old]]));
    await valueOf(users.putUsers([[learnerId('asha'), { state: 'Goa' }]]));

    const entry = await valueOf(users.user(learnerId('asha')));

    expect(Object.entries(entry!).sort()).toEqual([
      ['__proto__', 'odd'],
      ['framework', '["NCF"]'],
      ['phone', ''],
      ['state', 'Goa'],
      ['status', '1.0'],
    ]);
    expect(userStatus(entry!)).toBe(1);
  });

  it('names the key that holds something else than a hash', async () => {
    const redis = connect();
    const prefix = newPrefix();
    const users = redisUsers(redis, { ...REDIS_USERS, prefix });
    await valueOf(redis.change([['set', `${prefix}odd`, 'text']]));
    const [asha, odd] = ['asha', 'odd'].map(learnerId) as [never, never];

    const read = await users.users([asha, odd]);
    const put = await users.putUsers([
      [asha, { state: 'Goa' }],
      [odd, { state: 'Goa' }],
    ]);

    const damaged = { ok: false, error: { kind: 'damaged', key: `${prefix}odd` } };
    expect(read).toMatchObject(damaged);
    expect(put).toMatchObject(damaged);
    expect(await valueOf(users.user(asha))).toEqual({ state: 'Goa' });
  });

  it('writes in portions by users and by characters', async () => {
    const prefix = newPrefix();
    const limits = { prefix, portionUsersMax: 3, portionCharsMax: 1000 };
    const users = redisUsers(connect(), limits);
    const ids = Array.from({ length: 10 }, (_, i) => learnerId(`l${i}`));
    const entry = (i: number) => ({ firstname: 'x'.repeat(i * 300) });

    await valueOf(users.putUsers(ids.map((id, i) => [id, entry(i)])));

    expect(await valueOf(users.users(ids))).toEqual(ids.map((_, i) => entry(i)));
  });

  it('pages through all users, saying how each signed in', async () => {
    const redis = connect();
    const prefix = newPrefix();
    const users = redisUsers(redis, { ...REDIS_USERS, prefix, portionUsersMax: 10 });
    const ids = Array.from({ length: 55 }, (_, i) => learnerId(`l${i}`));
    const entry = { usersignintype: 'Anonymous', state: 'Goa' };
    await valueOf(users.putUsers(ids.map((id) => [id, entry])));
    await valueOf(users.putUsers([[ids[7]!, { usersignintype: null, userlogintype: 'guest' }]]));
    await valueOf(redis.change([['set', `${prefix}odd`, 'text']]));

    const found = await everybody(users);

    const byId = new Map(found.map((user) => [user.learner, user]));
    expect([...byId.keys()].sort()).toEqual([...ids].sort());
    expect(byId.get(ids[0]!)).toMatchObject({ signIn: 'Anonymous', logIn: null });
    expect(byId.get(ids[7]!)).toMatchObject({ signIn: null, logIn: 'guest' });
  });

  it('replaces entries whole, and no reader finds one missing meanwhile', async () => {
    const prefix = newPrefix();
    const users = redisUsers(connect(), { ...REDIS_USERS, prefix });
    const ids = Array.from({ length: 200 }, (_, i) => learnerId(`l${String(i)}`));
    const version = (letter: string) =>
      ids.map((id) => [id, { [letter]: letter.repeat(2000) }] as const);
    await valueOf(users.replaceUsers(version('a')));
    const watcher = await watchRedis(
      url,
      USERS_DB,
      FIELDS_SEEN,
      ids.map((id) => prefix + id),
    );

    for (let i = 1; i <= 100; i++) {
      await valueOf(users.replaceUsers(version(i % 2 === 0 ? 'a' : 'b')));
    }
    const watched = await watcher.stop();

    expect(Object.keys(watched).sort()).toEqual(['a', 'b']);
  });

  it('counts at least the users that are there', async () => {
    const users = redisUsers(connect(), { ...REDIS_USERS, prefix: newPrefix() });
    const ids = Array.from({ length: 20 }, (_, i) => learnerId(`l${i}`));
    await valueOf(users.putUsers(ids.map((id) => [id, { state: 'Goa' }])));

    expect(await valueOf(users.count())).toBeGreaterThanOrEqual(20);
  });
});

/** What all entries hold: one field each, the same in all since they are of one portion. */
const FIELDS_SEEN = `
  local seen = {}
  for _, key in ipairs(KEYS) do seen[redis.call('HKEYS', key)[1] or 'nothing'] = true end
  local names = {}
  for name in pairs(seen) do names[#names + 1] = name end
  return table.concat(names, ' and ')
`;

async function everybody(users: CachedUsers): Promise<CachedUser[]> {
  const found: CachedUser[] = [];
  let after: string | null = null;
  do {
    const page: CachedUserPage = await valueOf(users.page(after));
    found.push(...page.users);
    after = page.next;
  } while (after !== null);
  return found;
}

/** Removes the keys that begin so, from whatever type they are. */
async function removeAll(redis: RedisConnection, prefix: string): Promise<void> {
  for (let cursor = '0'; ;) {
    const scan = ['scan', cursor, 'MATCH', `${prefix}*`, 'COUNT', '1000'] as const;
    const [answer] = await valueOf(redis.ask([scan]));
    const [next, keys] = answer as [string, string[]];
    if (keys.length > 0) await valueOf(redis.change([['unlink', ...keys]]));
    if (next === '0') return;
    cursor = next;
  }
}
