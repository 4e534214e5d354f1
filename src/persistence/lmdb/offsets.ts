/** Places of sources in LMDB; put by the commits of `snapshots.ts`. */
import { unpack } from 'msgpackr';
import type { OffsetStore, SourceOffset } from '../ports.js';
import type { Environment } from './environment.js';
import { below, keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbOffsets(env: Environment): OffsetStore {
  const offsets = env.table('offset');
  return {
    of: (topic) =>
      storeCall(() =>
        [...offsets.getRange(below(topic))].map(({ value }) => decoded(unpack(value))),
      ),
  };
}

/** One row a partition. */
export const offsetKey = ({ topic, partition }: SourceOffset): Buffer =>
  keyOf(topic, String(partition));

/** A small number comes back as one, and no bigint. */
function decoded(value: unknown): SourceOffset {
  const { next, ...place } = value as Omit<SourceOffset, 'next'> & { readonly next: unknown };
  return { ...place, next: BigInt(String(next)) };
}
