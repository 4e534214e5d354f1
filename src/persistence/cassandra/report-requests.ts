/**
 * Exhaust requests by tag and request id (`reference/exhausts.md` 1.2), and the few of them that
 * are open in a partition of their own, since every process looks there all the time.
 *
 * 1. An open request is listed before its row is written, and taken off the list after the row
 *    that ends it: a crash between leaves an entry too many, which is passed over, and never one
 *    too few.
 * 2. Who runs requests writes at the times of its lease; who takes them in, at the wall clock.
 */
import { err, ok } from '../../domain/result.js';
import type { WriteClock } from '../cluster-ports.js';
import type { Stored } from '../ports.js';
import {
  packRequest,
  unpackRequest,
  type ReportRequest,
  type ReportRequestStore,
} from '../report-request.js';
import type { Session } from './session.js';
import type { Statement } from './statement.js';

const PAGE_ROWS_MAX = 200;
/** One partition: what is open is bounded by the requests that may wait. */
const BUCKET = 0;

/** `clock` is the lease's of the process that runs requests (2); `null` = the wall clock. */
export function cassandraReportRequests(
  session: Session,
  clock: WriteClock | null = null,
): ReportRequestStore {
  const table = `${session.keyspace}.laurel_report_request`;
  const select = `SELECT request FROM ${table} WHERE tag = ? AND requestid = ?`;
  const get = async (tag: string, requestId: string): Stored<ReportRequest | null> => {
    const rows = await session.read({ query: select, params: [tag, requestId] });
    if (!rows.ok) return rows;
    const [row] = rows.value;
    return ok(row === undefined ? null : requestOf(row['request']));
  };
  return {
    put: (request) => put(session, request, clock === null ? session.wallTime() : clock.next()),
    get,
    async *list(tag) {
      const all = `SELECT request FROM ${table}`;
      const asked: Statement =
        tag === undefined
          ? { query: all, params: [] }
          : { query: `${all} WHERE tag = ?`, params: [tag] };
      for await (const row of session.scan(asked, PAGE_ROWS_MAX)) yield requestOf(row['request']);
    },
    async *open() {
      const query = `SELECT tag, requestid FROM ${session.keyspace}.laurel_report_open
        WHERE bucket = ?`;
      for await (const row of session.scan({ query, params: [BUCKET] }, PAGE_ROWS_MAX)) {
        const request = await get(row['tag'] as string, row['requestid'] as string);
        if (!request.ok) throw new Error(request.error.detail);
        if (request.value?.open === true) yield request.value;
      }
    },
  };
}

/** 1. */
async function put(session: Session, request: ReportRequest, time: bigint | null): Stored<void> {
  if (time === null) return err(LEASE_OVER);
  const { keyspace } = session;
  const { tag, requestId } = request;
  const row: Statement = {
    query: `INSERT INTO ${keyspace}.laurel_report_request (tag, requestid, request)
      VALUES (?, ?, ?)`,
    params: [tag, requestId, packRequest(request)],
  };
  const listed: Statement = {
    query: request.open
      ? `INSERT INTO ${keyspace}.laurel_report_open (bucket, tag, requestid) VALUES (?, ?, ?)`
      : `DELETE FROM ${keyspace}.laurel_report_open WHERE bucket = ? AND tag = ? AND requestid = ?`,
    params: [BUCKET, tag, requestId],
  };
  for (const statement of request.open ? [listed, row] : [row, listed]) {
    const written = await session.write(statement, time);
    if (!written.ok) return written;
  }
  return ok(undefined);
}

const LEASE_OVER = {
  kind: 'unavailable',
  detail: 'the lease of the report requests is over',
} as const;

const requestOf = (cell: unknown): ReportRequest => unpackRequest(cell as Buffer);
