/**
 * Courses with all their structures, batches and templates, for all processes.
 *
 * - G1 A version of a structure is put once: two processes that publish at one moment cannot give
 *   two structures one number. The later one is refused, and reads again.
 * - G2 Every change leaves a trace by which other processes find it (`changes.ts`).
 */
import { pack, unpack } from 'msgpackr';
import { isDeepStrictEqual } from 'node:util';
import type { Batch } from '../../domain/batch.js';
import type { CourseTree } from '../../domain/course.js';
import type { BatchId, ContentId, CourseId } from '../../domain/ids.js';
import { err, ok } from '../../domain/result.js';
import type { CatalogueStore, CourseInfo, Stored, TemplateContent } from '../ports.js';
import { markStatement, type Mark } from './changes.js';
import type { Session } from './session.js';

export interface CassandraCatalogue extends CatalogueStore {
  course(
    course: CourseId,
  ): Stored<{ readonly info: CourseInfo; readonly trees: readonly CourseTree[] } | null>;
  batch(batch: BatchId): Stored<Batch | null>;
}

export function cassandraCatalogue(
  session: Session,
  keyspace: string,
  now: () => number,
): CassandraCatalogue {
  const t = (name: string): string => `${keyspace}.laurel_${name}`;
  const mark = (kind: Mark['kind'], id: string): Stored<void> =>
    session.write(markStatement(keyspace, { kind, id }, now()));
  const put = (query: string, params: readonly unknown[]): Stored<void> =>
    session.write({ query, params });
  const one = async <T>(query: string, id: string, read: (cell: Buffer) => T): Stored<T | null> => {
    const rows = await session.rows(query, [id]);
    if (!rows.ok) return rows;
    const cell = rows.value[0]?.get(0) as Buffer | undefined;
    return ok(cell === undefined ? null : read(cell));
  };
  async function* each<T>(query: string, read: (cell: Buffer) => T): AsyncGenerator<T> {
    for await (const row of session.pages(query, [])) yield read(row.get(0) as Buffer);
  }
  const trees = async (course: CourseId): Stored<readonly CourseTree[]> => {
    const query = `SELECT tree FROM ${t('structure')} WHERE courseid = ?`;
    const rows = await session.rows(query, [course]);
    return rows.ok ? ok(rows.value.map((row) => unpackTree(row['tree'] as Buffer))) : rows;
  };
  return {
    putCourse: async (info, tree) => {
      const placed = await putStructure(session, t('structure'), tree);
      if (!placed.ok) return placed;
      const query = `INSERT INTO ${t('course')} (courseid, info) VALUES (?, ?)`;
      const stored = await put(query, [info.course, pack(info)]);
      return stored.ok ? mark('course', info.course) : stored;
    },
    courses: () => each(`SELECT info FROM ${t('course')}`, (cell) => unpack(cell) as CourseInfo),
    trees: () => each(`SELECT tree FROM ${t('structure')}`, unpackTree),
    putBatch: async (batch) => {
      const query = `INSERT INTO ${t('batch')} (batchid, content) VALUES (?, ?)`;
      const stored = await put(query, [batch.batch, pack(batch)]);
      return stored.ok ? mark('batch', batch.batch) : stored;
    },
    batches: () => each(`SELECT content FROM ${t('batch')}`, (cell) => unpack(cell) as Batch),
    putTemplate: (hash, content) =>
      put(`INSERT INTO ${t('template')} (hash, content) VALUES (?, ?)`, [hash, pack(content)]),
    template: (hash) =>
      one(
        `SELECT content FROM ${t('template')} WHERE hash = ?`,
        hash,
        (cell) => unpack(cell) as TemplateContent,
      ),
    course: async (course) => {
      const query = `SELECT info FROM ${t('course')} WHERE courseid = ?`;
      const info = await one(query, course, (cell) => unpack(cell) as CourseInfo);
      if (!info.ok) return info;
      const structures = await trees(course);
      if (!structures.ok) return structures;
      return ok(info.value === null ? null : { info: info.value, trees: structures.value });
    },
    batch: (batch) =>
      one(
        `SELECT content FROM ${t('batch')} WHERE batchid = ?`,
        batch,
        (cell) => unpack(cell) as Batch,
      ),
  };
}

/** G1. An equal structure under the same number is there already. */
async function putStructure(session: Session, table: string, tree: CourseTree): Stored<void> {
  const insert = `INSERT INTO ${table} (courseid, version, tree) VALUES (?, ?, ?) IF NOT EXISTS`;
  const packed = packTree(tree);
  const held = await session.swap(insert, [tree.course, tree.version, packed]);
  if (!held.ok) return held;
  if (held.value === null) return ok(undefined);
  const stored = unpackTree(held.value['tree'] as Buffer);
  if (isDeepStrictEqual(stored, unpackTree(packed))) return ok(undefined);
  const version = String(tree.version);
  const detail = `another process published version ${version} of ${tree.course}; read it and repeat`;
  return err({ kind: 'unavailable', detail });
}

const packTree = (tree: CourseTree): Buffer => pack({ ...tree, ancestors: [...tree.ancestors] });

function unpackTree(cell: Buffer): CourseTree {
  const stored = unpack(cell) as Omit<CourseTree, 'ancestors'> & {
    readonly ancestors: readonly (readonly [ContentId, readonly ContentId[]])[];
  };
  return { ...stored, ancestors: new Map(stored.ancestors) };
}
