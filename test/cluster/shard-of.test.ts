import { describe, expect, it } from 'vitest';
import { murmur2, shardOf } from '../../src/cluster/shard-of.js';
import type { LearnerId } from '../../src/domain/ids.js';

/** From Kafka's own test of its partitioner. */
const VECTORS = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
] as const;

describe('The hash of a key', () => {
  it.each(VECTORS)('of %s is %i, as Kafka has it', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });
});

describe('Shards', () => {
  it('share learners evenly', () => {
    const [shards, learners] = [16, 16_000];
    const counts = new Array<number>(shards).fill(0);
    for (let i = 0; i < learners; i++) {
      const shard = shardOf(`0d9f5a3e-user-${String(i)}` as LearnerId, shards);
      counts[shard] = counts[shard]! + 1;
    }

    expect(counts).toHaveLength(shards);
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  });

  it('are chosen as a producer of Kafka chooses a partition, negative hashes included', () => {
    expect(shardOf('foobar' as LearnerId, 12)).toBe((-790332482 & 0x7f_ff_ff_ff) % 12);
    expect(shardOf('abc' as LearnerId, 12)).toBe(479470107 % 12);
  });

  it('are of bytes, not of characters', () => {
    expect(shardOf('अनिल' as LearnerId, 97)).toBe(
      (murmur2(Buffer.from('अनिल', 'utf8')) & 0x7f_ff_ff_ff) % 97,
    );
  });
});
