/**
 * What a reader of a report should know beside its rows: when it was true, under which course
 * version, what the columns mean, which learners lack data or a row. JSON, written beside the CSV;
 * holds no personal data, since it is never protected.
 */
import type { Batch } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { Instant } from '../domain/ids.js';
import type { CourseInfo } from '../persistence/ports.js';
import type { Column } from './columns.js';
import type { Dataset } from './dataset.js';
import type { Moment } from './exhaust-input.js';
import type { AssessmentLag } from './report-options.js';
import type { ReportCounts } from './sheet.js';

export interface SidecarInput {
  readonly dataset: Dataset;
  readonly course: Pick<CourseInfo, 'course'>;
  readonly tree: Pick<CourseTree, 'version'>;
  readonly batch: Pick<Batch, 'batch'>;
  readonly requesterOrg: string;
  readonly timeZone: string;
  readonly asOf: Instant;
  readonly moment: Moment;
  readonly columns: readonly Column[];
  readonly counts: ReportCounts;
  readonly assessment: AssessmentLag | null;
}

/** Keys in reading order; `asOf` is ISO 8601 in UTC, the counts are those of the run. */
export interface ExhaustSidecar extends ReportCounts {
  readonly report: Dataset;
  readonly collectionId: string;
  readonly collectionVersion: number;
  readonly batchId: string;
  readonly requesterOrg: string;
  readonly asOf: string;
  /** What `asOf` means, as a sentence. */
  readonly moment: string;
  readonly timeZone: string;
  /** How far the intake of attempts was; `null` = not known, or of no matter to this report. */
  readonly assessment: AssessmentLag | null;
  readonly columns: readonly Column[];
}

/** The sidecar of one written report. */
export const exhaustSidecar = (input: SidecarInput): ExhaustSidecar => ({
  report: input.dataset,
  collectionId: input.course.course,
  collectionVersion: input.tree.version,
  batchId: input.batch.batch,
  requesterOrg: input.requesterOrg,
  asOf: new Date(input.asOf).toISOString(),
  moment: MOMENT_TEXT[input.moment],
  timeZone: input.timeZone,
  rows: input.counts.rows,
  withoutProfile: input.counts.withoutProfile,
  leftOut: input.counts.leftOut,
  withoutConsent: input.counts.withoutConsent,
  archivedRows: input.counts.archivedRows,
  assessment: input.dataset === 'userinfo-exhaust' ? null : input.assessment,
  columns: input.columns,
});

const MOMENT_TEXT: Readonly<Record<Moment, string>> = {
  'one-moment': 'contains what was durable at asOf, and nothing later',
  'at-least': 'contains everything that was durable at asOf, and may contain later work',
};
