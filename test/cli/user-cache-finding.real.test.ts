/** What `doctor` says of the user cache: there, empty, away. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { userCacheFinding } from '../../src/cli/user-cache-finding.js';
import { redisConnection } from '../../src/persistence/redis/connection.js';
import { redisUsers } from '../../src/persistence/redis/users.js';
import { valueOf } from '../contract/open-store.js';
import { learnerId } from '../contract/samples.js';
import { hasRedisServer, startRedisServer, type RedisServer } from '../persistence/redis-server.js';

const DB = 12;

describe.skipIf(!hasRedisServer())('doctor on the user cache', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.remove());

  it('warns of an empty cache and says what to do', async () => {
    const finding = await userCacheFinding({ url: server.url, tls: null }, DB);

    expect(finding).toMatchObject({ verdict: 'warn', subject: 'user cache' });
    expect(finding.detail).toContain('run-job user-cache-indexer');
  });

  it('counts the users', async () => {
    const redis = redisConnection({ url: server.url, tls: null }, DB);
    const ids = ['u1', 'u2', 'u3'].map(learnerId);
    await valueOf(redisUsers(redis).putUsers(ids.map((id) => [id, { state: 'Goa' }])));
    redis.close();

    const finding = await userCacheFinding({ url: server.url, tls: null }, DB);

    expect(finding).toEqual({
      verdict: 'ok',
      subject: 'user cache',
      detail: 'about 3 users in Redis database 12',
    });
  });

  it('fails when Redis is away, or the address is none', async () => {
    await server.stop();

    const away = await userCacheFinding({ url: server.url, tls: null }, DB);
    const nowhere = await userCacheFinding({ url: 'localhost', tls: null }, DB);

    expect(away).toMatchObject({ verdict: 'FAIL' });
    expect(away.detail).toContain('ECONNREFUSED');
    expect(nowhere).toMatchObject({ verdict: 'FAIL' });
    expect(nowhere.detail).toContain('REDIS_URL');
  });
});
