/** Redis from the system's package. It writes to disk only when what it holds must outlive it. */
import { Redis } from 'ioredis';
import { LOOPBACK } from './ports.js';
import { tlsOf, type Place, type Recipe, type Secured } from './recipe.js';

const ASK_TIMEOUT_MS = 5_000;

export const redis: Recipe = { kind: 'redis', prepare: () => Promise.resolve(), command, ask };

/** A title set by Redis would hide the folder, by which a process is known as ours. */
function command({ folder, port, durable, secured }: Place): Promise<[string, ...string[]]> {
  const at = secured === null ? ['--port', String(port)] : securely(port, secured);
  const where = ['--bind', LOOPBACK, ...at, '--dir', folder];
  const log = durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
  const options = ['--save', '', ...log, '--set-proc-title', 'no'];
  return Promise.resolve(['redis-server', ...where, ...options]);
}

const securely = (port: number, secured: Secured): string[] => [
  ...['--port', '0', '--tls-port', String(port), '--requirepass', secured.password],
  ...['--tls-ca-cert-file', secured.caFile, '--tls-cert-file', secured.certFile],
  ...['--tls-key-file', secured.keyFile, '--tls-auth-clients', 'yes'],
];

async function ask(address: string, secured: Secured | null): Promise<void> {
  const limits = { connectTimeout: ASK_TIMEOUT_MS, commandTimeout: ASK_TIMEOUT_MS };
  const access = secured && { tls: await tlsOf(secured), password: secured.password };
  const once = { lazyConnect: true, retryStrategy: () => null };
  const client = new Redis(address, { ...limits, ...once, ...access });
  // Without a listener a refused connection would be printed as well as rejected.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
