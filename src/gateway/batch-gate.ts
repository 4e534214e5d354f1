/**
 * Whether work in a batch is taken: the batch must be known and ongoing, or the work was done
 * before it ended and arrives within the grace period.
 *
 * Source: `reference/lms.md` 1.4, 3.5; design 8, L1 and L12.
 */
import { batchStatus, type Batch } from '../domain/batch.js';
import type { Instant } from '../domain/ids.js';
import type { Zone } from './zone.js';

export type Gate = 'open' | 'batch-unknown' | 'batch-not-ongoing';

/**
 * Judges one entry. `eventAt` is the time the entry gives itself, `null` = none: such an entry
 * happened when it was received. `graceMs` is 0 where ended batches take nothing, as upstream.
 */
export function gateOf(
  batch: Batch | null,
  eventAt: Instant | null,
  receivedAt: Instant,
  zone: Zone,
  graceMs: number,
): Gate {
  if (batch === null) return 'batch-unknown';
  const status = batchStatus(batch, zone.dayOf(receivedAt));
  if (status === 1) return 'open';
  if (status === 0 || batch.endDate === null || graceMs === 0) return 'batch-not-ongoing';
  const endedAt = zone.endOf(batch.endDate);
  const inTime = receivedAt <= endedAt + graceMs && (eventAt ?? receivedAt) <= endedAt;
  return inTime ? 'open' : 'batch-not-ongoing';
}
