/**
 * Opens the engine of a cluster's process on its adapters: who owns what, who answers whom. Part of
 * the composition root; knows ports, and no adapter.
 */
import { randomUUID } from 'node:crypto';
import { openEngineOn } from './actors/engine.js';
import type { EngineLimits, EngineParts, EngineStore } from './actors/engine-parts.js';
import { nactSystem } from './actors/nact.js';
import { CatalogueWatch } from './cluster/catalogue-watch.js';
import { ClusterHost, type ClusterHostLimits } from './cluster/cluster-host.js';
import { ClusterShard } from './cluster/cluster-shard.js';
import { forwardingSource } from './cluster/forwarder.js';
import { withKnownStructures } from './cluster/known-structures.js';
import { LateCommands } from './cluster/late-commands.js';
import { Ownership } from './cluster/ownership.js';
import { peerClient } from './cluster/peer-client.js';
import { peerServer, type PeerServer, type PeerServerSettings } from './cluster/peer-server.js';
import type { AskPeer, PeerAnswer, PeerAsk } from './cluster/peer.js';
import type { ShardClock } from './cluster/shard-clock.js';
import type { Note } from './compose.js';
import type { Config } from './config.js';
import type { Engine, Source } from './engine.js';
import { CatalogueCache, type NewestCourse } from './persistence/catalogue.js';
import type {
  CatalogueChanges,
  LeaseStore,
  MemberStore,
  SharedLog,
  WriteClock,
} from './persistence/cluster-ports.js';
import { err } from './domain/result.js';
import { requestInProgress } from './telemetry/request-scope.js';

export interface ClusterStores {
  readonly log: SharedLog;
  readonly leases: LeaseStore;
  readonly members: MemberStore;
  readonly changes: CatalogueChanges;
  /** What every process reads and writes; its snapshots are for reading only. */
  readonly shared: EngineStore;
  /** What only the owner of a shard writes, with the times of its lease. */
  shard(shard: number, clock: WriteClock): EngineStore;
}

interface Surroundings {
  readonly address: string;
  readonly cache: CatalogueCache;
  readonly watch: CatalogueWatch;
  readonly late: LateCommands;
  freed(): void;
}

export interface ClusterEngine {
  readonly engine: Engine;
  /** `host:port` of this process for others. */
  readonly address: string;
  stop(): Promise<void>;
}

/** What of the engine's parts each shard has of its own. */
type OwnParts = 'store' | 'actors' | 'limits';

export interface ClusterSettings {
  readonly config: Config;
  readonly stores: ClusterStores;
  readonly parts: Omit<EngineParts, OwnParts>;
  /** Of the whole process; shards share them. */
  readonly limits: EngineLimits;
  readonly takesShards: boolean;
  readonly note: Note;
}

export async function openClusterEngine(settings: ClusterSettings): Promise<ClusterEngine> {
  const { config, stores, parts, limits, note } = settings;
  const { clock } = parts;
  const since = clock.now();
  let host: ClusterHost | null = null;
  const server = await listen(
    settings,
    (ask) => host?.answerPeer(ask) ?? Promise.resolve(err({ kind: 'not-owner' })),
  );
  const peers = peerClient({
    ...{ secret: config.clusterSecret, requestId: requestInProgress },
    ...PEER_LIMITS,
  });
  const address = addressOf(config, server);
  const others = { members: stores.members, ask: peers.ask, me: address };
  const shared: EngineStore = {
    ...stores.shared,
    catalogue: announcing(stores.shared.catalogue, () => tellOthers(others, CATALOGUE)),
    snapshots: withKnownStructures(stores.shared.snapshots, (key, courseVersion) =>
      watch.known([{ key, courseVersion }]),
    ),
  };
  const newest: NewestCourse = (course) => stores.changes.course(course);
  const cache = await CatalogueCache.open(shared.catalogue, newest);
  const late = new LateCommands({
    newest: (course) => cache.course(course)?.version ?? 0,
    submit: async (commands) => (await host?.submit(commands))?.ok ?? false,
    now: () => clock.now(),
  });
  const watch = new CatalogueWatch(
    {
      ...{ cache, clock, late },
      changes: stores.changes,
      pollMs: config.cataloguePollMs,
      changed: (batches) => host?.wake((key) => batches.has(key.batch)),
    },
    since,
  );
  const freed = (): void => void tellOthers(others, LOOK);
  host = new ClusterHost({
    ...{ watch, clock },
    ownership: ownershipOf(settings, { address, cache, watch, late, freed }),
    askPeer: peers.ask,
    tellOthers: (ask) => tellOthers(others, { ask, timeoutMs: config.forwardMsMax }),
    shards: stores.log.shards,
    limits: hostLimits(config, limits),
    send: (records) => parts.follow.sendNow?.(records) ?? Promise.resolve(NO_TOPICS),
    newSource: () => newSource(settings),
  });
  const front = { ...parts, store: shared, limits, actors: actorsOf(note) };
  const engine = await openEngineOn(front, cache, host);
  const stop = async (): Promise<void> => {
    await engine.stop();
    await server.close();
    peers.close();
  };
  return { engine, address, stop };
}

const newSource = ({ stores, parts, limits }: ClusterSettings): Source =>
  forwardingSource({
    log: stores.log,
    deadLetters: stores.shared.deadLetters,
    now: () => parts.clock.now(),
    limits: { ...FORWARDER_LIMITS, commitCommandsMax: limits.commitCommandsMax },
  });

const NO_TOPICS = err({ kind: 'unavailable', detail: 'no topics are connected' } as const);

function ownershipOf(
  { config, stores, parts, limits, takesShards, note }: ClusterSettings,
  { address, cache, watch, late, freed }: Surroundings,
): Ownership<ClusterShard> {
  const { clock } = parts;
  const share = sharedLimits(limits, stores.log.shards);
  return new Ownership<ClusterShard>({
    me: `${address}/${randomUUID()}`,
    address,
    shards: stores.log.shards,
    leases: stores.leases,
    members: stores.members,
    clock,
    monotonic: () => performance.now(),
    ...{ takesShards, freed },
    limits: {
      leaseMs: config.leaseMs,
      leaseRenewMs: Math.ceil(config.leaseMs / RENEWALS_A_LEASE),
      clockSkewMsMax: config.clockSkewMsMax,
      ...{ barMs: config.leaseMs, barMsMax: SHARD_BAR_MS_MAX },
    },
    open: ({ shard, watermark }, shardClock: ShardClock) =>
      new ClusterShard({
        ...{ shard, cache, watermark },
        upToDate: (batch) => watch.readBatch(batch),
        taken: (commands) => late.taken(commands),
        parts: {
          ...parts,
          store: stores.shard(shard, shardClock),
          actors: actorsOf(note),
          limits: share,
        },
        journal: {
          log: stores.log,
          newId: () => randomUUID(),
          known: (named) => watch.known(named),
          note: (fault) => note('the log of a shard is at fault', { shard, ...fault }),
          pause: () => new Promise((resolve) => void clock.after(LOG_PAUSE_MS, resolve)),
        },
      }),
    note,
  });
}

/** A lease outlives two renewals that did not reach the store. */
export const RENEWALS_A_LEASE = 4;
const LOG_PAUSE_MS = 500;
/** A shard that no process can follow is tried again at least this often by each. */
const SHARD_BAR_MS_MAX = 600_000;
const MIB = 1024 * 1024;
const PEER_LIMITS = { answerBytesMax: 16 * MIB, connectionsMax: 32 };
const ASK_BYTES_MIN = 16 * MIB;
const FORWARDER_LIMITS = { forwardedCommandsMax: 50_000 };

const actorsOf = (note: Note): ReturnType<typeof nactSystem> =>
  nactSystem((trouble) => note('actor trouble', { ...trouble }));

/**
 * Shards share what a process may hold in memory, in equal parts. A commit to Cassandra costs by
 * the learner: nobody goes along with somebody else's.
 */
const sharedLimits = (limits: EngineLimits, shards: number): EngineLimits => ({
  ...limits,
  flushPromptsAll: false,
  inboxTotalCommandsMax: Math.max(1, Math.floor(limits.inboxTotalCommandsMax / shards)),
  residentBytesMax: Math.max(MIB, Math.floor(limits.residentBytesMax / shards)),
});

const hostLimits = (config: Config, limits: EngineLimits): ClusterHostLimits => ({
  forwardMsMax: config.forwardMsMax,
  forwardPauseMs: 100,
  parkedRetryMs: limits.retryPauseMsMax,
});

function listen(
  { config, note }: Pick<ClusterSettings, 'config' | 'note'>,
  answer: (ask: PeerAsk) => Promise<PeerAnswer>,
): Promise<PeerServer> {
  const { clusterHost: host, clusterPort: port, clusterSecret: secret } = config;
  // A request is handed on in one piece, packed no less well than it came.
  const askBytesMax = Math.max(ASK_BYTES_MIN, 2 * config.bodyBytesMax);
  const refused: PeerServerSettings['refused'] = (requestId, { kind: asked }, { kind }) =>
    note('a question of another process was refused', { requestId, asked, why: kind });
  return peerServer({ host, port, secret, askBytesMax, answer, refused });
}

const addressOf = ({ clusterHost: host }: Config, { port }: PeerServer): string =>
  `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;

/** A change of the catalogue is answered when the others that can be reached have it, too. */
function announcing(
  catalogue: EngineStore['catalogue'],
  tell: () => Promise<unknown>,
): EngineStore['catalogue'] {
  const told = async <T extends { readonly ok: boolean }>(change: Promise<T>): Promise<T> => {
    const changed = await change;
    if (changed.ok) await tell();
    return changed;
  };
  return {
    ...catalogue,
    putCourse: (info, tree) => told(catalogue.putCourse(info, tree)),
    putBatch: (batch) => told(catalogue.putBatch(batch)),
  };
}

interface Others {
  readonly members: MemberStore;
  readonly ask: AskPeer;
  readonly me: string;
}

interface Told {
  readonly ask: PeerAsk;
  readonly timeoutMs: number;
}

/** Whoever does not hear of these finds out by itself a little later. */
const CATALOGUE: Told = { ask: { kind: 'catalogue' }, timeoutMs: 500 };
const LOOK: Told = { ask: { kind: 'look' }, timeoutMs: 500 };

/** Asks every other process that is there. */
async function tellOthers(
  { members, ask, me }: Others,
  told: Told,
): Promise<readonly PeerAnswer[]> {
  const there = await members.all();
  const others = there.ok ? there.value.filter(({ address }) => address !== me) : [];
  return Promise.all(others.map(({ address }) => ask(address, told.ask, told.timeoutMs)));
}
