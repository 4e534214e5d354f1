import { describe, expect, it } from 'vitest';
import { ShardBars } from '../../src/cluster/shard-bars.js';

const LIMITS = { barMs: 100, barMsMax: 350 };

describe('A shard that could not be followed', () => {
  it('is left alone for a while, and named', () => {
    const bars = new ShardBars(LIMITS);
    bars.add(3, 'the log is odd', 1_000);

    expect(bars.at(1_060)).toEqual([{ shard: 3, detail: 'the log is odd', forMs: 40 }]);
    expect(bars.at(1_100)).toEqual([]);
  });

  it('is left alone for twice as long each time, up to a limit', () => {
    const bars = new ShardBars(LIMITS);
    const pauses: (number | undefined)[] = [];
    for (let now = 0, i = 0; i < 4; i++) {
      bars.add(3, '', now);
      const forMs = bars.at(now)[0]?.forMs ?? 0;
      pauses.push(forMs);
      now += forMs + LIMITS.barMsMax;
    }

    expect(pauses).toEqual([100, 200, 350, 350]);
  });

  it('begins anew when it was followed for longer than the longest pause', () => {
    const bars = new ShardBars(LIMITS);
    bars.add(3, '', 0);
    bars.add(3, '', 100 + LIMITS.barMsMax + 1);

    expect(bars.at(451)).toMatchObject([{ forMs: 100 }]);
  });

  it('says nothing of other shards', () => {
    const bars = new ShardBars(LIMITS);
    bars.add(3, 'one', 0);
    bars.add(4, 'other', 50);

    expect(bars.at(120)).toEqual([{ shard: 4, detail: 'other', forMs: 30 }]);
  });
});
