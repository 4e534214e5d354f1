/**
 * Effects that are not confirmed yet, by shard. Put by the commits of `learner-store.ts`.
 *
 * - E1 Putting and confirming carry times of one clock, so that what is put again after it was
 *   confirmed is there, and an earlier owner's confirmation takes nothing out.
 * - E2 Rows come and go fast: a shard's are spread over partitions, and what is deleted is forgotten
 *   within the hour (`migrations.ts`), so that a recovery reads few traces of what was done.
 */
import { crc32 } from 'node:zlib';
import { pack, unpack } from 'msgpackr';
import type { Effect } from '../../domain/effects.js';
import { err, ok } from '../../domain/result.js';
import type { WriteClock } from '../cluster-ports.js';
import type { EffectStore } from '../ports.js';
import { effectText } from '../snapshot.js';
import type { Session } from './session.js';
import type { Statement } from './statement.js';

const BUCKETS = 8;

export interface EffectPlace {
  readonly session: Session;
  readonly keyspace: string;
  readonly shard: number;
}

export function cassandraEffects(
  { session, keyspace, shard }: EffectPlace,
  clock: WriteClock,
): EffectStore {
  const table = `${keyspace}.laurel_effect`;
  const query = `DELETE FROM ${table} WHERE shard = ? AND bucket = ? AND id = ?`;
  return {
    async *pending() {
      const select = `SELECT effect FROM ${table} WHERE shard = ? AND bucket = ?`;
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        for await (const row of session.pages(select, [shard, bucket])) {
          yield unpack(row['effect'] as Buffer) as Effect;
        }
      }
    },
    confirm: async (effects) => {
      const at = clock.next();
      if (at === null) return err({ kind: 'unavailable', detail: 'the lease is over' });
      const done = await Promise.all(
        effects.map((effect) => session.write({ query, params: idOf(shard, effect) }, at)),
      );
      return done.find((one) => !one.ok) ?? ok(undefined);
    },
  };
}

/** Statements that put effects of a shard. */
export const effectStatements =
  (keyspace: string, shard: number) =>
  (effects: readonly Effect[]): Statement[] =>
    effects.map((effect) => ({
      query: `INSERT INTO ${keyspace}.laurel_effect (shard, bucket, id, effect) VALUES (?, ?, ?, ?)`,
      params: [...idOf(shard, effect), pack(effect)],
    }));

function idOf(shard: number, effect: Effect): readonly unknown[] {
  const id = effectText(effect);
  return [shard, crc32(id) % BUCKETS, id];
}
