/**
 * Unconfirmed effects of a shard. They are put by the snapshot commit that they follow from.
 *
 * 1. A row is keyed by what makes its effect unique, so that putting it again changes nothing; its
 *    partition follows from that too. Sixteen partitions a shard, since what deletes leave behind
 *    is read past until it is dropped (`migrations.ts`), and a read past too much of it fails.
 * 2. Puts and deletes carry times of the shard's clock: the later call wins, and whatever an
 *    earlier owner still sends loses.
 */
import { crc32 } from 'node:zlib';
import { pack, unpack } from 'msgpackr';
import type { WriteClock } from '../cluster-ports.js';
import type { Effect } from '../../domain/effects.js';
import { err } from '../../domain/result.js';
import type { EffectStore } from '../ports.js';
import { effectText } from '../snapshot.js';
import { leaseOver } from './lease-over.js';
import type { Session } from './session.js';
import type { Statement } from './statement.js';

const BUCKETS = 16;
const PAGE_ROWS_MAX = 500;
/** Rows of one batch statement. */
const ROWS_A_WRITE_MAX = 100;

export function cassandraEffects(session: Session, shard: number, clock: WriteClock): EffectStore {
  const select = `SELECT effect FROM ${session.keyspace}.laurel_effect
    WHERE shard = ? AND bucket = ?`;
  const remove = `DELETE FROM ${session.keyspace}.laurel_effect
    WHERE shard = ? AND bucket = ? AND id = ?`;
  return {
    async *pending() {
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        const rows = session.scan({ query: select, params: [shard, bucket] }, PAGE_ROWS_MAX);
        for await (const row of rows) yield unpack(row['effect'] as Buffer) as Effect;
      }
    },
    confirm: async (effects) => {
      const time = clock.next();
      if (time === null) return err(leaseOver(shard));
      const deletes = byBucket(effects, (id, bucket) => ({
        query: remove,
        params: [shard, bucket, id],
      }));
      return session.writeAll(deletes, time);
    },
  };
}

/** The writes that remember effects, each group of one partition. */
export function effectWrites(
  keyspace: string,
  shard: number,
  effects: readonly Effect[],
): readonly (readonly Statement[])[] {
  const query = `INSERT INTO ${keyspace}.laurel_effect (shard, bucket, id, effect)
    VALUES (?, ?, ?, ?)`;
  return byBucket(effects, (id, bucket, effect) => ({
    query,
    params: [shard, bucket, id, pack(effect)],
  }));
}

function byBucket(
  effects: readonly Effect[],
  statement: (id: string, bucket: number, effect: Effect) => Statement,
): (readonly Statement[])[] {
  const groups = new Map<number, Statement[][]>();
  for (const [id, effect] of new Map(effects.map((one) => [effectText(one), one]))) {
    const bucket = crc32(id) % BUCKETS;
    const chunks = groups.get(bucket) ?? [[]];
    groups.set(bucket, chunks);
    if ((chunks.at(-1)?.length ?? 0) >= ROWS_A_WRITE_MAX) chunks.push([]);
    chunks.at(-1)?.push(statement(id, bucket, effect));
  }
  return [...groups.values()].flat();
}
