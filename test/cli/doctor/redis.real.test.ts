/** What `doctor` says of a real Redis: its user cache, its eviction, its clock. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { surelyAheadMs } from '../../../src/cli/doctor/clocks.js';
import { redisFacts, redisFindings } from '../../../src/cli/doctor/redis.js';
import { redisConnection } from '../../../src/persistence/redis/connection.js';
import { redisUsers } from '../../../src/persistence/redis/users.js';
import { valueOf } from '../../contract/open-store.js';
import { learnerId } from '../../contract/samples.js';
import {
  hasRedisServer,
  startRedisServer,
  type RedisServer,
} from '../../persistence/redis-server.js';

const DB = 12;

describe.skipIf(!hasRedisServer())('doctor on the user cache', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.remove());

  it('warns of an empty cache and says what to do', async () => {
    const [found] = redisFindings(await redisFacts({ url: server.url, tls: null }, DB));

    expect(found).toMatchObject({ verdict: 'warn', subject: 'user cache' });
    expect(found?.remedy).toContain('run-job user-cache-indexer');
  });

  it('counts the users, and sees eviction, memory and the time', async () => {
    const redis = redisConnection({ url: server.url, tls: null }, DB);
    const ids = ['u1', 'u2', 'u3'].map(learnerId);
    await valueOf(redisUsers(redis).putUsers(ids.map((id) => [id, { state: 'Goa' }])));
    await redis.ask([['config', 'set', 'maxmemory-policy', 'allkeys-lru']]);
    redis.close();

    const facts = await redisFacts({ url: server.url, tls: null }, DB);

    expect(facts).toMatchObject({ users: 3, policy: 'allkeys-lru', maxBytes: 0 });
    expect(facts.kind === 'there' && facts.usedBytes).toBeGreaterThan(0);
    expect(facts.kind === 'there' && surelyAheadMs(facts.clock!)).toBe(0);
    expect(redisFindings(facts).map(({ verdict }) => verdict)).toEqual(['ok', 'warn']);
  });

  it('fails when Redis is away', async () => {
    await server.stop();

    const [away] = redisFindings(await redisFacts({ url: server.url, tls: null }, DB));

    expect(away).toMatchObject({ verdict: 'FAIL' });
    expect(away?.detail).toContain('ECONNREFUSED');
  });
});
