import { describe, expect, it } from 'vitest';
import { ManualClock, turn } from '../../props/sim/manual-clock.js';
import { Ownership, type OwnedShard } from '../../src/cluster/ownership.js';
import type { ShardClock } from '../../src/cluster/shard-clock.js';
import { err, ok } from '../../src/domain/result.js';
import type { Lease, LeaseStore } from '../../src/persistence/cluster-ports.js';
import { memoryLeases, memoryMembers } from '../../src/persistence/memory-leases.js';

const LIMITS = { leaseMs: 300, leaseRenewMs: 100, clockSkewMsMax: 20 };

describe('A lease', () => {
  it('is taken, opened, and served once it is open', async () => {
    const { start, clock } = cluster();
    const a = start('a', { opens: false });
    await rounds(clock, 0);

    expect(a.ownership.route(0)).toEqual({ kind: 'nobody' });
    a.opened.forEach((shard) => shard.open());
    await turn();
    expect(a.ownership.route(0)).toEqual({ kind: 'here', owned: a.opened[0] });
    expect(a.ownership.serving).toBe(2);
  });

  it('is known to the others, who ask there', async () => {
    const { start, clock } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    const b = start('b');
    await b.ownership.lookForRoutes();

    expect(b.ownership.route(0)).toEqual({ kind: 'there', address: 'a:1', owner: 'a' });
    expect(a.ownership.route(0).kind).toBe('here');
  });

  it('is renewed before it ends, with the watermark as it is by then', async () => {
    const { start, clock, leases } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    a.opened[0]!.mark = 7;
    await rounds(clock, 9);

    expect(a.ownership.isHeld(0)).toBe(true);
    expect(await leaseOf(leases, 0)).toMatchObject({ owner: 'a', watermark: 7 });
    expect(a.opened).toHaveLength(2);
  });

  it('whose renewal was applied without an answer stays held', async () => {
    const { start, clock, faults } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    faults.push('timeout', 'timeout');
    await rounds(clock, 1);
    expect(a.ownership.isHeld(0)).toBe(true);
    await rounds(clock, 5);

    expect(a.ownership.isHeld(0)).toBe(true);
    expect(a.opened.map(({ end }) => end)).toEqual(['', '']);
    expect(a.opened[0]!.clock.next()).not.toBeNull();
  });

  it('is not held while the store is away beyond its end, and again when it is back', async () => {
    const { start, clock, faults } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    faults.push(...away(60));
    await rounds(clock, 2);
    expect(a.ownership.isHeld(0)).toBe(true);
    await rounds(clock, 2);

    expect(a.ownership.isHeld(0)).toBe(false);
    expect(a.ownership.route(0)).toEqual({ kind: 'nobody' });
    expect(a.opened[0]!.clock.next()).toBeNull();
    faults.length = 0;
    await rounds(clock, 1);
    expect(a.ownership.route(0)).toEqual({ kind: 'here', owned: a.opened[0] });
    expect(a.opened[0]!.clock.next()).not.toBeNull();
    expect(a.opened).toHaveLength(2);
  });

  it('that somebody else took is lost for good, and its shard is thrown away', async () => {
    const { start, clock, leases } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    const held = await leaseOf(leases, 0);
    await leases.replace(held, { ...held!, owner: 'z', address: 'z:1', until: clock.now() + 900 });
    await rounds(clock, 1);

    expect(a.opened[0]!.end).toBe('abandoned');
    expect(a.ownership.route(0)).toEqual({ kind: 'there', address: 'z:1', owner: 'z' });
    expect(a.ownership.route(1).kind).toBe('here');
  });

  it('that was given back tells where to go on and from when', async () => {
    const { start, clock, leases } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    const last = a.opened[1]!.clock.next() ?? 0n;
    a.opened[1]!.markAtClose = 12;
    const b = start('b');
    await rounds(clock, 2);

    expect(a.opened[1]!.end).toBe('closed');
    expect(b.opened.map(({ lease }) => lease)).toMatchObject([{ shard: 1, watermark: 12 }]);
    expect(b.opened[0]!.clock.next()).toBeGreaterThan(last);
    expect(await leaseOf(leases, 1)).toMatchObject({ owner: 'b' });
  });

  it('in a name of an earlier try is taken up', async () => {
    const { start, clock, faults } = cluster();
    faults.push('timeout', 'timeout');
    const a = start('a');
    await rounds(clock, 0);
    expect(a.opened).toEqual([]);
    await rounds(clock, 1);

    expect(a.ownership.serving).toBe(2);
  });

  it('of a dead member is free only after its end and the difference of clocks', async () => {
    const { start, clock } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    a.die();
    const b = start('b');
    await rounds(clock, 2);
    expect(b.opened).toEqual([]);
    await rounds(clock, 3);

    expect(b.ownership.serving).toBe(2);
  });
});

describe('A member that gives a shard back', () => {
  it('goes on renewing the others, however long that takes', async () => {
    const { start, clock } = cluster();
    const a = start('a', { closes: false });
    await rounds(clock, 1);
    start('b');
    await rounds(clock, 8);

    expect(a.opened[1]!.end).toBe('closing');
    expect(a.ownership.route(0)).toEqual({ kind: 'here', owned: a.opened[0] });
  });

  it('hands all of them over when it stops, and is no member any more', async () => {
    const { start, clock, leases, members } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    await a.ownership.stop();
    await a.ownership.look();

    expect(await members.all()).toEqual(ok([]));
    await rounds(clock, 3);
    expect(a.opened.map(({ end }) => end)).toEqual(['closed', 'closed']);
    expect(await leaseOf(leases, 0)).toMatchObject({ owner: '', address: '' });
  });
});

/** Two shards, and members that share leases, time and faults of the lease store. */
function cluster() {
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
  mark: number;
  markAtClose: number | null = null;
  open: () => void = () => undefined;
  readonly #closes: boolean;
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
    if (!this.#closes) await new Promise(() => undefined);
    this.mark = this.markAtClose ?? this.mark;
    this.end = 'closed';
  }

  abandon(): Promise<void> {
    this.end = 'abandoned';
    return Promise.resolve();
  }
}

async function rounds(clock: ManualClock, count: number): Promise<void> {
  await quiet();
  for (let i = 0; i < count; i++) {
    clock.advance(LIMITS.leaseRenewMs);
    await quiet();
  }
}

async function quiet(): Promise<void> {
  for (let i = 0; i < 8; i++) await turn();
}

const away = (count: number): 'unavailable'[] =>
  new Array<'unavailable'>(count).fill('unavailable');

async function leaseOf(leases: LeaseStore, shard: number): Promise<Lease | null> {
  const all = await leases.all();
  return all.ok ? (all.value.find((lease) => lease.shard === shard) ?? null) : null;
}
