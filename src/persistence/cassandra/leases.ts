/**
 * Leases of shards, one row each.
 *
 * 1. Rows are written by compare-and-set alone: a condition on every column of the lease that is
 *    held. Never plainly, as the times of the two kinds of writes cannot be compared.
 * 2. `all` is read by quorum, not by Paxos: it shows every lease that an answer confirmed, but may
 *    miss one whose writer was left in doubt. That costs nothing, as whoever acts on what it read
 *    replaces exactly that lease, and learns then what is in force; while a serial read of every
 *    shard each time costs servers a round of Paxos for each.
 */
import { err, ok } from '../../domain/result.js';
import type { Lease, LeaseStore } from '../cluster-ports.js';
import type { StoredRow } from '../sunbird/rows.js';
import type { Session } from './session.js';
import type { Statement } from './statement.js';

export function cassandraLeases(session: Session): LeaseStore {
  const table = `${session.keyspace}.laurel_lease`;
  const columns = 'shard, owner, address, until, watermark';
  return {
    all: async () => {
      const rows = await session.read({ query: `SELECT ${columns} FROM ${table}`, params: [] });
      return rows.ok ? ok(rows.value.map(leaseOf)) : rows;
    },
    replace: async (held, wanted) => {
      const decided = await session.decide(
        held === null ? firstTaken(table, columns, wanted) : replaced(table, held, wanted),
      );
      if (!decided.ok) return decided;
      const { applied, found } = decided.value;
      if (applied) return ok(wanted);
      if (found !== null) return ok(leaseOf({ ...found, shard: wanted.shard }));
      const detail = `the lease of shard ${String(wanted.shard)} is gone`;
      return err({ kind: 'unavailable', detail });
    },
  };
}

const firstTaken = (table: string, columns: string, wanted: Lease): Statement => ({
  query: `INSERT INTO ${table} (${columns}) VALUES (?, ?, ?, ?, ?) IF NOT EXISTS`,
  params: [wanted.shard, ...cellsOf(wanted)],
});

const replaced = (table: string, held: Lease, wanted: Lease): Statement => ({
  query: `UPDATE ${table} SET owner = ?, address = ?, until = ?, watermark = ? WHERE shard = ?
    IF owner = ? AND address = ? AND until = ? AND watermark = ?`,
  params: [...cellsOf(wanted), wanted.shard, ...cellsOf(held)],
});

const cellsOf = (lease: Lease): readonly unknown[] => [
  lease.owner,
  lease.address,
  lease.until,
  lease.watermark,
];

const leaseOf = (row: StoredRow): Lease => ({
  shard: row['shard'] as number,
  owner: row['owner'] as string,
  address: row['address'] as string,
  until: Number(row['until']),
  watermark: Number(row['watermark']),
});
