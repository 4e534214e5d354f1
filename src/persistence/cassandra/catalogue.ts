/**
 * Courses with all their structures, batches and certificate templates in Cassandra, written by
 * any process. Owns who may replace what.
 *
 * 1. A structure is put once, by `IF NOT EXISTS`: of two processes that publish under one number,
 *    one is told to read again. It first ends what the other began and may not live to end, or
 *    nobody could ever publish the course under the next number.
 *    What has no number of its own, titles, is replaced by what was published later.
 * 2. A course goes only to the same or a higher version, by a condition on the number: a process
 *    that missed a publication cannot undo it.
 * 3. Both tables are written conditionally alone, never plainly, as the times of the two kinds of
 *    writes cannot be compared.
 * 4. A change is told to other processes after it is durable (`catalogue-changes.ts`); one that
 *    was not told is an error, so that the caller repeats all of it.
 */
import { pack } from 'msgpackr';
import { sameTree, type CourseTree } from '../../domain/course.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { CatalogueStore, CourseInfo, Stored, StoreError } from '../ports.js';
import { changeNote } from './catalogue-changes.js';
import { packTree } from '../tree-codec.js';
import { treeIn, unpackBatch, unpackInfo, unpackTemplate } from './catalogue-rows.js';
import type { Session } from './session.js';
import type { Statement } from './statement.js';
import { maybeApplied } from './store-error.js';

/** Structures and templates hold up to megabytes each. */
const PAGE_ROWS_MAX = 20;

export function cassandraCatalogue(session: Session): CatalogueStore {
  const { keyspace } = session;
  const all = (column: string, table: string): Statement => ({
    query: `SELECT ${column} FROM ${keyspace}.${table}`,
    params: [],
  });
  return {
    putCourse: (info, tree) => putCourse(session, info, tree),
    async *courses() {
      const rows = session.scan(all('info', 'laurel_course'), PAGE_ROWS_MAX);
      for await (const row of rows) yield unpackInfo(row['info']);
    },
    async *trees() {
      const rows = session.scan(all('tree', 'laurel_structure'), PAGE_ROWS_MAX);
      for await (const row of rows) yield treeIn(row['tree']);
    },
    putBatch: async (batch) => {
      const query = `INSERT INTO ${keyspace}.laurel_batch (batchid, record) VALUES (?, ?)`;
      const put = { query, params: [batch.batch, pack(batch)] };
      const written = await session.write(put, session.wallTime());
      if (!written.ok) return written;
      return told(await noted(session, 'batch', batch.batch));
    },
    async *batches() {
      const rows = session.scan(all('record', 'laurel_batch'), PAGE_ROWS_MAX);
      for await (const row of rows) yield unpackBatch(row['record']);
    },
    putTemplate: (hash, content) => {
      const query = `INSERT INTO ${keyspace}.laurel_template (hash, content) VALUES (?, ?)`;
      return session.write({ query, params: [hash, pack(content)] }, session.wallTime());
    },
    template: async (hash) => {
      const query = `SELECT content FROM ${keyspace}.laurel_template WHERE hash = ?`;
      const rows = await session.read({ query, params: [hash] });
      if (!rows.ok) return rows;
      const [row] = rows.value;
      return ok(row === undefined ? null : unpackTemplate(row['content']));
    },
  };
}

const READ_AGAIN: StoreError = {
  kind: 'unavailable',
  detail: 'published by another process; read again',
};

/** A note comes second: when it fails, the change itself was applied. */
const told = (note: Result<void, StoreError>): Result<void, StoreError> =>
  note.ok ? note : err(maybeApplied(note.error));

const noted = (session: Session, kind: 'course' | 'batch', id: string): Stored<void> =>
  session.write(changeNote(session.keyspace, session.now(), kind, id), session.wallTime());

async function putCourse(session: Session, info: CourseInfo, tree: CourseTree): Stored<void> {
  const structure = await putStructure(session, info, tree);
  if (!structure.ok) return structure;
  const other = structure.value;
  if (other !== null) {
    const ended = await putInfo(session, other, '<');
    if (ended.ok) await noted(session, 'course', other.course);
    return err(READ_AGAIN);
  }
  const course = await putInfo(session, info, '<=');
  if (course.ok) return told(await noted(session, 'course', info.course));
  return err(course.error === READ_AGAIN ? READ_AGAIN : maybeApplied(course.error));
}

/** `null` = the structure is there; else what another process published under its number (1). */
async function putStructure(
  session: Session,
  info: CourseInfo,
  tree: CourseTree,
): Stored<CourseInfo | null> {
  const query = `INSERT INTO ${session.keyspace}.laurel_structure (courseid, version, tree, info)
    VALUES (?, ?, ?, ?) IF NOT EXISTS`;
  const params = [tree.course, tree.version, packTree(tree), pack(info)];
  const decided = await session.decide({ query, params });
  if (!decided.ok) return decided;
  const { applied, found } = decided.value;
  if (applied || found === null) return ok(null);
  const other = unpackInfo(found['info']);
  if (!sameTree(treeIn(found['tree']), tree)) return ok(other);
  const isNewer = other.publishedAt <= info.publishedAt;
  return isNewer ? putTitles(session, info, tree, found['tree']) : ok(null);
}

/** Replaces a structure by an equal one, if any of its titles differ. */
async function putTitles(
  session: Session,
  info: CourseInfo,
  tree: CourseTree,
  there: unknown,
): Stored<null> {
  const packed = packTree(tree);
  if (packed.equals(there as Buffer)) return ok(null);
  const query = `UPDATE ${session.keyspace}.laurel_structure SET tree = ?, info = ?
    WHERE courseid = ? AND version = ? IF EXISTS`;
  const params = [packed, pack(info), tree.course, tree.version];
  const put = await session.decide({ query, params });
  return put.ok ? ok(null) : put;
}

/** Replaces a course of a lower version, or of the same. The common case first: it is there. */
async function putInfo(session: Session, info: CourseInfo, over: '<' | '<='): Stored<void> {
  const table = `${session.keyspace}.laurel_course`;
  const { course, version } = info;
  const update = `UPDATE ${table} SET version = ?, info = ? WHERE courseid = ?
    IF version ${over} ?`;
  const insert = `INSERT INTO ${table} (courseid, version, info) VALUES (?, ?, ?) IF NOT EXISTS`;
  const updated = await session.decide({
    query: update,
    params: [version, pack(info), course, version],
  });
  if (!updated.ok || updated.value.applied) return voided(updated);
  if (typeof updated.value.found?.['version'] === 'number') return err(READ_AGAIN);
  const inserted = await session.decide({
    query: insert,
    params: [course, version, pack(info)],
  });
  return inserted.ok && !inserted.value.applied ? err(READ_AGAIN) : voided(inserted);
}

const voided = <T>(answer: Result<T, StoreError>): Result<void, StoreError> =>
  answer.ok ? ok(undefined) : answer;
