/** Dead letters by source and position; the same position again replaces its letter. */
import { pack, unpack } from 'msgpackr';
import { ok } from '../../domain/result.js';
import type { DeadLetter, DeadLetterStore } from '../ports.js';
import type { Session } from './session.js';

/** Letters hold up to a megabyte each. */
const PAGE_ROWS_MAX = 50;

export function cassandraDeadLetters(session: Session): DeadLetterStore {
  const table = `${session.keyspace}.laurel_dead_letter`;
  const insert = `INSERT INTO ${table} (source, position, letter) VALUES (?, ?, ?)`;
  const select = `SELECT letter FROM ${table} WHERE source = ? AND position = ?`;
  return {
    put: (letters) => {
      const last = new Map(letters.map((one) => [`${one.source}\u0000${one.position}`, one]));
      const writes = [...last.values()].map((letter) => [
        { query: insert, params: [letter.source, letter.position, pack(letter)] },
      ]);
      return session.writeAll(writes, session.wallTime());
    },
    async *list() {
      const all = { query: `SELECT letter FROM ${table}`, params: [] };
      for await (const row of session.scan(all, PAGE_ROWS_MAX)) yield letterOf(row['letter']);
    },
    get: async (source, position) => {
      const rows = await session.read({ query: select, params: [source, position] });
      if (!rows.ok) return rows;
      const [row] = rows.value;
      return ok(row === undefined ? null : letterOf(row['letter']));
    },
  };
}

const letterOf = (cell: unknown): DeadLetter => unpack(cell as Buffer) as DeadLetter;
