import { describe, expect, it } from 'vitest';
import { isFree, planLeases, type Assembly } from '../../src/cluster/lease-plan.js';
import type { Lease } from '../../src/persistence/cluster-ports.js';

const lease = (shard: number, owner: string, until = 5_000): Lease => ({
  ...{ shard, owner, until },
  address: owner,
  watermark: 0,
});

const plan = (more: Partial<Assembly>): ReturnType<typeof planLeases> =>
  planLeases({
    ...{ me: 'a', members: ['a', 'b'], shards: 4, leases: [] },
    ...{ mine: new Set<number>(), now: 1_000, skewMsMax: 100, bars: [], ...more },
  });

const taken = ({ take }: ReturnType<typeof planLeases>): number[] => take.map((t) => t.shard);

describe('A plan of leases', () => {
  it('takes this member’s share of what nobody ever had', () => {
    expect(plan({})).toEqual({
      take: [0, 1].map((shard) => ({ shard, held: null })),
      giveBack: [],
    });
    expect(taken(plan({ me: 'b' }))).toEqual([2, 3]);
  });

  it('leaves what another one holds, and names the lease that it replaces', () => {
    const leases = [lease(0, 'b'), lease(1, ''), lease(2, 'b'), lease(3, 'c', 800)];

    expect(plan({ leases }).take).toEqual([
      { shard: 1, held: leases[1] },
      { shard: 3, held: leases[3] },
    ]);
  });

  it('gives back what is more than the share, and takes nothing then', () => {
    const leases = [0, 1, 2].map((shard) => lease(shard, 'a'));

    expect(plan({ leases, mine: new Set([2, 0, 1]) })).toEqual({ take: [], giveBack: [2] });
  });

  it('takes up a lease in its own name that is not open here', () => {
    const leases = [lease(0, 'b'), lease(1, 'b'), lease(2, 'a'), lease(3, 'a')];

    expect(taken(plan({ leases, mine: new Set([3]) }))).toEqual([2]);
  });

  it('counts itself though its heartbeat did not come through', () => {
    expect(taken(plan({ members: ['b'] }))).toEqual([0, 1]);
  });

  it('gives the odd shard to the first in order of names', () => {
    expect(plan({ shards: 5, mine: new Set([0, 1, 2]) }).giveBack).toEqual([]);
    expect(plan({ shards: 5, me: 'b', mine: new Set([0, 1, 2]) }).giveBack).toEqual([2]);
  });
});

describe('A shard that somebody could not follow', () => {
  const leases = [lease(0, ''), lease(1, 'a'), lease(2, 'b'), lease(3, 'b')];
  const bars = [{ shard: 0, member: 'a', detail: 'injected' }];

  it('is left to the others, who take it beyond their share and keep it', () => {
    const ofA = { leases, bars, mine: new Set([1]) };
    expect(plan(ofA)).toEqual({ take: [], giveBack: [] });

    const ofB = { leases, bars, me: 'b' };
    expect(taken(plan({ ...ofB, mine: new Set([2, 3]) }))).toEqual([0]);
    expect(plan({ ...ofB, mine: new Set([0, 2, 3]) })).toEqual({ take: [], giveBack: [] });
  });

  it('counts as any other again when that is over', () => {
    expect(plan({ leases, me: 'b', mine: new Set([0, 2, 3]) }).giveBack).toEqual([3]);
    expect(taken(plan({ leases, mine: new Set([1]) }))).toEqual([0]);
  });

  it('rests where nobody could, and takes no other’s place', () => {
    const all = [...bars, { shard: 0, member: 'b', detail: 'injected' }];
    const open = [lease(0, ''), lease(1, ''), lease(2, 'b'), lease(3, 'b')];

    expect(taken(plan({ leases: open, bars: all }))).toEqual([1]);
    expect(plan({ leases, bars: all, me: 'b', mine: new Set([2, 3]) }).take).toEqual([]);
  });

  it('is nobody’s extra once who left it is gone', () => {
    const gone = { leases, bars, me: 'b', members: ['b'] };

    expect(taken(plan({ ...gone, mine: new Set([2, 3]) }))).toEqual([0]);
    expect(plan({ ...gone, shards: 2, mine: new Set([0, 2, 3]) }).giveBack).toEqual([3]);
  });
});

describe('A lease', () => {
  it.each([
    [lease(0, ''), true],
    [lease(0, 'b', 899), true],
    [lease(0, 'b', 900), false],
    [lease(0, 'b', 2_000), false],
  ])('is free when it was given back or is over by more than clocks differ', (held, free) => {
    expect(isFree(held, { now: 1_000, skewMsMax: 100 })).toBe(free);
  });
});
