/**
 * The processes that are there, and what they leave to others: a row each, which goes by itself
 * when it is not written again.
 */
import { ok } from '../../domain/result.js';
import type { Bar, Member, MemberStore } from '../cluster-ports.js';
import type { StoredRow } from '../sunbird/rows.js';
import type { Session } from './session.js';

export function cassandraMembers(session: Session): MemberStore {
  const table = `${session.keyspace}.laurel_member`;
  const bars = `${session.keyspace}.laurel_bar`;
  const insertBar = `INSERT INTO ${bars} (shard, name, detail) VALUES (?, ?, ?) USING TTL ?`;
  const insert = `INSERT INTO ${table} (name, address, seenat) VALUES (?, ?, ?) USING TTL ?`;
  return {
    beat: ({ name, address, seenAt }, lifeMs) => {
      const params = [name, address, seenAt, lifeSecondsOf(lifeMs)];
      return session.write({ query: insert, params }, session.wallTime());
    },
    leave: (name) =>
      session.write(
        { query: `DELETE FROM ${table} WHERE name = ?`, params: [name] },
        session.wallTime(),
      ),
    all: async () => {
      const rows = await session.read({
        query: `SELECT name, address, seenat FROM ${table}`,
        params: [],
      });
      return rows.ok ? ok(rows.value.map(memberOf)) : rows;
    },
    bar: ({ shard, member, detail }, lifeMs) => {
      const params = [shard, member, detail, lifeSecondsOf(lifeMs)];
      return session.write({ query: insertBar, params }, session.wallTime());
    },
    bars: async () => {
      const query = `SELECT shard, name, detail FROM ${bars}`;
      const rows = await session.read({ query, params: [] });
      return rows.ok ? ok(rows.value.map(barOf)) : rows;
    },
  };
}

/** Cassandra counts lives in whole seconds; longer is safer than shorter. */
const lifeSecondsOf = (lifeMs: number): number => Math.max(1, Math.ceil(lifeMs / 1000));

const barOf = (row: StoredRow): Bar => ({
  shard: row['shard'] as number,
  member: row['name'] as string,
  detail: row['detail'] as string,
});

const memberOf = (row: StoredRow): Member => ({
  name: row['name'] as string,
  address: row['address'] as string,
  seenAt: Number(row['seenat']),
});
