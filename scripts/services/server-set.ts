/** One server of each kind, and the settings by which Laurel finds them. */
import { LOCAL_DC } from './cassandra.js';
import { KINDS, type Kind } from './recipe.js';
import { addressOf, startServer, type Server, type StartOptions } from './server.js';

export type ServerSet = Readonly<Record<Kind, Server>>;

/** All or none: when one does not start, the others are removed. */
export async function startSet(options: StartOptions): Promise<ServerSet> {
  const begun = await Promise.allSettled(KINDS.map((kind) => startServer(kind, options)));
  const failed = begun.find((outcome) => outcome.status === 'rejected');
  const started = begun.flatMap((o) => (o.status === 'fulfilled' ? [o.value] : []));
  const [cassandra, kafka, redis] = started;
  if (failed === undefined && cassandra && kafka && redis) return { cassandra, kafka, redis };
  await Promise.all(started.map((server) => server.remove()));
  throw failed?.reason;
}

export async function removeSet(set: ServerSet): Promise<void> {
  await Promise.all(KINDS.map((kind) => set[kind].remove()));
}

/** Laurel's settings for the three ports, in the order in which they are printed. */
export function settingsOf(ports: Readonly<Record<Kind, { readonly port: number }>>): string[] {
  const at = (kind: Kind): string => addressOf(ports[kind]);
  return [
    `CASSANDRA_CONTACT_POINTS=${at('cassandra')}`,
    `CASSANDRA_LOCAL_DC=${LOCAL_DC}`,
    `KAFKA_BROKERS=${at('kafka')}`,
    `REDIS_URL=redis://${at('redis')}`,
  ];
}
