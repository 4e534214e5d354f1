/** Redis from the system's package. It writes to disk only when what it holds must outlive it. */
import { Redis } from 'ioredis';
import { LOOPBACK } from './ports.js';
import type { Place, Recipe } from './recipe.js';

const ASK_TIMEOUT_MS = 5_000;

export const redis: Recipe = { kind: 'redis', prepare: () => Promise.resolve(), command, ask };

/** A title set by Redis would hide the folder, by which a process is known as ours. */
function command({ folder, port, durable }: Place): Promise<[string, ...string[]]> {
  const where = ['--bind', LOOPBACK, '--port', String(port), '--dir', folder];
  const log = durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
  const options = ['--save', '', ...log, '--set-proc-title', 'no'];
  return Promise.resolve(['redis-server', ...where, ...options]);
}

async function ask(address: string): Promise<void> {
  const limits = { connectTimeout: ASK_TIMEOUT_MS, commandTimeout: ASK_TIMEOUT_MS };
  const client = new Redis(address, { ...limits, lazyConnect: true, retryStrategy: () => null });
  // Without a listener a refused connection would be printed as well as rejected.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
