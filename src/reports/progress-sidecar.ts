/**
 * What a reader of a progress report should know beside its rows: when it was true, under which
 * course version, what the columns mean, which learners lack data. JSON, written beside the CSV.
 */
import type { Batch } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { Instant } from '../domain/ids.js';
import type { CourseInfo } from '../persistence/ports.js';
import type { Column } from './columns.js';

export interface SidecarInput {
  readonly course: Pick<CourseInfo, 'course'>;
  readonly tree: Pick<CourseTree, 'version'>;
  readonly batch: Pick<Batch, 'batch'>;
  readonly requesterOrg: string;
  readonly timeZone: string;
  readonly asOf: Instant;
  readonly columns: readonly Column[];
  readonly counts: {
    readonly rows: number;
    readonly withoutProfile: number;
    readonly leftOut: number;
  };
}

/** Keys in reading order; `asOf` is ISO 8601 in UTC, the counts are those of the run. */
export interface ProgressSidecar {
  readonly report: 'progress-exhaust';
  readonly collectionId: string;
  readonly collectionVersion: number;
  readonly batchId: string;
  readonly requesterOrg: string;
  readonly asOf: string;
  readonly timeZone: string;
  readonly rows: number;
  readonly withoutProfile: number;
  readonly leftOut: number;
  readonly columns: readonly Column[];
}

/** The sidecar of one written report. */
export const progressSidecar = (input: SidecarInput): ProgressSidecar => ({
  report: 'progress-exhaust',
  collectionId: input.course.course,
  collectionVersion: input.tree.version,
  batchId: input.batch.batch,
  requesterOrg: input.requesterOrg,
  asOf: new Date(input.asOf).toISOString(),
  timeZone: input.timeZone,
  rows: input.counts.rows,
  withoutProfile: input.counts.withoutProfile,
  leftOut: input.counts.leftOut,
  columns: input.columns,
});
