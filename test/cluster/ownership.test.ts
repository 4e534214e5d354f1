import { describe, expect, it } from 'vitest';
import { turn } from '../../props/sim/manual-clock.js';
import { ok } from '../../src/domain/result.js';
import { away, cluster, leaseOf, rounds, servedBy } from './ownership-given.js';

describe('A lease', () => {
  it('is taken, opened, and served once it is open', async () => {
    const { start, clock } = cluster();
    const a = start('a', { opens: false });
    await rounds(clock, 0);

    expect(a.ownership.route(0)).toEqual({ kind: 'nobody' });
    a.opened.forEach((shard) => shard.open());
    await turn();
    expect(a.ownership.route(0)).toEqual({ kind: 'here', owned: a.opened[0] });
    expect(servedBy(a)).toBe(2);
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

    expect(servedBy(a)).toBe(2);
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

    expect(servedBy(b)).toBe(2);
  });
});

describe('A member that gives a shard back', () => {
  it('goes on renewing the others, however long that takes', async () => {
    const { start, clock } = cluster();
    const a = start('a', { closes: false });
    await rounds(clock, 1);
    start('b');
    await rounds(clock, 2);
    expect(a.opened[1]!.end).toBe('closing');

    await rounds(clock, 6);
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

  it('ends at once what cannot be closed within its lease, and goes without the rest', async () => {
    const { clock, leases, start } = cluster();
    const { ownership, opened } = start('a', { closes: false });
    await rounds(clock, 1);
    opened[0]!.mark = 7;
    const stopping = ownership.stop();
    await rounds(clock, 2);
    expect(opened.map(({ end }) => end)).toEqual(['closing', 'closing']);

    await rounds(clock, 1);
    await stopping;
    expect(opened.map(({ end }) => end)).toEqual(['abandoned', 'abandoned']);
    expect(await leaseOf(leases, 0)).toMatchObject({ owner: '', watermark: 7 });
  });
});
