import { describe, expect, it } from 'vitest';
import { ShardClock } from '../../src/cluster/shard-clock.js';

describe('The write times of an owner', () => {
  it('grow with every write, also while the wall clock stands or goes back', () => {
    let now = 1_000;
    const clock = new ShardClock(0, 2_000, () => now);

    const times = [1_000, 1_000, 900, 1_001, 1_001].map((at) => ((now = at), clock.next()));

    expect(times).toEqual([1_000_001n, 1_000_002n, 1_000_003n, 1_001_000n, 1_001_001n]);
  });

  it('end with the lease, and go on when it is renewed', () => {
    let now = 1_000;
    const clock = new ShardClock(0, 1_002, () => now);

    now = 1_002;
    expect(clock.next()).toBe(1_002_000n);
    expect(clock.next()).toBeNull();
    now = 5_000;
    expect(clock.next()).toBeNull();
    clock.extend(5_001);
    expect(clock.next()).toBe(5_000_000n);
  });

  it('begin above the end of the lease before, whatever this machine takes the time for', () => {
    const before = new ShardClock(0, 3_000, () => 3_000);
    const late = before.next();
    const next = new ShardClock(3_000, 9_000, () => 2_500);

    expect(next.from).toBeGreaterThan(3_000_000n);
    expect(next.next()).toBeGreaterThan(late ?? 0n);
  });

  it('lie at or below the end that is handed over, so that the next owner begins above', () => {
    const clock = new ShardClock(0, 9_000, () => 1_000);
    for (let i = 0; i < 1_500; i++) clock.next();
    const last = clock.next() ?? 0n;
    const { end } = clock;

    const next = new ShardClock(end, 9_000, () => 1_001);

    expect(BigInt(end) * 1_000n).toBeGreaterThanOrEqual(last);
    expect(next.next()).toBeGreaterThan(last);
  });

  it('have an end also when nothing was written', () => {
    expect(new ShardClock(0, 9_000, () => 1_000).end).toBe(1_000);
    expect(new ShardClock(4_000, 9_000, () => 1_000).end).toBe(4_000);
  });
});
