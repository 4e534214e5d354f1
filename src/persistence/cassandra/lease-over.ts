/** What a write answers whose clock has no time left: nothing was sent. */
import type { StoreError } from '../ports.js';

export const leaseOver = (shard: number): StoreError => ({
  kind: 'unavailable',
  detail: `the lease of shard ${String(shard)} is over`,
});
