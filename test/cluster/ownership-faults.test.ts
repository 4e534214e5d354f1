import { describe, expect, it } from 'vitest';
import { cluster, leaseOf, rounds, servedBy } from './ownership-given.js';

describe('A shard that ended by itself', () => {
  const fault = { of: 'process', detail: 'it cannot be followed' } as const;

  it('by a fault of the process is given back, and another process takes it', async () => {
    const { start, clock, leases } = cluster();
    const a = start('a');
    const b = start('b');
    await rounds(clock, 4);
    const [left] = a.opened;
    left!.fault = fault;
    left!.markAtClose = 9;
    await rounds(clock, 2);

    expect(left!.end).toBe('closed');
    expect(a.ownership.left).toMatchObject([{ shard: left!.lease.shard, detail: fault.detail }]);
    expect(await leaseOf(leases, left!.lease.shard)).toMatchObject({ owner: 'b', watermark: 9 });
    expect(servedBy(b)).toBe(2);
  });

  it('leaves the others where they are', async () => {
    const { start, clock } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    a.opened[0]!.fault = fault;
    await rounds(clock, 2);

    expect(a.opened[1]!.end).toBe('');
    expect(a.ownership.route(1).kind).toBe('here');
  });

  it('is tried again after a pause where nobody else is there, and later each time', async () => {
    const { start, clock } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    const begun = clock.now();
    const tries: number[] = [];
    a.opened[0]!.fault = fault;
    for (let i = 0; i < 50; i++) {
      const before = a.opened.length;
      await rounds(clock, 1);
      if (a.opened.length === before) continue;
      tries.push(clock.now() - begun);
      a.opened.at(-1)!.fault = fault;
    }

    expect(tries).toEqual([500, 1_400, 2_500, 3_600, 4_700]);
  });

  it('by a fault of the shard stays where it is', async () => {
    const { start, clock, leases } = cluster();
    const a = start('a');
    await rounds(clock, 1);
    a.opened[0]!.fault = { of: 'shard', detail: 'entry 1 is missing' };
    await rounds(clock, 5);

    expect(a.opened[0]!.end).toBe('');
    expect(await leaseOf(leases, 0)).toMatchObject({ owner: 'a' });
    expect(a.ownership.left).toEqual([]);
  });
});
