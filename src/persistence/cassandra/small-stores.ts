/**
 * Certificates, dead letters and report requests in Cassandra, for all processes. No shard owns
 * them: whoever writes the same row twice writes the same.
 */
import { pack, unpack } from 'msgpackr';
import type { CertificateFacts } from '../../domain/certificate.js';
import { ok } from '../../domain/result.js';
import type {
  CertificateStore,
  DeadLetter,
  DeadLetterStore,
  ReportRequest,
  ReportRequestStore,
  Stored,
} from '../ports.js';
import type { Session } from './session.js';

/**
 * The first document put for an id stays, decided by compare-and-set: two processes may draw one
 * certificate around a change of owners, and its bytes must never change once somebody has them.
 * Within a process the first call is the first put.
 */
export function cassandraCertificates(session: Session, keyspace: string): CertificateStore {
  const documents = `${keyspace}.laurel_document`;
  const underway = new Map<string, Stored<void>>();
  const query = `INSERT INTO ${documents} (id, document) VALUES (?, ?) IF NOT EXISTS`;
  const put = async (id: string, document: Buffer): Stored<void> => {
    await underway.get(id);
    const placed = await session.swap(query, [id, document]);
    return placed.ok ? ok(undefined) : placed;
  };
  return {
    facts: (id) =>
      cell(
        session,
        `SELECT facts FROM ${keyspace}.laurel_certificate WHERE id = ?`,
        [id],
        (bytes) => unpack(bytes) as CertificateFacts,
      ),
    putDocument: (id, document) => {
      const putting = put(id, Buffer.from(document)).finally(() => {
        if (underway.get(id) === putting) underway.delete(id);
      });
      underway.set(id, putting);
      return putting;
    },
    document: (id) =>
      cell(session, `SELECT document FROM ${documents} WHERE id = ?`, [id], (bytes) =>
        Buffer.from(bytes),
      ),
  };
}

export function cassandraDeadLetters(session: Session, keyspace: string): DeadLetterStore {
  const table = `${keyspace}.laurel_dead_letter`;
  const query = `INSERT INTO ${table} (source, place, letter) VALUES (?, ?, ?)`;
  return {
    put: async (letters) => {
      const done = await Promise.all(
        letters.map((letter) =>
          session.write({ query, params: [letter.source, letter.position, pack(letter)] }),
        ),
      );
      return done.find((one) => !one.ok) ?? ok(undefined);
    },
    async *list() {
      for await (const row of session.pages(`SELECT letter FROM ${table}`, [])) {
        yield unpack(row['letter'] as Buffer) as DeadLetter;
      }
    },
    get: (source, position) =>
      cell(
        session,
        `SELECT letter FROM ${table} WHERE source = ? AND place = ?`,
        [source, position],
        (bytes) => unpack(bytes) as DeadLetter,
      ),
  };
}

export function cassandraReportRequests(session: Session, keyspace: string): ReportRequestStore {
  const table = `${keyspace}.laurel_report_request`;
  return {
    put: (request) =>
      session.write({
        query: `INSERT INTO ${table} (tag, request, row) VALUES (?, ?, ?)`,
        params: [request.tag, request.requestId, pack(request)],
      }),
    get: (tag, id) =>
      cell(
        session,
        `SELECT row FROM ${table} WHERE tag = ? AND request = ?`,
        [tag, id],
        (bytes) => unpack(bytes) as ReportRequest,
      ),
    async *list() {
      for await (const row of session.pages(`SELECT row FROM ${table}`, [])) {
        yield unpack(row['row'] as Buffer) as ReportRequest;
      }
    },
  };
}

async function cell<T>(
  session: Session,
  query: string,
  params: readonly unknown[],
  read: (bytes: Buffer) => T,
): Stored<T | null> {
  const rows = await session.rows(query, params);
  if (!rows.ok) return rows;
  const bytes = rows.value[0]?.get(0) as Buffer | null | undefined;
  return ok(bytes === null || bytes === undefined ? null : read(bytes));
}
