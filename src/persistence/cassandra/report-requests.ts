/** Exhaust requests by tag and request id (`reference/exhausts.md` 1.2). */
import { pack, unpack } from 'msgpackr';
import { ok } from '../../domain/result.js';
import type { ReportRequest, ReportRequestStore } from '../ports.js';
import type { Session } from './session.js';

const PAGE_ROWS_MAX = 200;

export function cassandraReportRequests(session: Session): ReportRequestStore {
  const table = `${session.keyspace}.laurel_report_request`;
  const insert = `INSERT INTO ${table} (tag, requestid, request) VALUES (?, ?, ?)`;
  const select = `SELECT request FROM ${table} WHERE tag = ? AND requestid = ?`;
  return {
    put: (request) =>
      session.write(
        { query: insert, params: [request.tag, request.requestId, pack(request)] },
        session.wallTime(),
      ),
    get: async (tag, requestId) => {
      const rows = await session.read({ query: select, params: [tag, requestId] });
      if (!rows.ok) return rows;
      const [row] = rows.value;
      return ok(row === undefined ? null : requestOf(row['request']));
    },
    async *list() {
      const all = { query: `SELECT request FROM ${table}`, params: [] };
      for await (const row of session.scan(all, PAGE_ROWS_MAX)) yield requestOf(row['request']);
    },
  };
}

const requestOf = (cell: unknown): ReportRequest => unpack(cell as Buffer) as ReportRequest;
