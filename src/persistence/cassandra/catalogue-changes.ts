/**
 * What other processes changed in the catalogue: a feed of ids, and reading what they name. Owns
 * the feed's rows and how far back they are read.
 *
 * 1. A note follows its change, so that who sees the note sees the change.
 * 2. Notes are placed by the writer's wall clock and may arrive late: each reading goes back by
 *    `OVERLAP_MS` before the moment that it was asked for. What is named twice is read twice.
 * 3. Notes live as long as the table says; who asks for older ones is given everything.
 */
import type { Batch } from '../../domain/batch.js';
import type { CourseTree } from '../../domain/course.js';
import type { BatchId, CourseId, Instant } from '../../domain/ids.js';
import { err, ok } from '../../domain/result.js';
import type { CourseInfo, Stored } from '../ports.js';
import type { StoredRow } from '../sunbird/rows.js';
import { treeIn, unpackBatch, unpackInfo } from './catalogue-rows.js';
import { CHANGES_LIFE_SECONDS } from './migrations.js';
import type { Session } from './session.js';
import type { Statement } from './statement.js';

const DAY_MS = 86_400_000;
/** Bears clocks that differ and writes that take as long as they may. */
const OVERLAP_MS = 60_000;
/** Where notes may be about to go, the feed is not relied on. */
const RELIED_ON_MS = CHANGES_LIFE_SECONDS * 1000 - 3_600_000;
const PAGE_ROWS_MAX = 1000;

export interface CatalogueChange {
  readonly courses: readonly CourseId[];
  readonly batches: readonly BatchId[];
  /** What to ask from next time; milliseconds of this process's clock. */
  readonly until: Instant;
}

export interface CatalogueChanges {
  /** What was put since a moment, perhaps some of it from before. */
  changedSince(at: Instant): Stored<CatalogueChange>;
  /** A course with all its structures. */
  course(course: CourseId): Stored<{
    readonly info: CourseInfo;
    readonly trees: readonly CourseTree[];
  } | null>;
  tree(course: CourseId, version: number): Stored<CourseTree | null>;
  batch(batch: BatchId): Stored<Batch | null>;
}

/** The note of a change; `at` in milliseconds. */
export const changeNote = (
  keyspace: string,
  at: Instant,
  kind: 'course' | 'batch',
  id: string,
): Statement => ({
  query: `INSERT INTO ${keyspace}.laurel_catalogue_change (day, changedat, kind, id)
    VALUES (?, ?, ?, ?)`,
  params: [dayOf(at), at, kind, id],
});

export function cassandraCatalogueChanges(session: Session): CatalogueChanges {
  const { keyspace } = session;
  const cell = async <T>(statement: Statement, decode: (row: StoredRow) => T): Stored<T | null> => {
    const rows = await session.read(statement);
    if (!rows.ok) return rows;
    const [row] = rows.value;
    return ok(row === undefined ? null : decode(row));
  };
  const infoOf = (course: CourseId): Stored<CourseInfo | null> =>
    cell(
      { query: `SELECT info FROM ${keyspace}.laurel_course WHERE courseid = ?`, params: [course] },
      (row) => unpackInfo(row['info']),
    );
  const structures = `SELECT tree FROM ${keyspace}.laurel_structure WHERE courseid = ?`;
  return {
    changedSince: (at) => changedSince(session, at),
    course: async (course) => {
      // Structures come before the course that names the newest of them, so they are read after it.
      const info = await infoOf(course);
      if (!info.ok) return info;
      if (info.value === null) return ok(null);
      const rows = await session.read({ query: structures, params: [course] });
      if (!rows.ok) return rows;
      return ok({ info: info.value, trees: rows.value.map((row) => treeIn(row['tree'])) });
    },
    tree: (course, version) =>
      cell({ query: `${structures} AND version = ?`, params: [course, version] }, (row) =>
        treeIn(row['tree']),
      ),
    batch: (batch) =>
      cell(
        { query: `SELECT record FROM ${keyspace}.laurel_batch WHERE batchid = ?`, params: [batch] },
        (row) => unpackBatch(row['record']),
      ),
  };
}

async function changedSince(session: Session, at: Instant): Stored<CatalogueChange> {
  const until = session.now();
  const from = Math.min(at, until) - OVERLAP_MS;
  const courses = new Set<CourseId>();
  const batches = new Set<BatchId>();
  try {
    if (from < until - RELIED_ON_MS) await everything(session, courses, batches);
    else await notesFrom(session, from, until, courses, batches);
  } catch (failure) {
    return err({ kind: 'unavailable', detail: String(failure) });
  }
  return ok({ courses: [...courses], batches: [...batches], until });
}

/** Also notes from a little after now, since the clock of another process may be ahead. */
async function notesFrom(
  session: Session,
  from: Instant,
  until: Instant,
  courses: Set<CourseId>,
  batches: Set<BatchId>,
): Promise<void> {
  const query = `SELECT kind, id FROM ${session.keyspace}.laurel_catalogue_change
    WHERE day = ? AND changedat >= ?`;
  for (let day = dayOf(from); day <= dayOf(until + OVERLAP_MS); day++) {
    for await (const row of session.scan({ query, params: [day, from] }, PAGE_ROWS_MAX)) {
      if (row['kind'] === 'course') courses.add(row['id'] as CourseId);
      else batches.add(row['id'] as BatchId);
    }
  }
}

async function everything(
  session: Session,
  courses: Set<CourseId>,
  batches: Set<BatchId>,
): Promise<void> {
  const ids = (column: string, table: string): AsyncIterable<StoredRow> =>
    session.scan(
      { query: `SELECT ${column} FROM ${session.keyspace}.${table}`, params: [] },
      PAGE_ROWS_MAX,
    );
  for await (const row of ids('courseid', 'laurel_course')) {
    courses.add(row['courseid'] as CourseId);
  }
  for await (const row of ids('batchid', 'laurel_batch')) batches.add(row['batchid'] as BatchId);
}

const dayOf = (at: Instant): number => Math.floor(at / DAY_MS);
