/** Members of a cluster of two shards that share leases and time, each shard a stub. */
import { ManualClock, turn } from '../../props/sim/manual-clock.js';
import { Ownership, type OwnedShard } from '../../src/cluster/ownership.js';
import type { ShardClock } from '../../src/cluster/shard-clock.js';
import { err } from '../../src/domain/result.js';
import type { Lease, LeaseStore } from '../../src/persistence/cluster-ports.js';
import { memoryLeases, memoryMembers } from '../../src/persistence/memory-leases.js';

const LIMITS = {
  ...{ leaseMs: 300, leaseRenewMs: 100, clockSkewMsMax: 20 },
  ...{ barMs: 400, barMsMax: 1_000 },
};

export const servedBy = ({ ownership }: { readonly ownership: Ownership<Stub> }): number =>
  [0, 1].filter((shard) => ownership.route(shard).kind === 'here').length;

/** Two shards, and members that share leases, time and faults of the lease store. */
export function cluster() {
  const clock = new ManualClock(10_000);
  const leases = memoryLeases();
  const members = memoryMembers(() => clock.now());
  const faults: ('none' | 'unavailable' | 'timeout')[] = [];
  const faulty: LeaseStore = {
    all: () => leases.all(),
    replace: async (held, wanted) => {
      const fault = faults.shift() ?? 'none';
      const detail = 'injected';
      if (fault === 'unavailable') return err({ kind: fault, detail });
      const answer = await leases.replace(held, wanted);
      return fault === 'timeout' ? err({ kind: fault, detail }) : answer;
    },
  };
  const start = (me: string, how: { opens?: boolean; closes?: boolean } = {}) => {
    const opened: Stub[] = [];
    let alive = true;
    const ownership = new Ownership<Stub>({
      ...{ me, address: `${me}:1`, shards: 2, leases: faulty, members },
      clock: {
        now: () => clock.now(),
        yield: () => clock.yield(),
        after: (ms, work) => clock.after(ms, () => (alive ? work() : undefined)),
      },
      monotonic: () => clock.now(),
      ...{ limits: LIMITS, takesShards: true, note: () => undefined, freed: () => undefined },
      open: (lease, shardClock) => {
        const stub = new Stub(lease, shardClock, how.closes ?? true);
        opened.push(stub);
        if (how.opens ?? true) stub.open();
        return stub;
      },
    });
    void ownership.start();
    return { ownership, opened, die: () => void (alive = false) };
  };
  return { clock, leases, members, faults, start };
}

/** A shard that says what was done to it. */
class Stub implements OwnedShard {
  readonly lease: Lease;
  readonly clock: ShardClock;
  end = '';
  fault: OwnedShard['fault'] = null;
  mark: number;
  markAtClose: number | null = null;
  open: () => void = () => undefined;
  readonly #closes: boolean;
  #abandoned: () => void = () => undefined;
  readonly #opened: Promise<boolean>;

  constructor(lease: Lease, clock: ShardClock, closes: boolean) {
    this.lease = lease;
    this.clock = clock;
    this.mark = lease.watermark;
    this.#closes = closes;
    this.#opened = new Promise((resolve) => (this.open = () => resolve(true)));
  }

  opened(): Promise<boolean> {
    return this.#opened;
  }

  watermark(): number {
    return this.mark;
  }

  async close(): Promise<void> {
    this.end = 'closing';
    if (!this.#closes) return new Promise((resolve) => (this.#abandoned = resolve));
    this.mark = this.markAtClose ?? this.mark;
    this.end = 'closed';
  }

  abandon(): Promise<void> {
    this.end = 'abandoned';
    this.#abandoned();
    return Promise.resolve();
  }
}

export async function rounds(clock: ManualClock, count: number): Promise<void> {
  await quiet();
  for (let i = 0; i < count; i++) {
    clock.advance(LIMITS.leaseRenewMs);
    await quiet();
  }
}

async function quiet(): Promise<void> {
  for (let i = 0; i < 8; i++) await turn();
}

export const away = (count: number): 'unavailable'[] =>
  new Array<'unavailable'>(count).fill('unavailable');

export async function leaseOf(leases: LeaseStore, shard: number): Promise<Lease | null> {
  const all = await leases.all();
  return all.ok ? (all.value.find((lease) => lease.shard === shard) ?? null) : null;
}
