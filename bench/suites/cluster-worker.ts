/**
 * One process of a cluster in which nobody waits for a server: the engine of the cluster profile,
 * its log and stores in memory. What real stores would be sent is made and thrown away. Its parent
 * says when to begin.
 *
 *     node cluster-worker.js COUNT FLUSH_MS PROCESS PROCESSES
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { openClusterEngine, type ClusterStores } from '../../src/cluster-engine.js';
import { shardOf } from '../../src/cluster/shard-of.js';
import { accessCodeOf, certificateIdOf, templateHashOf } from '../../src/certificates/identity.js';
import { Renderer } from '../../src/certificates/renderer.js';
import { limitsOf, type Laurel } from '../../src/compose.js';
import { CourseFinder } from '../../src/course-refresh.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { ok } from '../../src/domain/result.js';
import { followOf } from '../../src/follow.js';
import { zoneOf } from '../../src/gateway/zone.js';
import { ingressOf } from '../../src/ingress.js';
import { commitWrites } from '../../src/persistence/cassandra/commit-writes.js';
import { rowStatements } from '../../src/persistence/cassandra/sunbird-statements.js';
import type { SharedLog } from '../../src/persistence/cluster-ports.js';
import { recordBatch } from '../../src/persistence/kafka/record-batch.js';
import { recordParcels } from '../../src/persistence/kafka/record.js';
import { memoryLeases, memoryMembers } from '../../src/persistence/memory-leases.js';
import { memoryLog } from '../../src/persistence/memory-log.js';
import { memoryStore } from '../../src/persistence/memory-store.js';
import type { SnapshotStore } from '../../src/persistence/ports.js';
import { sunbirdRows } from '../../src/sunbird-projection.js';
import { systemClock } from '../../src/system-clock.js';
import { alone } from '../../src/reports/run-guard.js';
import { rolesOf, topicFollow } from '../../src/topic-follow.js';
import { emptyConfig, enrol, eventFiles, publish } from '../input.js';

const [count = 0, flushMs = 0, index = 0, processes = 1] = process.argv.slice(2).map(Number);

const SHARDS = 4;
const KEYSPACE = 'laurel_bench';
const ROLE = 'bench';

const files = eventFiles(count);
const { config, clean } = emptyConfig({
  ...{
    LAUREL_PROFILE: 'cluster',
    LAUREL_AUTH: 'off',
    LAUREL_CLUSTER_SECRET: 'bench',
    LAUREL_SHARDS: String(SHARDS),
  },
  ...{ CASSANDRA_CONTACT_POINTS: 'none:1', KAFKA_BROKERS: 'none:1', REDIS_URL: 'redis://none:1' },
});
const clock = systemClock();
const now = (): number => clock.now();
/** Shards that are taken and given back are no news here. */
const note = (message: string, detail: unknown): void => {
  if (!message.startsWith('shard ')) {
    process.stderr.write(`${message} ${JSON.stringify(detail)}\n`);
  }
};

const memory = memoryStore();
const stores = storesInMemory();
const follow = followOf(config, now, note, (base) => {
  const send = (records: Parameters<SharedLog['append']>[1]): ReturnType<SharedLog['append']> =>
    stores.log.append([], records);
  return topicFollow(base, config, { send, close: () => Promise.resolve() }, now);
});
const { engine, stop } = await openClusterEngine({
  ...{ config, stores, note, takesShards: true },
  limits: limitsOf(config, flushMs),
  parts: {
    ...{ clock, follow, note, origin: null, relate: null },
    names: { idOf: certificateIdOf, accessCodeOf, templateHashOf },
    ...{ publicUrl: 'http://bench', timeZone: config.timeZone },
    writeReport: () => Promise.reject(new Error('no report is asked for')),
    reportElsewhere: null,
    rows: sunbirdRows(rolesOf(config), zoneOf(config.timeZone), now),
    courses: new CourseFinder({ now, note }),
    newRenderer: () => new Renderer(),
  },
});
const laurel: Laurel = {
  ...{ engine, store: memory, keys: null, follow, offsets: null, stop },
  ...{ reads: null, reportGuard: alone(memory.reportRequests) },
  picture: () => Promise.reject(new Error('no picture is asked for')),
};
const mine = (line: string): boolean =>
  shardOf((/"userId":"([^"]+)"/.exec(line)?.[1] ?? '') as LearnerId, processes) === index;
const lines = readFileSync(files.events, 'utf8').trimEnd().split('\n').filter(mine);
await publish(laurel, files.course);
await enrol(laurel, files.enrolments);
await engine.settled();

const before = engine.status().completions;
process.send?.('ready');
await once(process, 'message');
const cpu = process.cpuUsage();
await takeAll();
const { user, system } = process.cpuUsage(cpu);
process.send?.({
  completions: engine.status().completions - before,
  cpuSeconds: (user + system) / 1e6,
});
await stop();
clean();
process.disconnect();

/** Records of a topic, until what follows from them is in the stores. */
async function takeAll(): Promise<void> {
  const source = engine.source('coursebatch.job.request');
  const ingress = ingressOf({ config, laurel, source, now });
  for (const [i, text] of lines.entries()) {
    const position = `0:${String(i)}`;
    const topic = 'coursebatch.job.request';
    const taken = await ingress.take({ topic, text, source: topic, position, receivedAt: now() });
    if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  }
  const flushed = await source.flushed();
  if (!flushed.ok) throw new Error(JSON.stringify(flushed.error));
  await engine.settled();
}

function storesInMemory(): ClusterStores {
  const log = encodingLog(memoryLog(SHARDS).open());
  const { catalogue, certificates, deadLetters, users, snapshots, effects } = memory;
  const shared = { catalogue, certificates, deadLetters, users, snapshots, effects };
  const nothing = { courses: [], batches: [] };
  return {
    ...{ log, leases: memoryLeases(), members: memoryMembers(now), shared },
    changes: {
      changedSince: (at) => Promise.resolve(ok({ ...nothing, until: at })),
      course: () => Promise.resolve(ok(null)),
      batch: () => Promise.resolve(ok(null)),
    },
    shard: (shard) => ({ ...shared, snapshots: encodingStore(shard, snapshots) }),
  };
}

/** Makes the bytes of records as a producer would, and keeps none. */
function encodingLog(inner: SharedLog): SharedLog {
  return {
    ...inner,
    append: (entries, records) => {
      if (records.length > 0) {
        const messages = recordParcels(records, ROLE).map(({ message }) => message);
        recordBatch(messages, now());
      }
      return inner.append(entries, []);
    },
  };
}

/** Makes the statements of a commit, and keeps only its snapshots. */
function encodingStore(shard: number, inner: SnapshotStore): SnapshotStore {
  return {
    ...inner,
    commit: (commit) => {
      commitWrites(KEYSPACE, shard, commit, rowStatements(commit.rows, KEYSPACE));
      return inner.commit(commit);
    },
  };
}
