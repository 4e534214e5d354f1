/** Dead letters by source and position; the same position again replaces its letter. */
import type { types } from 'cassandra-driver';
import { ok } from '../../domain/result.js';
import { isSameLetter, packLetter, unpackLetter } from '../kept-letter.js';
import type { DeadLetter, DeadLetterStore } from '../ports.js';
import type { Session } from './session.js';

/** Letters hold up to a megabyte each. */
const PAGE_ROWS_MAX = 50;

export function cassandraDeadLetters(session: Session): DeadLetterStore {
  const table = `${session.keyspace}.laurel_dead_letter`;
  const insert = `INSERT INTO ${table} (source, position, letter) VALUES (?, ?, ?)`;
  const where = 'WHERE source = ? AND position = ?';
  const select = `SELECT letter FROM ${table} ${where}`;
  const dated = `SELECT letter, WRITETIME(letter) AS written FROM ${table} ${where}`;
  return {
    put: (letters) => {
      const last = new Map(letters.map((one) => [`${one.source}\u0000${one.position}`, one]));
      const writes = [...last.values()].map((letter) => [
        { query: insert, params: [letter.source, letter.position, packLetter(letter)] },
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
    /** At the time of the letter itself: what is put meanwhile is later, and stays. */
    remove: async (letter) => {
      const params = [letter.source, letter.position];
      const rows = await session.read({ query: dated, params });
      if (!rows.ok) return rows;
      const [row] = rows.value;
      if (row === undefined || !isSameLetter(letterOf(row['letter']), letter)) return ok(undefined);
      const written = BigInt((row['written'] as types.Long).toString());
      return session.write({ query: `DELETE FROM ${table} ${where}`, params }, written);
    },
  };
}

const letterOf = (cell: unknown): DeadLetter => unpackLetter(cell as Buffer);
