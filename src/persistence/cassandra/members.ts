/** The processes that are there: a row each, which goes by itself when it is not written again. */
import { ok } from '../../domain/result.js';
import type { Member, MemberStore } from '../cluster-ports.js';
import type { StoredRow } from '../sunbird/rows.js';
import type { Session } from './session.js';

export function cassandraMembers(session: Session): MemberStore {
  const table = `${session.keyspace}.laurel_member`;
  const insert = `INSERT INTO ${table} (name, address, seenat) VALUES (?, ?, ?) USING TTL ?`;
  return {
    beat: ({ name, address, seenAt }, lifeMs) => {
      // Cassandra counts lives in whole seconds; longer is safer than shorter.
      const lifeSeconds = Math.max(1, Math.ceil(lifeMs / 1000));
      const params = [name, address, seenAt, lifeSeconds];
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
  };
}

const memberOf = (row: StoredRow): Member => ({
  name: row['name'] as string,
  address: row['address'] as string,
  seenAt: Number(row['seenat']),
});
