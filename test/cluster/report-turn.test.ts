import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/actors/clock.js';
import { takeReportTurn, type ReportTurn } from '../../src/cluster/report-turn.js';
import type { WriteClock } from '../../src/persistence/cluster-ports.js';
import { memoryLeases } from '../../src/persistence/memory-leases.js';
import { memoryStore } from '../../src/persistence/memory-store.js';

const LIMITS = { leaseMs: 1000, leaseRenewMs: 250, clockSkewMsMax: 100 };

describe('the turn to run report requests', () => {
  it('is one process’s at a time, until it is given back', async () => {
    const world = worldOf();
    const first = await world.take('a');

    expect(first?.isMine()).toBe(true);
    expect(await world.take('b')).toBeNull();

    await first?.giveBack();
    expect(first?.isMine()).toBe(false);
    expect((await world.take('b'))?.isMine()).toBe(true);
  });

  it('lasts as long as it is renewed', async () => {
    const world = worldOf();
    const turn = await world.take('a');

    for (let i = 0; i < 20; i++) await world.pass(LIMITS.leaseRenewMs);

    expect(turn?.isMine()).toBe(true);
    expect(await world.take('b')).toBeNull();
  });

  it('is another’s after its end, when the process that had it is no more', async () => {
    const world = worldOf();
    const dead = await world.take('a');
    world.kill('a');

    await world.pass(LIMITS.leaseMs);
    expect(dead?.isMine()).toBe(false);
    expect(await world.take('b')).toBeNull();
    await world.pass(LIMITS.clockSkewMsMax + 1);
    expect((await world.take('b'))?.isMine()).toBe(true);
  });

  it('is lost for good to who took it meanwhile', async () => {
    const world = worldOf();
    const slept = await world.take('a');
    world.kill('a');
    await world.pass(LIMITS.leaseMs + LIMITS.clockSkewMsMax + 1);
    const next = await world.take('b');

    world.wake('a');
    await world.pass(LIMITS.leaseRenewMs);

    expect([slept?.isMine(), next?.isMine()]).toEqual([false, true]);
  });

  it('writes at times above all of the turn before, and none after its end', async () => {
    const world = worldOf();
    await world.take('a');
    const before = world.clocks[0]!;
    const last = before.next()!;
    world.kill('a');
    await world.pass(LIMITS.leaseMs + LIMITS.clockSkewMsMax + 1);

    await world.take('b');

    expect(before.next()).toBeNull();
    expect(world.clocks[1]!.next()).toBeGreaterThan(last);
  });
});

interface World {
  readonly clocks: WriteClock[];
  take(me: string): Promise<ReportTurn | null>;
  /** Its timers come no more. */
  kill(me: string): void;
  wake(me: string): void;
  pass(ms: number): Promise<void>;
}

function worldOf(): World {
  const leases = memoryLeases();
  const clocks: WriteClock[] = [];
  const dead = new Set<string>();
  let timers: { readonly me: string; readonly at: number; readonly work: () => void }[] = [];
  let now = 1_700_000_000_000;
  const clockOf = (me: string): Clock => ({
    now: () => now,
    after: (delayMs, work) => {
      const timer = { me, at: now + delayMs, work };
      timers.push(timer);
      return () => void (timers = timers.filter((one) => one !== timer));
    },
    yield: () => Promise.resolve(),
  });
  return {
    clocks,
    take: (me) =>
      takeReportTurn({
        ...{ me, leases, limits: LIMITS, clock: clockOf(me), monotonic: () => now },
        storeAt: (clock) => {
          clocks.push(clock);
          return memoryStore().reportRequests;
        },
      }),
    kill: (me) => void dead.add(me),
    wake: (me) => void dead.delete(me),
    pass: async (ms) => {
      now += ms;
      const due = timers.filter(({ me, at }) => at <= now && !dead.has(me));
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { work } of due) work();
      for (let i = 0; i < 10; i++) await Promise.resolve();
    },
  };
}
