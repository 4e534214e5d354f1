/**
 * One process of a simulated cluster: the real host, ownership, watch and engine on the shared
 * log, store and leases. It can die, and be frozen: then it hears and says nothing, its timers
 * wait, and what it had sent before still arrives.
 */
import { NOBODY_LOOKS, type EngineParts } from '../../src/actors/engine-parts.js';
import { openEngineOn } from '../../src/actors/engine.js';
import { SELF_CONTAINED } from '../../src/actors/follow.js';
import type { Clock } from '../../src/actors/clock.js';
import { seededSystem } from '../../src/actors/seeded-system.js';
import { accessCodeOf, certificateIdOf, templateHashOf } from '../../src/certificates/identity.js';
import { CatalogueWatch } from '../../src/cluster/catalogue-watch.js';
import { ClusterHost } from '../../src/cluster/cluster-host.js';
import { ClusterShard } from '../../src/cluster/cluster-shard.js';
import { forwardingSource } from '../../src/cluster/forwarder.js';
import { LateCommands } from '../../src/cluster/late-commands.js';
import { Ownership } from '../../src/cluster/ownership.js';
import type { PeerAnswer, PeerAsk } from '../../src/cluster/peer.js';
import { err, ok, type Result } from '../../src/domain/result.js';
import type { Engine } from '../../src/engine.js';
import { CatalogueCache } from '../../src/persistence/catalogue.js';
import type { WriteClock } from '../../src/persistence/cluster-ports.js';
import type { SharedCatalogue } from '../../src/persistence/memory-catalogue.js';
import type { CatalogueStore, Store, StoreError } from '../../src/persistence/ports.js';
import type { ClusterWorld } from './cluster-world.js';
import { TIGHT, numberedRenderer } from './simulation.js';
import { SCANS, scanOf } from './scans.js';
import { signal } from './signal.js';

export const [LEASE_MS, RENEW_MS, SKEW_MS] = [3_000, 700, 200] as const;
/** Time goes so fast at most for a process that hands over, or its lease would end at once. */
export const LEAVING_STEP_MS = 20;
const POLL_MS = 400;
const BARS = { barMs: 2_000, barMsMax: 16_000 };

export class ClusterProcess {
  readonly name: string;
  alive = true;
  /** Resolves when the process is not frozen any more. */
  #thawed: Promise<void> | null = null;
  #thaw: () => void = () => undefined;
  /** When it dies or freezes: whoever asked it hears nothing in time. */
  #gone = signal();
  readonly world: ClusterWorld;
  readonly clock: Clock;
  ownership!: Ownership<ClusterShard>;
  host!: ClusterHost;
  engine!: Engine;
  watch!: CatalogueWatch;
  late!: LateCommands;
  #ids = 0;

  constructor(world: ClusterWorld, name: string) {
    this.world = world;
    this.name = name;
    this.clock = {
      now: () => world.clock.now(),
      yield: () => world.clock.yield(),
      after: (ms, work) => world.clock.after(ms, () => void this.#whenAwake(work)),
    };
  }

  get isFrozen(): boolean {
    return this.#thawed !== null;
  }

  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  async open(): Promise<void> {
    const { world, clock } = this;
    const shared = this.#catalogue();
    const changes = this.#port('changes', shared.changes);
    const store = this.#store(shared.catalogue);
    const cache = await CatalogueCache.open(store.catalogue, (course) => changes.course(course));
    this.late = new LateCommands({
      newest: (course) => cache.course(course)?.version ?? 0,
      submit: async (commands) => (await this.host.submit(commands)).ok,
      now: () => clock.now(),
    });
    this.watch = new CatalogueWatch(
      {
        ...{ cache, changes, clock, pollMs: POLL_MS, late: this.late },
        changed: () => this.host.wake(() => true),
      },
      clock.now(),
    );
    this.ownership = this.#ownership(cache, store);
    const log = this.#log();
    this.host = new ClusterHost({
      ...{ ownership: this.ownership, watch: this.watch, clock },
      askPeer: (address, ask, timeoutMs) => world.askPeer(this, address, ask, timeoutMs),
      tellOthers: async (ask) => {
        const there = await world.members.all();
        const others = there.ok ? there.value.filter(({ name }) => name !== this.name) : [];
        const told = others.map(({ address }) => world.askPeer(this, address, ask, 4_000));
        return Promise.all(told);
      },
      shards: world.shards,
      limits: { forwardMsMax: 4_000, forwardPauseMs: 50, parkedRetryMs: 2_000 },
      send: () => Promise.resolve(ok(undefined)),
      newSource: () =>
        forwardingSource({
          log,
          deadLetters: store.deadLetters,
          now: () => clock.now(),
          limits: { forwardedCommandsMax: 8, commitCommandsMax: 3 },
        }),
    });
    this.engine = await openEngineOn(this.#parts(store, 0), cache, this.host);
  }

  async answerPeer(ask: PeerAsk): Promise<PeerAnswer> {
    return this.host.answerPeer(ask);
  }

  die(): void {
    this.alive = false;
    this.#gone.resolve();
  }

  freeze(): void {
    if (this.isFrozen) return;
    const thawed = signal();
    this.#thawed = thawed.promise;
    this.#thaw = thawed.resolve;
    this.#gone.resolve();
  }

  thaw(): void {
    if (!this.isFrozen) return;
    this.#thawed = null;
    this.#gone = signal();
    this.#thaw();
  }

  /** Whether the log of a shard is folded here as far as it goes. */
  delivered(shard: number): number | null {
    const route = this.ownership.route(shard);
    return route.kind === 'here' ? route.owned.learners.journal.delivered : null;
  }

  /** Resolves when an answer may be heard here; never when the process is dead. */
  async heard(): Promise<void> {
    await this.world.latency();
    while (this.#thawed !== null) await this.#thawed;
    if (!this.alive) await new Promise<never>(() => undefined);
  }

  async #whenAwake(work: () => void): Promise<void> {
    while (this.#thawed !== null) await this.#thawed;
    if (this.alive) work();
  }

  #ownership(cache: CatalogueCache, store: Store): Ownership<ClusterShard> {
    const { world, clock, name } = this;
    return new Ownership<ClusterShard>({
      ...{
        me: name,
        address: name,
        shards: world.shards,
        clock,
        takesShards: true,
        freed: () => undefined,
      },
      leases: this.#port('leases', world.leases),
      members: this.#port('members', world.members),
      monotonic: () => world.clock.now(),
      limits: { leaseMs: LEASE_MS, leaseRenewMs: RENEW_MS, clockSkewMsMax: SKEW_MS, ...BARS },
      open: (lease, writes) => this.#shard(cache, store, lease, writes),
      note: (message, detail) => world.note(this, message, detail),
    });
  }

  #shard(
    cache: CatalogueCache,
    store: Store,
    { shard, watermark }: { readonly shard: number; readonly watermark: number },
    writes: WriteClock,
  ): ClusterShard {
    const { world } = this;
    const snapshots = world.store.snapshots(shard, writes, () => world.fate('snapshots.commit'));
    const effects = world.store.effectsOf(shard, writes, () => world.fate('effects.confirm'));
    const own = {
      ...store,
      snapshots: this.#port('snapshots', snapshots, ['commit']),
      effects: this.#port('effects', effects, ['confirm']),
    };
    return new ClusterShard({
      ...{ shard, cache, watermark, parts: this.#parts(own, shard + 1) },
      upToDate: (batch) => this.watch.readBatch(batch),
      taken: (commands) => this.late.taken(commands),
      journal: {
        log: this.#log(),
        newId: () => `${this.name}-${String(++this.#ids)}`,
        known: (commands) => this.watch.known(commands),
        note: (fault) => world.note(this, 'log', { shard, fault }),
        pause: () => new Promise((resolve) => void this.clock.after(50, resolve)),
      },
    });
  }

  #parts(store: Store, part: number): EngineParts {
    const { world, clock } = this;
    return {
      ...{ store, clock, limits: { ...TIGHT, flushIntervalMs: 500, flushPromptsAll: false } },
      actors: seededSystem(world.random.seed(part), ({ actor, problem, error }) =>
        world.note(this, `${actor} ${problem}`, { error: String(error) }),
      ),
      names: { idOf: certificateIdOf, accessCodeOf, templateHashOf },
      ...{ publicUrl: 'https://laurel.example', timeZone: 'Asia/Kolkata' },
      ...{ origin: null, rows: null, courses: NOBODY_LOOKS, follow: SELF_CONTAINED },
      relate: null,
      writeReport: () => Promise.resolve(err({ kind: 'unavailable', detail: 'not simulated' })),
      reportElsewhere: null,
      newRenderer: numberedRenderer,
      note: (message, detail) => world.note(this, message, detail),
    };
  }

  /** The ports that no shard owns. */
  #store(catalogue: CatalogueStore): Store {
    const { plain } = this.world.store;
    return {
      ...plain,
      snapshots: this.#port('snapshots', plain.snapshots),
      users: this.#port('users', plain.users),
      certificates: this.#port('certificates', plain.certificates),
      deadLetters: this.#port('deadLetters', plain.deadLetters),
      catalogue: this.#port('catalogue', catalogue, ['putCourse', 'putBatch']),
    };
  }

  /** Every statement of a change may fail, and is the last of who dies after it. */
  #catalogue(): SharedCatalogue {
    const { world, clock } = this;
    return world.store.catalogue.open(
      () => clock.now(),
      async <T>(statement: () => T) => {
        const applied = await this.#called('catalogue.statement', () => ok(statement()), false);
        return applied as Result<T, StoreError>;
      },
    );
  }

  #log(): Pick<
    ReturnType<ClusterWorld['log']['open']>,
    'append' | 'follow' | 'end' | 'shards' | 'entryBytesMax'
  > {
    const log = this.world.log.open();
    const { append, end } = this.#port('log', { append: log.append, end: log.end });
    const follow: typeof log.follow = (shard, from, signal) =>
      this.#heardAll(log.follow(shard, from, signal), `${this.name} ${String(shard)}`);
    return { append, end, follow, shards: log.shards, entryBytesMax: log.entryBytesMax };
  }

  async *#heardAll<T>(all: AsyncIterable<T>, name = ''): AsyncGenerator<T> {
    for await (const one of all) {
      if (this.world.unfollowable.has(name)) throw new Error('injected');
      await this.heard();
      yield one;
    }
  }

  /** A port whose calls may fail, take time, and are never answered to the dead. */
  #port<P extends object>(name: string, port: P, fated: readonly string[] = []): P {
    return new Proxy(port, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        const method = `${name}.${String(property)}`;
        return (...args: unknown[]) => {
          const call = (): unknown => (member as (...a: unknown[]) => unknown).apply(target, args);
          if (SCANS.has(method)) return scanOf(call(), (all) => this.#heardAll(all));
          return this.#called(method, call, fated.includes(String(property)));
        };
      },
    });
  }

  async #called(method: string, call: () => unknown, isFated: boolean): Promise<unknown> {
    if (!this.alive) await new Promise<never>(() => undefined);
    while (this.#thawed !== null) await this.#thawed;
    if (!this.alive) await new Promise<never>(() => undefined);
    const { world } = this;
    world.trace(`${this.name} ${method}`);
    const fault = isFated ? 'none' : world.faultOf(method);
    if (fault === 'unavailable') {
      await this.heard();
      return err({ kind: fault, detail: 'injected' });
    }
    if (!isFated) await world.latency();
    const answer = await call();
    await this.heard();
    return fault === 'timeout' ? err({ kind: fault, detail: 'injected' }) : answer;
  }
}
