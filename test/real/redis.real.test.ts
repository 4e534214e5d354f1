import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type Server } from './private-servers.js';
import { realServers } from './servers.js';

const servers = realServers();

describe.skipIf(servers === null)('the Redis of the run', () => {
  it('keeps a hash in a database of the number that Sunbird uses', async () => {
    const client = new Redis(servers!.redis, { db: 12 });
    const key = `laurel-smoke-${String(process.pid)}`;

    await client.hset(key, 'firstname', 'Asha');
    const found = await client.hgetall(key);
    await client.del(key);
    await client.quit();

    expect(found).toEqual({ firstname: 'Asha' });
  });
});

describe.skipIf(servers === null)('a Redis of a test', () => {
  let server: Server;
  let client: Redis;
  beforeAll(async () => {
    server = await startServer('redis');
    client = new Redis(`redis://${server.address}`, { retryStrategy: () => 50 });
    // Refused connections are what is under test.
    client.on('error', () => undefined);
  });
  afterAll(async () => {
    client.disconnect();
    await server.remove();
  });

  it('is another than the one of the run', () => {
    expect(`redis://${server.address}`).not.toBe(servers!.redis);
  });

  it('answers nothing while it is frozen and everything when it is thawed', async () => {
    await server.freeze();
    let answered = false;
    const answer = client.set('asked-while', 'frozen').then(() => (answered = true));

    expect(await server.answers()).toBe(false);
    expect(answered).toBe(false);
    await server.thaw();
    await answer;

    expect(await client.get('asked-while')).toBe('frozen');
  });

  it.each(['stop', 'kill'] as const)('has its data at the same address after %s', async (end) => {
    await client.set('before', end);

    await server[end]();
    expect(await server.answers()).toBe(false);
    await server.restart();

    expect(await client.get('before')).toBe(end);
  });

  it('restarts without being stopped before', async () => {
    const before = server.record().pid;

    await server.restart();

    expect(server.record().pid).not.toBe(before);
    expect(await server.answers()).toBe(true);
  });
});
