/** A Redis that is away, hangs, comes back or refuses: every call ends in time and says what is. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  REDIS_LIMITS,
  redisConnection,
  type RedisConnection,
} from '../../src/persistence/redis/connection.js';
import { redisUsers } from '../../src/persistence/redis/users.js';
import { valueOf } from '../contract/open-store.js';
import { learnerId } from '../contract/samples.js';
import { hasRedisServer, startRedisServer, until, type RedisServer } from './redis-server.js';

const LIMITS = { ...REDIS_LIMITS, readyWaitMs: 300, callMsMax: 500, reconnectMsMax: 200 };

/** What a call may take beyond its limits on a busy machine. */
const SLACK_MS = 2000;

const ASHA = learnerId('asha');

describe.skipIf(!hasRedisServer())('a Redis that fails', () => {
  let server: RedisServer;
  const connections: RedisConnection[] = [];
  const connect = (url = server.url, db = 0): RedisConnection => {
    const connection = redisConnection({ url, tls: null }, db, LIMITS);
    connections.push(connection);
    return connection;
  };

  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterEach(() => {
    for (const connection of connections.splice(0)) connection.close();
  });
  afterAll(() => server.remove());

  it('is unavailable within a bounded time while it is down, and recovers by itself', async () => {
    const users = redisUsers(connect());
    await valueOf(users.putUsers([[ASHA, { state: 'Goa' }]]));
    await server.stop();

    const startedAt = Date.now();
    const down = await users.user(ASHA);
    const took = Date.now() - startedAt;
    await server.start();
    await until(async () => (await users.user(ASHA)).ok, 'the connection does not recover');

    expect(down).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(took).toBeLessThan(LIMITS.readyWaitMs + SLACK_MS);
    expect(await valueOf(users.user(ASHA))).toBeNull();
    await valueOf(users.putUsers([[ASHA, { state: 'Goa' }]]));
    expect(await valueOf(users.user(ASHA))).toEqual({ state: 'Goa' });
  });

  it('serves calls that were made before the connection was there', async () => {
    const redis = connect();

    const answers = await Promise.all([redis.ask([['ping']]), redis.ask([['ping']])]);

    expect(answers).toEqual([
      { ok: true, value: ['PONG'] },
      { ok: true, value: ['PONG'] },
    ]);
  });

  it('hangs: a write may have been applied, a read was not, and both end in time', async () => {
    const users = redisUsers(connect());
    await valueOf(users.putUsers([[ASHA, { state: 'Goa' }]]));
    server.freeze();
    const startedAt = Date.now();

    const [put, read] = await Promise.all([
      users.putUsers([[ASHA, { state: 'Kerala' }]]),
      users.user(ASHA),
    ]);
    const took = Date.now() - startedAt;
    server.thaw();
    await until(async () => (await users.user(ASHA)).ok, 'the connection does not recover');

    expect(put).toMatchObject({ ok: false, error: { kind: 'timeout' } });
    expect(read).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(took).toBeLessThan(LIMITS.callMsMax + SLACK_MS);
    await valueOf(users.putUsers([[ASHA, { state: 'Kerala' }]]));
    expect(await valueOf(users.user(ASHA))).toEqual({ state: 'Kerala' });
  });

  it('is killed under a write: it may have been applied', async () => {
    const users = redisUsers(connect());
    await valueOf(users.putUsers([[ASHA, { state: 'Goa' }]]));
    server.freeze();
    const putting = users.putUsers([[ASHA, { state: 'Kerala' }]]);
    await server.stop();

    const put = await putting;
    await server.start();

    expect(put).toMatchObject({ ok: false, error: { kind: 'timeout' } });
  });

  it('lets a bounded number of calls wait and refuses the others at once', async () => {
    const limits = { ...LIMITS, readyWaitMs: 60_000, waitingCallsMax: 3 };
    await server.stop();
    const redis = redisConnection({ url: server.url, tls: null }, 0, limits);
    connections.push(redis);
    const waiting = Array.from({ length: 3 }, () => redis.ask([['ping']]));

    const fourth = await redis.ask([['ping']]);
    await server.start();

    expect(fourth).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(fourth).toHaveProperty('error.detail', expect.stringContaining('too many calls'));
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => ({ ok: true, value: ['PONG'] })));
  });

  it('has no such database: nothing is read from or written to another one', async () => {
    const redis = connect(server.url, 99);

    const put = await redis.change([['set', 'somewhere', 'else']]);

    expect(put).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(put).toHaveProperty('error.detail', expect.stringContaining('DB index'));
    expect(await valueOf(connect().ask([['exists', 'somewhere']]))).toEqual([0]);
  });

  it('is asked for the database of the option, whatever the address says', async () => {
    await valueOf(connect(`${server.url}/3?db=4`, 5).change([['set', 'here', '1']]));

    const found = [3, 4, 5].map((db) => connect(server.url, db).ask([['exists', 'here']]));

    expect(await Promise.all(found.map(valueOf))).toEqual([[0], [0], [1]]);
  });

  it('wants a password: calls say so', async () => {
    await valueOf(connect().change([['config', 'set', 'requirepass', 'secret']]));

    const without = await connect().ask([['ping']]);
    const withOne = connect(server.url.replace('//', '//:secret@'));
    const answer = await withOne.ask([['ping']]);
    await valueOf(withOne.change([['config', 'set', 'requirepass', '']]));

    expect(without).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(without).toHaveProperty('error.detail', expect.stringContaining('NOAUTH'));
    expect(answer).toEqual({ ok: true, value: ['PONG'] });
  });

  it('is full: a refused write was not applied', async () => {
    const redis = connect();
    await valueOf(redis.ask([['config', 'set', 'maxmemory', '1']]));

    const put = await redisUsers(redis).putUsers([[learnerId('new'), { state: 'Goa' }]]);
    await valueOf(redis.ask([['config', 'set', 'maxmemory', '0']]));

    expect(put).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(put).toHaveProperty('error.detail', expect.stringContaining('OOM'));
    expect(await valueOf(redisUsers(redis).user(learnerId('new')))).toBeNull();
  });

  it('refuses every call after the connection was closed', async () => {
    const redis = connect();
    await valueOf(redis.ask([['ping']]));
    redis.close();

    expect(await redis.ask([['ping']])).toMatchObject({
      ok: false,
      error: { kind: 'unavailable', detail: 'the connection was closed' },
    });
  });
});
