/** Sunbird's exhaust fixtures (`test/cases/exhaust`) as Laurel's records. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { UserEntry } from '../../src/domain/certificate.js';
import { courseTree, type CourseTree } from '../../src/domain/course.js';
import type { HierarchyNode } from '../../src/domain/hierarchy.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { BatchId, CourseId, EnrolmentKey } from '../../src/domain/ids.js';
import { enrolment } from './builders.js';

const FOLDER = new URL('../cases/exhaust/', import.meta.url);

export interface EnrolmentRow {
  readonly userid: string;
  readonly courseid: string;
  readonly batchid: string;
  readonly active: boolean;
  readonly enrolleddate?: string;
  readonly enrolled_date?: string;
}

export interface AttemptFixture {
  readonly course_id: string;
  readonly batch_id: string;
  readonly user_id: string;
  readonly content_id: string;
  readonly attempt_id: string;
  readonly total_score: number;
  readonly total_max_score: number;
}

export interface AggregateFixture {
  readonly activity_id: string;
  readonly user_id: string;
  readonly context_id: string;
  readonly aggregates: Readonly<Record<string, number>>;
}

export const readJson = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));

/** A report as a list of cells by column name. */
export const cellsByName = (csv: string): Record<string, string>[] => parse(csv, { columns: true });

export const expectedReport = (name: string): Record<string, string>[] =>
  cellsByName(readFileSync(new URL(`expected/${name}`, FOLDER), 'utf8'));

/** The user cache of the progress cases; the key's ending is the user id. */
export function cachedUsers(): Record<string, UserEntry> {
  const hashes = readJson('fixtures/redis_users_progress.json') as Record<string, UserEntry>;
  return Object.fromEntries(
    Object.entries(hashes).map(([key, entry]) => [key.slice('user:'.length), entry]),
  );
}

/** The enrolments of a batch, with attempts from `attemptsOf`. */
export function enrolmentsOf(
  courseId: string,
  batchId: string,
  attemptsOf: (userId: string) => readonly (readonly [string, string, number, number])[],
): EnrolmentState[] {
  return (readJson('fixtures/user_enrolments.json') as EnrolmentRow[])
    .filter((row) => row.courseid === courseId && row.batchid === batchId)
    .map((row) => ({
      ...enrolment({
        learner: row.userid,
        active: row.active,
        enrolledAt: enrolledAt(row),
        attempts: attemptsOf(row.userid),
      }),
      key: keyOf(row),
    }));
}

/** Attempts of the assessment table, as the V1 report reads them. */
export const storedAttempts = (courseId: string, batchId: string) => (userId: string) =>
  (readJson('fixtures/assessment_aggregator.json') as AttemptFixture[])
    .filter((a) => a.user_id === userId && a.course_id === courseId && a.batch_id === batchId)
    .map((a) => [a.content_id, a.attempt_id, a.total_score, a.total_max_score] as const);

/** Best attempts as the V2 fixture's aggregates name them. */
export const aggregatedAttempts = (courseId: string, batchId: string) => (userId: string) =>
  (readJson('fixtures/v2_user_activity_agg.json') as AggregateFixture[])
    .filter((a) => a.user_id === userId && a.activity_id === courseId)
    .filter((a) => a.context_id === `cb:${batchId}`)
    .flatMap(({ aggregates }) =>
      Object.entries(aggregates)
        .filter(([name]) => name.startsWith('score:'))
        .map(([name, score]) => {
          const content = name.slice('score:'.length);
          return [content, 'best', score, aggregates[`max_score:${content}`] ?? 0] as const;
        }),
    );

export function hierarchyTree(fixture: string, courseId: string): CourseTree {
  const rows = readJson(`fixtures/${fixture}`) as { identifier: string; hierarchy: string }[];
  const row = rows.find(({ identifier }) => identifier === courseId);
  return courseTree(nodeOf(JSON.parse(row?.hierarchy ?? '{}') as Partial<HierarchyNode>), 1);
}

function nodeOf(raw: Partial<HierarchyNode>): HierarchyNode {
  return {
    identifier: raw.identifier ?? '',
    name: raw.name ?? '',
    mimeType: raw.mimeType ?? '',
    contentType: raw.contentType ?? '',
    objectType: raw.objectType ?? '',
    primaryCategory: raw.primaryCategory ?? '',
    visibility: raw.visibility ?? '',
    optional: false,
    leafNodes: raw.leafNodes ?? null,
    leafNodesCount: raw.leafNodesCount ?? 0,
    children: (raw.children ?? []).map(nodeOf),
  };
}

/** The newer column wins; the older text has its milliseconds after a colon. */
function enrolledAt(row: EnrolmentRow): number {
  const text = row.enrolled_date ?? row.enrolleddate ?? '';
  return Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);
}

const keyOf = (row: EnrolmentRow): EnrolmentKey => ({
  ...enrolment({ learner: row.userid }).key,
  course: row.courseid as CourseId,
  batch: row.batchid as BatchId,
});
