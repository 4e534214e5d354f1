/**
 * `laurel run-job progress-exhaust --batch ID`: writes reports without a request, from durable
 * snapshots; works beside a running server. Without batches: runs the requests that wait.
 */
import type { Batch } from '../domain/batch.js';
import { parseBatchId, type BatchId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { ReportAnswer, ReportFile, ReportOrder } from '../engine.js';
import type { Dataset } from '../reports/dataset.js';
import { NO_OPTIONS } from '../reports/report-options.js';
import { exhaustFolder } from '../reports/file-name.js';
import { refusalText } from '../gateway/refusal-text.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

/** Every dataset that can be written. */
const DATASETS = ['progress-exhaust'] as const satisfies readonly Dataset[];

/** Moves what is shown of batches on with the calendar (`reindex.ts`). */
export const STATUS_JOB = 'course-batch-status-updater';

/** Everything that `run-job` runs. */
export const JOBS = [...DATASETS, STATUS_JOB] as const;
export type Job = (typeof JOBS)[number];

/** What a stand-alone run needs. */
export interface ReportWriter {
  readonly batch: (batch: BatchId) => Pick<Batch, 'batch' | 'course'> | null;
  readonly report: (order: ReportOrder) => ReportAnswer;
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
}

/** Writes one report a batch. A batch that fails does not keep the others from being written. */
export async function runBatches(
  dataset: Dataset,
  batches: readonly string[],
  writer: ReportWriter,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const startedAt = terminal.now();
  const written: ReportFile[] = [];
  const errors: string[] = [];
  for (const id of batches) {
    const file = await writeOne(dataset, id, writer);
    if (file.ok) written.push(file.value);
    else errors.push(`batch ${id}: ${file.error}`);
    terminal.progress(`${String(written.length)} of ${String(batches.length)} reports`);
  }
  const seconds = (terminal.now() - startedAt) / 1000;
  return concludeJob(terminal, json, { files: written, seconds, errors });
}

async function writeOne(
  dataset: Dataset,
  id: string,
  writer: ReportWriter,
): Promise<Result<ReportFile, string>> {
  const parsed = parseBatchId(id);
  if (!parsed.ok) return err(`the id is ${parsed.error}`);
  const batch = writer.batch(parsed.value);
  if (batch === null) return err('not known');
  const folder = exhaustFolder(dataset, '');
  const file = await writer.report({
    ...{ dataset, course: batch.course, batch: batch.batch, folder, requesterOrg: '' },
    ...{ protection: { kind: 'plain' }, options: NO_OPTIONS, assessment: null },
  });
  return file.ok ? ok(file.value) : err(refusalText(file.error));
}

export interface JobEnd {
  readonly files: readonly ReportFile[];
  readonly seconds: number;
  readonly errors: readonly string[];
}

/** Prints what a job wrote, and what failed. */
export function concludeJob(
  terminal: Terminal,
  json: boolean,
  { files, seconds, errors }: JobEnd,
): ExitCode {
  const summary: JobSummary = {
    status: errors.length === 0 ? 'SUCCESS' : 'FAILED',
    files: files.map((file) => file.path),
    rows: files.reduce((sum, file) => sum + file.rows, 0),
    withoutProfile: files.reduce((sum, file) => sum + file.withoutProfile, 0),
    seconds,
    errors,
  };
  for (const error of errors) terminal.note(`laurel: ${error}`);
  if (json) terminal.print(JSON.stringify(summary));
  else for (const path of summary.files) terminal.print(path);
  return errors.length === 0 ? EXIT.ok : EXIT.failed;
}
