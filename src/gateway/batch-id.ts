/**
 * Ids of new batches, as upstream makes them: digits that grow with time.
 *
 * Source: `reference/lms.md` 3.4 (`ProjectUtil.getUniqueIdFromTimestamp`).
 */
import type { BatchId, Instant } from '../domain/ids.js';

/** Upper end (exclusive) of the random part, in milliseconds. */
export const BATCH_ID_RANDOM_MAX = 999_999;
const COUNTER_BITS = 13n;

/**
 * `env` digit, then `((now + random) << 13) + counter`. `random` is a whole number below
 * `BATCH_ID_RANDOM_MAX`; the counter is taken modulo 2^13.
 */
export function batchIdOf(env: number, now: Instant, random: number, counter: number): BatchId {
  const stamp = BigInt(Math.trunc(now) + random) << COUNTER_BITS;
  const low = BigInt(counter) & ((1n << COUNTER_BITS) - 1n);
  return `${String(env)}${String(stamp + low)}` as BatchId;
}
