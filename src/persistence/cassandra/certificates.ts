/**
 * Frozen facts and documents of certificates, by certificate id. Facts are put by commits.
 *
 * 1. The first document of an id stays. Cassandra keeps the cell with the greatest time, so a
 *    document is written with the negative of the time of its put: the earliest wins wherever and
 *    in whatever order the writes arrive. `IF NOT EXISTS` would send each document through Paxos,
 *    four round trips with the bytes in its log as well; asking first would let two processes
 *    overwrite each other. As a document follows from its facts (R3), the bytes are the same in
 *    any case. The negative, and not a far future minus the time, lets an operator's DELETE work.
 */
import { pack, unpack } from 'msgpackr';
import type { CertificateFacts } from '../../domain/certificate.js';
import type { CertificateJob } from '../../domain/certificate-job.js';
import { ok } from '../../domain/result.js';
import type { CertificateStore } from '../ports.js';
import type { Session } from './session.js';

const PAGE_ROWS_MAX = 200;

export function cassandraCertificates(session: Session): CertificateStore {
  const facts = `SELECT facts FROM ${session.keyspace}.laurel_certificate WHERE certificate = ?`;
  const pdf = `SELECT pdf FROM ${session.keyspace}.laurel_document WHERE certificate = ?`;
  const put = `INSERT INTO ${session.keyspace}.laurel_document (certificate, pdf) VALUES (?, ?)`;
  const remove = `DELETE FROM ${session.keyspace}.laurel_document WHERE certificate = ?`;
  const putFacts = `INSERT INTO ${session.keyspace}.laurel_certificate (certificate, facts)
    VALUES (?, ?)`;
  const putJob = `INSERT INTO ${session.keyspace}.laurel_reissue_job (id, job) VALUES (?, ?)`;
  const jobs = `SELECT job FROM ${session.keyspace}.laurel_reissue_job`;
  return {
    facts: async (certificate) => {
      const rows = await session.read({ query: facts, params: [certificate] });
      if (!rows.ok) return rows;
      const [row] = rows.value;
      return ok(row === undefined ? null : (unpack(row['facts'] as Buffer) as CertificateFacts));
    },
    putDocument: (certificate, bytes) =>
      // Copied, since the write may wait for its turn and the caller may use the memory again.
      session.write({ query: put, params: [certificate, Buffer.from(bytes)] }, -session.wallTime()),
    document: async (certificate) => {
      const rows = await session.read({ query: pdf, params: [certificate] });
      if (!rows.ok) return rows;
      const [row] = rows.value;
      return ok(row === undefined ? null : (row['pdf'] as Buffer));
    },
    // 2. The facts last: until they say so, erasing is not done and is repeated.
    erase: async (erased) => {
      const { certificate } = erased;
      const now = session.wallTime();
      const removed = await session.write({ query: remove, params: [certificate] }, now);
      if (!removed.ok) return removed;
      return session.write({ query: putFacts, params: [certificate, pack(erased)] }, now);
    },
    putJob: (job) =>
      session.write({ query: putJob, params: [job.id, pack(job)] }, session.wallTime()),
    async *jobs() {
      for await (const row of session.scan({ query: jobs, params: [] }, PAGE_ROWS_MAX)) {
        yield unpack(row['job'] as Buffer) as CertificateJob;
      }
    },
  };
}
