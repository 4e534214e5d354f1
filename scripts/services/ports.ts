/**
 * Free loopback ports. They lie below the range from which systems take the local ports of outgoing
 * connections, so that a server that was stopped finds its port free when it starts again.
 */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

const FIRST_PORT = 12_000;
const LAST_PORT = 32_000;
const TRIES_MAX = 100;

/** Handed out here before: free until its server listens, so asking the system is not enough. */
const given = new Set<number>();

export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES_MAX; tried++) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${TRIES_MAX} ports tried is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, LOOPBACK);
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
