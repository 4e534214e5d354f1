/**
 * Opens the real stores of a cluster: Cassandra, Kafka and Redis, with their tables and topics made
 * or checked. Part of the composition root; knows adapters, and no engine.
 */
import { randomUUID } from 'node:crypto';
import type { EngineStore } from './actors/engine-parts.js';
import type { ClusterStores } from './cluster-engine.js';
import type { Note } from './compose.js';
import type { Config } from './config.js';
import type { BatchId } from './domain/ids.js';
import { err, ok, type Result } from './domain/result.js';
import { zoneOf } from './gateway/zone.js';
import {
  createKeyspace,
  migrate as makeTables,
  missingParts,
} from './persistence/cassandra/migrations.js';
import { openSession, SESSION_DEFAULTS, type Session } from './persistence/cassandra/session.js';
import { cassandraStore } from './persistence/cassandra/store.js';
import { sunbirdBatches } from './persistence/cassandra/sunbird-batches.js';
import { sunbirdOrigin, type SunbirdOrigin } from './persistence/cassandra/sunbird-origin.js';
import { sunbirdConsents } from './persistence/cassandra/sunbird-consents.js';
import { inspectTables } from './persistence/cassandra/sunbird-schema-check.js';
import { completeTables } from './persistence/cassandra/sunbird-schema.js';
import { rowStatements } from './persistence/cassandra/sunbird-statements.js';
import { USER_KEYSPACE } from './persistence/cassandra/sunbird-users.js';
import type { SharedLog, WriteClock } from './persistence/cluster-ports.js';
import { openSharedLog, sharedLogLimits } from './persistence/kafka/shared-log.js';
import type { TopicFault, TopicNeeds } from './persistence/kafka/topic.js';
import type { ConsentsBefore } from './persistence/ports.js';
import type { ReportRequestStore } from './persistence/report-request.js';
import {
  redisConnection,
  REDIS_LIMITS,
  type RedisConnection,
} from './persistence/redis/connection.js';
import { redisRelations, RELATIONS_DB, type RelationStore } from './persistence/redis/relations.js';
import { redisUsers, USERS_DB } from './persistence/redis/users.js';
import { kafkaOf } from './kafka-client.js';
import { makesSchema } from './schema.js';
import { cassandraAccess, redisAddress } from './server-tls.js';
import { readCriteria, sunbirdCatalogue } from './sunbird-catalogue.js';
import { sunbirdChanges } from './sunbird-changes.js';
import { rolesOf } from './topic-follow.js';

export interface OpenedStores {
  readonly stores: ClusterStores;
  readonly origin: SunbirdOrigin;
  readonly reportRequests: ReportRequestStore;
  /** Consents as Sunbird's user service keeps them. */
  readonly consents: ConsentsBefore;
  /** For the process whose turn it is to run them. */
  reportRequestsAt(clock: WriteClock): ReportRequestStore;
  readonly relations: RelationStore;
  close(): Promise<void>;
}

/** Connects to all of them; the failure is a sentence for the operator. */
export async function openClusterStores(
  config: Config,
  now: () => number,
  note: Note,
): Promise<Result<OpenedStores, string>> {
  const session = await openCassandra(config);
  if (!session.ok) return err(session.error.detail);
  const closing: (() => Promise<unknown>)[] = [() => session.value.close()];
  const fail = async (detail: string): Promise<Result<never, string>> => {
    for (const close of closing) await close();
    return err(detail);
  };
  const schema = await preparedSchema(config, session.value);
  if (!schema.ok) return fail(schema.error);
  const log = await openLog(config, note);
  if (!log.ok) return fail(topicFaultText(log.error));
  closing.unshift(() => log.value.close());
  const at = redisAddress(config);
  const redis = redisConnection(at, USERS_DB, REDIS_LIMITS);
  const sets = redisConnection(at, RELATIONS_DB, REDIS_LIMITS);
  closing.unshift(
    () => Promise.resolve(redis.close()),
    () => Promise.resolve(sets.close()),
  );
  const relations = redisRelations(sets);
  return ok(
    joined({
      ...{ config, redis, relations, now, note, closing },
      session: session.value,
      log: log.value,
    }),
  );
}

export const openCassandra = (config: Config): ReturnType<typeof openSession> =>
  openSession({
    ...SESSION_DEFAULTS,
    contactPoints: config.cassandraContactPoints,
    localDc: config.cassandraLocalDc,
    ...cassandraAccess(config),
    keyspace: config.cassandraKeyspace,
    requestTimeoutMs: config.serviceTimeoutMs,
    now: () => Date.now(),
  });

/** Makes keyspace and tables, or says what is missing of them. */
export async function migrate(config: Config, session: Session): Promise<Result<void, string>> {
  const keyspace = config.cassandraKeyspace;
  const copies = String(config.cassandraReplication);
  const made = await createKeyspace(
    session,
    `{'class': 'SimpleStrategy', 'replication_factor': ${copies}}`,
  );
  if (!made.ok) return err(made.error.detail);
  const sunbird = await completeTables(session.client, keyspace);
  if (!sunbird.ok) return err(sunbird.error.detail);
  if (sunbird.value.kind === 'refused') return err(sunbird.value.reasons.join('; '));
  const own = await makeTables(session);
  return own.ok ? ok(undefined) : err(own.error.detail);
}

/** The topic of the learner log as it has to be. */
export const logNeeds = (config: Config): TopicNeeds => ({
  topic: `${config.env}.laurel.learner.log`,
  partitions: config.shards,
  replication: config.kafkaReplication,
  inSyncMin: Math.max(1, config.kafkaReplication - 1),
  retentionMs: config.logRetentionHours * HOUR_MS,
  messageBytesMax: MESSAGE_BYTES_MAX,
});

/** Opens the learner log; its topic is made where that is allowed. */
export function openLog(
  config: Config,
  note: Note,
  mayCreate = makesSchema(config),
): Promise<Result<SharedLog, TopicFault>> {
  return openSharedLog({
    kafka: kafkaOf(config, note),
    needs: logNeeds(config),
    mayCreate,
    process: randomUUID(),
    role: config.roles,
    limits: sharedLogLimits(ENTRY_BYTES_MAX),
    note,
  });
}

/** What is wrong with a topic, and what to do. */
export function topicFaultText(fault: TopicFault): string {
  switch (fault.kind) {
    case 'missing-topic':
      return `the topic ${fault.topic} does not exist: run \`laurel migrate\``;
    case 'unfit-topic': {
      const { topic, setting, found, wanted } = fault;
      return `the topic ${topic} has ${setting} ${found}, and ${wanted} is set`;
    }
    case 'unavailable':
    case 'timeout':
    case 'damaged':
      return `Kafka cannot be reached: ${fault.detail}`;
  }
}

const HOUR_MS = 3_600_000;
/** The longest command is as long as a record of Sunbird's topics, some of it packed less well. */
const ENTRY_BYTES_MAX = 4_000_000;
const MESSAGE_BYTES_MAX = 4_194_304;

interface Joined {
  readonly config: Config;
  readonly session: Session;
  readonly log: SharedLog;
  readonly redis: RedisConnection;
  readonly relations: RelationStore;
  readonly closing: readonly (() => Promise<unknown>)[];
  now(): number;
  readonly note: Note;
}

function joined(parts: Joined): OpenedStores {
  const { config, session, log, redis, relations, now, note, closing } = parts;
  const keyspace = config.cassandraKeyspace;
  const zone = zoneOf(config.timeZone);
  const origin = sunbirdOrigin(session.client, keyspace, zone, now);
  const cassandra = cassandraStore(
    session,
    (rows) => rowStatements(rows, keyspace),
    (key) => origin.answers(key),
  );
  const isApi = rolesOf(config).has('api');
  const catalogue = sunbirdCatalogue({
    own: cassandra.catalogue,
    ownBatch: (batch) => cassandra.changes.batch(batch),
    sunbird: sunbirdBatches(session.client, keyspace, zone, readCriteria),
    isApi,
    writes: config.shadow === 'no',
    today: () => zone.dayOf(now()),
    note,
  });
  const { certificates, deadLetters, snapshots, reportRequests } = cassandra;
  const users = redisUsers(redis);
  const changes = { ...cassandra.changes, batch: (id: BatchId) => catalogue.batch(id) };
  const othersBatches = { batches: () => catalogue.adopted(), readEveryMs: OTHERS_READ_EVERY_MS };
  const shared: EngineStore = {
    ...{ catalogue, certificates, deadLetters, users },
    snapshots: { ...snapshots, commit: () => Promise.resolve(err(READS_ONLY)) },
    effects: NO_EFFECTS,
  };
  return {
    stores: {
      ...{ log, shared, leases: cassandra.leases, members: cassandra.members },
      changes: isApi ? changes : sunbirdChanges({ ...othersBatches, changes, now, note }),
      shard: (shard, clock) => ({ ...shared, ...cassandra.shard(shard, clock) }),
    },
    consents: sunbirdConsents(session.client, USER_KEYSPACE),
    ...{ origin, reportRequests, relations, reportRequestsAt: cassandra.reportRequestsAt },
    close: async () => {
      for (const close of closing) await close();
    },
  };
}

/** How soon a batch that another service makes or changes is known here. */
const OTHERS_READ_EVERY_MS = 30_000;

const READS_ONLY = { kind: 'unavailable', detail: 'only the owner of a shard writes' } as const;

/** Effects belong to shards; nobody asks for those of none. */
const NO_EFFECTS: EngineStore['effects'] = {
  async *pending() {
    // None.
  },
  confirm: () => Promise.resolve(ok(undefined)),
};

async function preparedSchema(config: Config, session: Session): Promise<Result<void, string>> {
  if (makesSchema(config)) return migrate(config, session);
  const keyspace = config.cassandraKeyspace;
  const [own, sunbird] = [
    await missingParts(session),
    await inspectTables(session.client, keyspace),
  ];
  if (!own.ok) return err(own.error.detail);
  if (!sunbird.ok) return err(sunbird.error.detail);
  const lacks = [...own.value, ...sunbird.value.map((finding) => JSON.stringify(finding))];
  if (lacks.length === 0) return ok(undefined);
  return err(`the keyspace ${keyspace} lacks ${lacks.join(', ')}: run \`laurel migrate\``);
}
