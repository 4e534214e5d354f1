/**
 * Leases and members. A lease's row is only ever read and written by compare-and-set, so that its
 * times are those of the consensus and never mix with others (design 5.2).
 */
import type { types } from 'cassandra-driver';
import { err, ok } from '../../domain/result.js';
import type { Lease, LeaseStore, MemberStore } from '../cluster-ports.js';
import type { Stored } from '../ports.js';
import type { Session } from './session.js';

export function cassandraLeases(session: Session, keyspace: string): LeaseStore {
  const table = `${keyspace}.laurel_lease`;
  const COLUMNS = 'shard, owner, address, until, watermark';
  const insert = `INSERT INTO ${table} (${COLUMNS}) VALUES (?, ?, ?, ?, ?) IF NOT EXISTS`;
  const update =
    `UPDATE ${table} SET owner = ?, address = ?, until = ?, watermark = ? WHERE shard = ? ` +
    'IF owner = ? AND until = ? AND watermark = ?';
  const one = async (shard: number): Stored<Lease> => {
    const query = `SELECT ${COLUMNS} FROM ${table} WHERE shard = ?`;
    const rows = await session.serialRows(query, [shard]);
    if (!rows.ok) return rows;
    const [row] = rows.value;
    if (row !== undefined) return ok(leaseOf(row));
    return err({ kind: 'unavailable', detail: `the lease of shard ${String(shard)} is not there` });
  };
  return {
    all: async () => {
      // One node answers for a row that consensus wrote only once it is asked for serially, and a
      // scan cannot be: what is read here is a hint, and `replace` decides.
      const rows = await session.rows(`SELECT ${COLUMNS} FROM ${table}`, []);
      return rows.ok ? ok(rows.value.map(leaseOf)) : rows;
    },
    replace: async (held, { shard, owner, address, until, watermark }) => {
      const swapped =
        held === null
          ? await session.swap(insert, [shard, owner, address, until, watermark])
          : await session.swap(update, [
              ...[owner, address, until, watermark, shard],
              ...[held.owner, held.until, held.watermark],
            ]);
      if (!swapped.ok) return swapped;
      if (swapped.value === null) return ok({ shard, owner, address, until, watermark });
      return one(shard);
    },
  };
}

const leaseOf = (row: types.Row): Lease => ({
  shard: Number(row['shard']),
  owner: String(row['owner']),
  address: String(row['address']),
  until: Number(row['until']),
  watermark: Number(row['watermark']),
});

export function cassandraMembers(session: Session, keyspace: string): MemberStore {
  const table = `${keyspace}.laurel_member`;
  const insert = `INSERT INTO ${table} (name, address, seen) VALUES (?, ?, ?) USING TTL ?`;
  return {
    beat: ({ name, address, seenAt }, lifeMs) =>
      session.write({
        query: insert,
        params: [name, address, seenAt, Math.max(1, Math.ceil(lifeMs / 1000))],
      }),
    leave: (name) =>
      session.write({ query: `DELETE FROM ${table} WHERE name = ?`, params: [name] }),
    all: async () => {
      const rows = await session.rows(`SELECT name, address, seen FROM ${table}`, []);
      if (!rows.ok) return rows;
      return ok(
        rows.value.map((row) => ({
          name: String(row['name']),
          address: String(row['address']),
          seenAt: Number(row['seen']),
        })),
      );
    },
  };
}
