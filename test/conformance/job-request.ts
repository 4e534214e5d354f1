/**
 * Rows of `job_request` and the requests that Laurel keeps in their place.
 *
 * Source: `reference/exhausts.md` 1.2, 1.6 (`processed_batches`).
 */
import {
  NO_PROGRESS,
  type ProcessedBatch,
  type ReportRequest,
} from '../../src/persistence/report-request.js';
import {
  Misread,
  fieldsOf,
  isFields,
  listOf,
  onlyKeys,
  textOf,
  textOr,
  type Fields,
} from './fields.js';
import { instantOf } from './placeholder.js';

const STATUSES = ['SUBMITTED', 'PROCESSING', 'SUCCESS', 'FAILED'] as const;

const BATCH_KEYS = ['channel', 'batchId', 'filePath', 'fileSize'];

/** Runs of a request that may fail, in every upstream release. */
const TRIES_MAX = 3;

/** The request of a row; `submittedAt` is when, where the row does not tell. */
export function requestOfRow(row: Fields, submittedAt: number): ReportRequest {
  const status = STATUSES.find((known) => known === row['status']);
  if (status === undefined) throw new Misread(`status is ${String(row['status'])}`);
  const iteration = Number(row['iteration'] ?? 0);
  return {
    tag: textOf(row['tag'], 'tag'),
    requestId: textOf(row['request_id'], 'request_id'),
    dataset: textOf(row['job_id'], 'job_id'),
    ...{ status, iteration },
    datasetConfig: fieldsOf(parsed(row['request_data']), 'request_data'),
    requestedBy: textOr(row['requested_by']),
    requestedChannel: textOr(row['requested_channel']),
    submittedAt: instantOf(row['dt_job_submitted']) ?? submittedAt,
    completedAt: instantOf(row['dt_job_completed']) ?? 0,
    executionMs: Number(row['execution_time'] ?? 0),
    errMessage: textOr(row['err_message']),
    files: listOf(row['download_urls'], 'download_urls').map((url) => textOf(url, 'download_urls')),
    open: status !== 'SUCCESS' && (status !== 'FAILED' || iteration < TRIES_MAX),
    encryptionKey: textOr(row['encryption_key']),
    protection: '',
    processedBatches: listOf(parsed(row['processed_batches']), 'processed_batches').map(batchOf),
    progress: NO_PROGRESS,
  };
}

/** The columns of a request; `dt_file_created` is set by nobody. */
export const rowOfRequest = (request: ReportRequest): Fields => ({
  tag: request.tag,
  request_id: request.requestId,
  job_id: request.dataset,
  status: request.status,
  request_data: request.datasetConfig,
  requested_by: request.requestedBy,
  requested_channel: request.requestedChannel,
  dt_job_submitted: request.submittedAt,
  download_urls: request.files,
  dt_file_created: null,
  dt_job_completed: request.completedAt === 0 ? null : request.completedAt,
  execution_time: request.executionMs,
  err_message: request.errMessage,
  iteration: request.iteration,
  processed_batches: request.processedBatches.map(({ batchId, filePath, fileSize }) => ({
    ...{ channel: request.requestedChannel, batchId, filePath, fileSize },
  })),
});

function batchOf(value: unknown): ProcessedBatch {
  const batch = fieldsOf(value, 'processed_batches');
  onlyKeys(batch, BATCH_KEYS, 'processed_batches');
  return {
    batchId: textOf(batch['batchId'], 'batchId'),
    filePath: textOf(batch['filePath'], 'filePath'),
    fileSize: Number(batch['fileSize'] ?? 0),
    ...{ rows: 0, withoutProfile: 0, at: 0 },
  };
}

/** Columns of JSON come as a text or as its value. */
export const parsed = (cell: unknown): unknown =>
  typeof cell === 'string' && !isFields(cell) ? (JSON.parse(cell) as unknown) : cell;
