/**
 * Finds the servers for the tests of the project `real`, once a run.
 *
 * - U1 Servers named in the environment are used as they are, and never stopped.
 * - U2 What is started here ends with the run.
 * - U3 Each thing that is missing is said in one line. Where all tests must run (`CI=true`) it
 *   fails every file that asks for the servers, and no other.
 */
import process from 'node:process';
import type { TestProject } from 'vitest/node';
import { LOCAL_DC } from '../../scripts/services/cassandra.js';
import { missingRequirements } from '../../scripts/services/requirements.js';
import { answersAt } from '../../scripts/services/server.js';
import { removeSet, startSet, type ServerSet } from '../../scripts/services/server-set.js';
import type { Servers } from './servers.js';

/** In the order of what `npm run services -- up` prints. */
const NAMES = {
  cassandra: 'CASSANDRA_CONTACT_POINTS',
  localDc: 'CASSANDRA_LOCAL_DC',
  kafka: 'KAFKA_BROKERS',
  redis: 'REDIS_URL',
} as const;

interface Found {
  readonly servers: Servers | null;
  readonly missing: readonly string[];
  readonly stop: () => Promise<void>;
}

const NOTHING_TO_STOP = (): Promise<void> => Promise.resolve();

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const found = await find(process.env);
  const required = process.env['CI'] === 'true';
  const consequence = required ? 'fail' : 'are skipped';
  found.missing.forEach((what) => say(`tests on real servers ${consequence}: ${what}`)); // U3
  project.provide('servers', found.servers);
  project.provide('missingServers', required ? found.missing : []);
  return found.stop;
}

async function find(env: NodeJS.ProcessEnv): Promise<Found> {
  const unset = Object.values(NAMES).filter((name) => (env[name] ?? '') === '');
  if (unset.length === 0) return named(env);
  if (unset.length < Object.keys(NAMES).length) {
    say(`servers are named, but not by ${unset.join(', ')}: tests start their own`);
  }
  return started();
}

/** U1 */
async function named(env: NodeJS.ProcessEnv): Promise<Found> {
  const of = (key: keyof typeof NAMES): string => env[NAMES[key]] ?? '';
  const cassandra = of('cassandra');
  const servers = { cassandra, localDc: of('localDc'), kafka: of('kafka'), redis: of('redis') };
  const kinds = ['cassandra', 'kafka', 'redis'] as const;
  const answering = await Promise.all(kinds.map((kind) => answersAt(kind, servers[kind])));
  const missing = kinds
    .filter((_, i) => answering[i] === false)
    .map((kind) => `nothing answers at ${NAMES[kind]}=${servers[kind]}`);
  return missing.length === 0 ? { servers, missing, stop: NOTHING_TO_STOP } : none(missing);
}

/** U2 */
async function started(): Promise<Found> {
  const lacking = missingRequirements(say);
  if (lacking.length > 0) return none(lacking);
  const begun = await begin();
  if (typeof begun === 'string') return none([begun]);
  const { cassandra, kafka, redis } = begun;
  const servers = {
    ...{ cassandra: cassandra.address, localDc: LOCAL_DC, kafka: kafka.address },
    redis: `redis://${redis.address}`,
  };
  return { servers, missing: [], stop: () => removeSet(begun) };
}

/** The set, or why it does not start: without a network its parts cannot be fetched. */
async function begin(): Promise<ServerSet | string> {
  try {
    return await startSet({ durable: false, say });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const none = (missing: readonly string[]): Found => ({
  servers: null,
  missing,
  stop: NOTHING_TO_STOP,
});

function say(line: string): void {
  process.stderr.write(`laurel: ${line}\n`);
}
