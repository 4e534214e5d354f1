/**
 * A progress report of one batch from real Cassandra and Redis, as `run-job` writes it: by a
 * process of its own that only reads. Written twice, as the first one also warms the servers.
 *
 *     node report-cluster.js COUNT
 */
import { LOCAL_DC } from '../../scripts/services/cassandra.js';
import { removeSet, startSet, type ServerSet } from '../../scripts/services/server-set.js';
import { openClusterStores } from '../../src/cluster-stores.js';
import type { Config } from '../../src/config.js';
import type { Batch } from '../../src/domain/batch.js';
import type { Result } from '../../src/domain/result.js';
import { openReader } from '../../src/reader.js';
import { fillExhaust, reportOrder } from '../exhaust-input.js';
import { emptyConfig } from '../input.js';
import { memoryMb, report, usedBy, type Used } from '../measure.js';
import { cpuSecondsOf } from './cluster-usage.js';

const count = Number(process.argv[2]);
const RUNS = 2;
const SAMPLE_MS = 20;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const note = (message: string, detail: object): void => say(`${message} ${JSON.stringify(detail)}`);

const set = await startSet({ durable: false, say });
const { config, clean } = emptyConfig(environmentOf(set));
try {
  await fill(config);
  for (let run = 1; run < RUNS; run++) await write(config);
  const { rows, aboveIdleMb, ...measured } = await write(config);
  report({
    rows,
    rowsPerSecond: Math.round(rows / measured.wallSeconds),
    rowsPerCpuSecond: Math.round(rows / measured.cpuSeconds),
    aboveIdleMb,
    ...measured,
  });
} finally {
  clean();
  await removeSet(set);
}

function environmentOf({ cassandra, kafka, redis }: ServerSet): Readonly<Record<string, string>> {
  return {
    ...{ LAUREL_PROFILE: 'cluster', LAUREL_AUTH: 'off', LAUREL_CLUSTER_SECRET: 'bench' },
    ...{ LAUREL_CREATE_SCHEMA: 'yes', LAUREL_CASSANDRA_KEYSPACE: 'laurel_bench' },
    ...{ LAUREL_ENV: 'bench', LAUREL_SHARDS: '1' },
    ...{ CASSANDRA_CONTACT_POINTS: cassandra.address, CASSANDRA_LOCAL_DC: LOCAL_DC },
    ...{ KAFKA_BROKERS: kafka.address, REDIS_URL: `redis://${redis.address}` },
  };
}

/** As the owner of a shard writes its learners. */
async function fill(on: Config): Promise<Batch> {
  const { stores, close } = must(await openClusterStores(on, () => Date.now(), note));
  let last = BigInt(Date.now()) * 1000n;
  const { snapshots } = stores.shard(0, { next: () => ++last, from: last });
  const batch = await fillExhaust({ ...stores.shared, snapshots }, count);
  await close();
  return batch;
}

interface Written extends Used {
  readonly rows: number;
  readonly aboveIdleMb: number;
  readonly cpuSecondsCassandra: number;
  readonly cpuSecondsRedis: number;
}

async function write(on: Config): Promise<Written> {
  const reader = must(await openReader(on, note));
  globalThis.gc?.();
  const idleMb = memoryMb();
  let mostMb = idleMb;
  const sampling = setInterval(() => (mostMb = Math.max(mostMb, memoryMb())), SAMPLE_MS);
  const [cassandra, redis] = [usageOf('cassandra'), usageOf('redis')];
  let rows = 0;
  const measured = await usedBy(async () => {
    rows = must(await reader.report(reportOrder({ catalogue: reader.catalogue }))).rows;
  });
  clearInterval(sampling);
  await reader.close();
  return {
    ...{ rows, aboveIdleMb: mostMb - idleMb, ...measured },
    ...{ cpuSecondsCassandra: cassandra(), cpuSecondsRedis: redis() },
  };
}

/** What a server uses from now on. */
function usageOf(name: 'cassandra' | 'redis'): () => number {
  const { pid } = set[name].record();
  const before = cpuSecondsOf(pid);
  return () => cpuSecondsOf(pid) - before;
}

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
