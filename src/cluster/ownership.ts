/**
 * Keeps this process's leases: takes its share, renews, gives back, and says whether it may still
 * answer. Opens and closes what it owns through `ShardLife`; knows nothing of learners.
 *
 * - O1 A lease counts as held only until a deadline of this process's own monotonic clock, which
 *   began before the store was asked (design 5.4); after it nothing is answered, whatever the store
 *   says later.
 * - O2 A lease that cannot be renewed is not given up: nobody else can have it before its end, and
 *   if nobody took it, it is renewed when the store is back.
 * - O3 A lease that somebody else holds is lost for good: what is in memory of it is thrown away.
 * - O4 Giving back is handing over: everything is durable, and the watermark says so, before the
 *   lease is free. What does not become durable within the lease is left to the log.
 * - O5 What ended by a fault of this process is given back and left to others for a while
 *   (`shard-bars.ts`); what ended by a fault of the shard stays (`log-fault.ts`, F1).
 */
import type { Clock } from '../actors/clock.js';
import type { Bar, Lease, LeaseStore, MemberStore } from '../persistence/cluster-ports.js';
import { planLeases } from './lease-plan.js';
import type { ShardFault } from './log-fault.js';
import { ShardBars, type ShardBar, type ShardBarLimits } from './shard-bars.js';
import { ShardClock } from './shard-clock.js';

/** What is owned while a lease is held. */
export interface OwnedShard {
  /** Resolves when it may answer; `false` = it ended before. */
  opened(): Promise<boolean>;
  /** Why it ended by itself; `null` = it did not. */
  readonly fault: ShardFault | null;
  /** The lowest number of the log that is not in durable snapshots. */
  watermark(): number;
  /** Makes everything durable and ends (O4). */
  close(): Promise<void>;
  /** Ends at once (O3). */
  abandon(): Promise<void>;
}

export interface OwnershipDeps<S extends OwnedShard> {
  readonly me: string;
  readonly address: string;
  readonly shards: number;
  readonly leases: LeaseStore;
  readonly members: MemberStore;
  readonly clock: Clock;
  /** Milliseconds that only go forward, at the pace of time. */
  monotonic(): number;
  readonly limits: OwnershipLimits;
  /** `false` = this process asks others and owns nothing: a command of the command line. */
  readonly takesShards: boolean;
  open(lease: Lease, clock: ShardClock): S;
  /** A shard was given back: others may take it now. */
  freed(): void;
  note(message: string, detail: Readonly<Record<string, unknown>>): void;
}

export interface OwnershipLimits extends ShardBarLimits {
  readonly leaseMs: number;
  readonly leaseRenewMs: number;
  /** How far the clocks of two machines may differ. */
  readonly clockSkewMsMax: number;
}

interface Held<S> {
  lease: Lease;
  /** O1. */
  deadline: number;
  readonly clock: ShardClock;
  readonly owned: S;
  state: 'opening' | 'serving' | 'closing';
}

/** Where a shard is served, as far as this process knows. */
export type Route<S> =
  | { readonly kind: 'here'; readonly owned: S }
  | { readonly kind: 'there'; readonly address: string; readonly owner: string }
  /** Nobody serves it now, or it is on its way to somebody. */
  | { readonly kind: 'nobody' };

export class Ownership<S extends OwnedShard> {
  readonly #deps: OwnershipDeps<S>;
  readonly #held = new Map<number, Held<S>>();
  #routes: ReadonlyMap<number, Lease> = new Map();
  /** Shards that are being given back or thrown away. */
  readonly #endings = new Set<Promise<void>>();
  readonly #bars: ShardBars;
  #round: Promise<void> | null = null;
  /** Everybody who looks at one moment shares one look. */
  #looking: Promise<void> | null = null;
  #cancel: () => void = () => undefined;
  #isMember = false;
  #stopped = false;

  constructor(deps: OwnershipDeps<S>) {
    this.#deps = deps;
    this.#bars = new ShardBars(deps.limits);
  }

  /** Shards that are open here, whatever their state. */
  get owned(): readonly S[] {
    return [...this.#held.values()].map(({ owned }) => owned);
  }

  /** Shards that are left to others for now (O5). */
  get left(): readonly ShardBar[] {
    return this.#bars.at(this.#deps.monotonic());
  }

  /** Begins the rounds; resolves after the first. */
  async start(): Promise<void> {
    await this.look();
  }

  /** Whether the last round reached the store, so that this process is one of the cluster. */
  get isMember(): boolean {
    return this.#isMember;
  }

  /** O1. */
  isHeld(shard: number): boolean {
    const held = this.#held.get(shard);
    return held !== undefined && this.#deps.monotonic() < held.deadline;
  }

  route(shard: number): Route<S> {
    const held = this.#held.get(shard);
    if (held?.state === 'serving' && this.isHeld(shard)) return { kind: 'here', owned: held.owned };
    const lease = this.#routes.get(shard);
    const isOther = lease !== undefined && lease.owner !== '' && lease.owner !== this.#deps.me;
    if (!isOther || held !== undefined) return { kind: 'nobody' };
    return { kind: 'there', address: lease.address, owner: lease.owner };
  }

  /** A round now: somebody gave shards back, or a route was wrong. */
  async look(): Promise<void> {
    if (this.#round !== null) return this.#round;
    // Who has left must not say again that it is there.
    if (this.#stopped) return;
    this.#cancel();
    this.#round = this.#oneRound().finally(() => {
      this.#round = null;
      if (this.#stopped) return;
      this.#cancel = this.#deps.clock.after(this.#deps.limits.leaseRenewMs, () => void this.look());
    });
    return this.#round;
  }

  /** Reads again who owns what, without a round of its own. */
  lookForRoutes(): Promise<void> {
    this.#looking ??= this.#readRoutes().finally(() => (this.#looking = null));
    return this.#looking;
  }

  /** Hands everything over and leaves (O4). */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#round;
    await Promise.all([...this.#held.keys()].map((shard) => this.#giveBack(shard)));
    await Promise.all(this.#endings);
    await this.#deps.members.leave(this.#deps.me);
  }

  async #readRoutes(): Promise<void> {
    const all = await this.#deps.leases.all();
    if (all.ok) this.#routes = new Map(all.value.map((lease) => [lease.shard, lease]));
  }

  async #oneRound(): Promise<void> {
    const { members, leases, me, address, clock, limits, shards } = this.#deps;
    const seenAt = clock.now();
    if (this.#deps.takesShards) await members.beat({ name: me, address, seenAt }, limits.leaseMs);
    await Promise.all([...this.#held.values()].map((held) => this.#renew(held)));
    await this.#leaveFaulty();
    const [there, all, bars] = await Promise.all([members.all(), leases.all(), members.bars()]);
    this.#isMember = there.ok && all.ok;
    if (!there.ok || !all.ok) return;
    this.#routes = new Map(all.value.map((lease) => [lease.shard, lease]));
    const plan = planLeases({
      ...{ me, shards },
      members: there.value.map(({ name }) => name),
      leases: all.value,
      mine: new Set(this.#held.keys()),
      now: clock.now(),
      skewMsMax: limits.clockSkewMsMax,
      bars: [...this.#ownBars(), ...(bars.ok ? bars.value : [])],
    });
    if (this.#stopped || !this.#deps.takesShards) return;
    for (const { shard, held } of plan.take) await this.#take(shard, held);
    // Beside the rounds: a shard that is slow to close must not cost the others their leases.
    for (const shard of plan.giveBack) this.#aside(this.#giveBack(shard));
  }

  /** O5. Told before the lease is free, and with every round, or nobody else would take it. */
  async #leaveFaulty(): Promise<void> {
    const { members, me, monotonic, note } = this.#deps;
    const faulty = [...this.#held.values()].flatMap(({ state, lease, owned }) =>
      state !== 'closing' && owned.fault?.of === 'process'
        ? [{ shard: lease.shard, detail: owned.fault.detail }]
        : [],
    );
    for (const { shard, detail } of faulty) {
      this.#bars.add(shard, detail, monotonic());
      note('shard left to others', { shard, detail });
    }
    const told = this.left.map(({ forMs, ...bar }) => members.bar({ ...bar, member: me }, forMs));
    await Promise.all(told);
    for (const { shard } of faulty) this.#aside(this.#giveBack(shard));
  }

  #ownBars(): readonly Bar[] {
    return this.left.map(({ shard, detail }) => ({ shard, detail, member: this.#deps.me }));
  }

  #aside(work: Promise<void>): void {
    const ending = work.finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
  }

  async #take(shard: number, before: Lease | null): Promise<void> {
    const { leases, me, address, clock, limits, monotonic, open, note } = this.#deps;
    const deadline = monotonic() + limits.leaseMs;
    const until = clock.now() + limits.leaseMs;
    const wanted: Lease = {
      ...{ shard, address, until },
      owner: me,
      watermark: before?.watermark ?? 0,
    };
    const taken = await leases.replace(before, wanted);
    if (!taken.ok || !isSame(taken.value, wanted)) return;
    const shardClock = new ShardClock(before?.until ?? 0, until, () => clock.now());
    const held: Held<S> = {
      ...{ lease: wanted, deadline, clock: shardClock },
      owned: open(wanted, shardClock),
      state: 'opening',
    };
    this.#held.set(shard, held);
    note('shard taken', { shard, from: wanted.watermark });
    void held.owned.opened().then((isOpen) => {
      if (isOpen && held.state === 'opening') held.state = 'serving';
    });
  }

  /** O1-O3. */
  async #renew(held: Held<S>): Promise<void> {
    const { leases, clock, limits, monotonic, note } = this.#deps;
    if (held.state === 'closing') return;
    const deadline = monotonic() + limits.leaseMs;
    const until = Math.max(clock.now() + limits.leaseMs, held.lease.until);
    const wanted: Lease = { ...held.lease, until, watermark: held.owned.watermark() };
    const renewed = await leases.replace(held.lease, wanted);
    if (!renewed.ok) return;
    if (isSame(renewed.value, wanted)) {
      held.lease = wanted;
      held.deadline = deadline;
      held.clock.extend(until);
    } else if (renewed.value.owner === wanted.owner) {
      // An earlier renewal was applied without an answer: the next round renews that one.
      held.lease = renewed.value;
    } else {
      note('shard lost', { shard: wanted.shard, to: renewed.value.owner });
      this.#held.delete(wanted.shard);
      this.#aside(held.owned.abandon());
    }
  }

  /** Without a renewal: once the lease is over nothing becomes durable, however long one waits. */
  async #close({ owned, deadline }: Held<S>): Promise<void> {
    const { clock, monotonic } = this.#deps;
    const cancel = clock.after(Math.max(0, deadline - monotonic()), () => void owned.abandon());
    await owned.close();
    cancel();
  }

  /** O4. The watermark stays below what is left to the log. */
  async #giveBack(shard: number): Promise<void> {
    const { leases, note } = this.#deps;
    const held = this.#held.get(shard);
    if (held === undefined || held.state === 'closing') return;
    held.state = 'closing';
    await this.#close(held);
    const until = Math.min(held.lease.until, held.clock.end);
    const watermark = held.owned.watermark();
    const free: Lease = { ...held.lease, ...{ owner: '', address: '', until, watermark } };
    const freed = await leases.replace(held.lease, free);
    this.#held.delete(shard);
    note('shard given back', { shard, watermark, freed: freed.ok });
    if (freed.ok) this.#deps.freed();
  }
}

const isSame = (a: Lease, b: Lease): boolean =>
  a.owner === b.owner && a.until === b.until && a.watermark === b.watermark;
