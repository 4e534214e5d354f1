/**
 * Which shard a learner belongs to: the partition that Kafka's own clients choose for the user id
 * as a record's key (murmur2), so that what others key by user id lies where Laurel looks for it.
 */
import type { LearnerId } from '../domain/ids.js';

/** A number from 0 to `shards` - 1; never another one for the same id and count. */
export const shardOf = (learner: LearnerId, shards: number): number =>
  (murmur2(Buffer.from(learner)) & 0x7f_ff_ff_ff) % shards;

/** Items by the shard of their learner, each shard's in their order. */
export function byShard<T>(
  items: readonly T[],
  shards: number,
  learnerOf: (item: T) => LearnerId,
): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const shard = shardOf(learnerOf(item), shards);
    const held = groups.get(shard);
    if (held === undefined) groups.set(shard, [item]);
    else held.push(item);
  }
  return groups;
}

const SEED = 0x97_47_b2_8c;
const M = 0x5b_d1_e9_95;

/** The 32-bit hash of Kafka's default partitioner (seed 0x9747b28c). */
export function murmur2(data: Buffer): number {
  const { length } = data;
  const whole = length - (length % 4);
  let h = SEED ^ length;
  for (let i = 0; i < whole; i += 4) h = Math.imul(h, M) ^ mixed(data.readInt32LE(i));
  if (length > whole) {
    let rest = 0;
    for (let i = length - 1; i >= whole; i--) rest = (rest << 8) | (data[i] ?? 0);
    h = Math.imul(h ^ rest, M);
  }
  h ^= h >>> 13;
  h = Math.imul(h, M);
  return (h ^ (h >>> 15)) | 0;
}

function mixed(word: number): number {
  const k = Math.imul(word, M);
  return Math.imul(k ^ (k >>> 24), M);
}
