/**
 * `laurel run-job DATASET --batch ID`: writes reports without a request, from durable snapshots;
 * works beside a running server. Without batches: runs the requests that wait (`run-waiting.ts`).
 */
import type { Batch } from '../domain/batch.js';
import { parseBatchId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { OnRows, ReportAnswer, ReportFile, ReportOrder } from '../engine.js';
import { assessmentWarning } from '../reports/assessment-warning.js';
import { chooseBatches, type SelectionParts } from '../reports/batch-selection.js';
import { DATASETS, type Dataset } from '../reports/dataset.js';
import { exhaustFolder } from '../reports/file-name.js';
import type { AssessmentLag } from '../reports/report-options.js';
import type { ProtectionOf } from '../reports/request-work.js';
import { refusalText } from '../gateway/refusal-text.js';
import { SUMMARY_JOB } from './collection-summary.js';
import { progressBar } from './job-progress.js';
import type { ReportJob } from './report-job.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

/** Moves what is shown of batches on with the calendar (`reindex.ts`). */
export const STATUS_JOB = 'course-batch-status-updater';

/** Everything that `run-job` runs. */
export const JOBS = [...DATASETS, SUMMARY_JOB, STATUS_JOB] as const;
export type Job = (typeof JOBS)[number];

/** What a stand-alone run needs. */
export interface ReportWriter {
  readonly selection: Omit<SelectionParts, 'batchesMax'>;
  readonly protectionOf: ProtectionOf;
  readonly assessment: AssessmentLag | null;
  readonly report: (order: ReportOrder, onRows: OnRows) => ReportAnswer;
}

/** The last line of `run-job --json`. */
export interface JobSummary {
  readonly status: 'SUCCESS' | 'FAILED';
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly rows: number;
  readonly withoutProfile: number;
  readonly seconds: number;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Writes one report a batch. A batch that fails does not keep the others from being written. */
export async function runBatches(
  dataset: Dataset,
  job: ReportJob,
  writer: ReportWriter,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const startedAt = terminal.now();
  const errors: string[] = [];
  const batches = await batchesOf(job, writer, errors);
  const orders = await ordersOf(dataset, job, batches, writer);
  if (!orders.ok) {
    terminal.note(`laurel: ${orders.error}`);
    return EXIT.usage;
  }
  const files: ReportFile[] = [];
  const count = orders.value.length;
  for (const [i, order] of orders.value.entries()) {
    const counted = `${String(i)} of ${String(count)} reports`;
    const file = await writer.report(order, (rows) =>
      terminal.progress(progressBar((i * 100) / count, counted, rows)),
    );
    if (file.ok) files.push(file.value);
    else errors.push(`batch ${order.batch}: ${refusalText(file.error)}`);
  }
  const seconds = (terminal.now() - startedAt) / 1000;
  const warnings = warningsOf(dataset, writer.assessment);
  return concludeJob(terminal, json, { files, seconds, errors, warnings });
}

/** Batches that are not there are named among the errors. */
async function batchesOf(
  { batches, search }: ReportJob,
  { selection }: ReportWriter,
  errors: string[],
): Promise<readonly Batch[]> {
  const known: Batch[] = [];
  for (const id of batches) {
    const batch = batchOf(id, selection);
    if (batch.ok) known.push(batch.value);
    else errors.push(`batch ${id}: ${batch.error}`);
  }
  if (search === null) return known;
  const batchesMax = Number.POSITIVE_INFINITY;
  const found = await chooseBatches({ searchFilter: search }, { ...selection, batchesMax });
  if (!found.ok) errors.push(`search: ${found.error}`);
  return found.ok ? [...new Set([...known, ...found.value])] : known;
}

function batchOf(id: string, { catalogue }: ReportWriter['selection']): Result<Batch, string> {
  const parsed = parseBatchId(id);
  if (!parsed.ok) return err(`the id is ${parsed.error}`);
  const batch = catalogue.batch(parsed.value);
  return batch === null ? err('not known') : ok(batch);
}

/** Nothing is written when the policy of any batch's organisation asks for what is not given. */
async function ordersOf(
  dataset: Dataset,
  { options, encryptionKey }: ReportJob,
  batches: readonly Batch[],
  { selection, protectionOf, assessment }: ReportWriter,
): Promise<Result<readonly ReportOrder[], string>> {
  const orders: ReportOrder[] = [];
  for (const { batch, course } of batches) {
    const channel = selection.catalogue.course(course)?.channel ?? '';
    const choice = await protectionOf({ dataset, channel, encryptionKey });
    if (!choice.ok) return err(`batch ${batch}: ${choice.error}`);
    orders.push({
      ...{ dataset, course, batch, options, assessment, requesterOrg: '' },
      folder: exhaustFolder(dataset, ''),
      protection: choice.value.protection,
    });
  }
  return ok(orders);
}

/** Reports with scores or answers are only as good as what is taken in. */
export function warningsOf(dataset: Dataset, lag: AssessmentLag | null): readonly string[] {
  const warning = dataset === 'userinfo-exhaust' ? null : assessmentWarning(lag);
  return warning === null ? [] : [warning];
}

export interface JobEnd {
  readonly files: readonly Pick<ReportFile, 'path' | 'rows' | 'withoutProfile'>[];
  readonly seconds: number;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Prints what a job wrote, and what failed. */
export function concludeJob(
  terminal: Terminal,
  json: boolean,
  { files, seconds, errors, warnings }: JobEnd,
): ExitCode {
  const summary: JobSummary = {
    status: errors.length === 0 ? 'SUCCESS' : 'FAILED',
    files: files.map((file) => file.path),
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    withoutProfile: files.reduce((sum, file) => sum + file.withoutProfile, 0),
    ...{ seconds, errors, warnings },
  };
  for (const error of errors) terminal.note(`laurel: ${error}`);
  for (const warning of warnings) terminal.note(`laurel: warning: ${warning}`);
  if (json) terminal.print(JSON.stringify(summary));
  else for (const path of summary.files) terminal.print(path);
  return errors.length === 0 ? EXIT.ok : EXIT.failed;
}
