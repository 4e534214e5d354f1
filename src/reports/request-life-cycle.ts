/**
 * The life of a report request, as pure steps from row to row: the rules of submission and status.
 * Which batches a request means is `batch-selection.ts`, which requests a run takes `run-rules.ts`,
 * what a reader sees `request-view.ts`.
 *
 * - L1 SUBMITTED -> PROCESSING -> SUCCESS, FAILED or, put off, SUBMITTED again. FAILED is tried
 *   again by later runs until its tries are used up, or starts afresh by a new submission.
 * - L2 A request cannot be stuck: a new submission of a failed one starts counting afresh.
 * - L3 SUCCESS carries no message; a message has at most `MESSAGE_CHARACTERS_MAX` characters.
 * - L4 Batches that are done stay done until the request has ended, whatever comes between.
 * - L5 What protects the files leaves the row with the last step that needs it.
 *
 * Source: `reference/exhausts.md` 1.2-1.5, 5.2; design 8 (none of upstream's defects).
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Day } from '../domain/batch.js';
import { NEVER, type Instant } from '../domain/ids.js';
import { NO_PROGRESS, type ReportRequest } from '../persistence/report-request.js';
import { DATASETS, datasetOf } from './dataset.js';

/** A submission as the gateway parsed it; '' and `null` = not given. */
export interface ReportSubmission {
  readonly tag: string;
  readonly dataset: string;
  readonly datasetConfig: Readonly<Record<string, unknown>> | null;
  readonly requestedBy: string;
  /** Organisation that asks; '' = the installation. */
  readonly channel: string;
  readonly encryptionKey: string;
}

/** When a run of a request began, and now. */
export interface RunTimes {
  readonly startedAt: Instant;
  readonly at: Instant;
}

/** Length of `err_message`. */
const MESSAGE_CHARACTERS_MAX = 300;

/** Longest stored tag; it is part of a key. Sunbird's column holds 100 characters. */
const TAG_CHARACTERS_MAX = 256;

/** As Sunbird's column, as wide as it became. */
const ENCRYPTION_KEY_CHARACTERS_MAX = 500;

/** What keeps a submission from being taken; `null` = nothing. */
export function faultOfSubmission(submission: ReportSubmission): string | null {
  const { tag, channel, dataset, datasetConfig, encryptionKey } = submission;
  if (tag === '') return 'tag is empty';
  if (dataset === '') return 'dataset is empty';
  if (datasetConfig === null) return 'datasetConfig is empty';
  if (storedTag(tag, channel).length > TAG_CHARACTERS_MAX) {
    return `tag is longer than ${TAG_CHARACTERS_MAX} characters, its channel included`;
  }
  if (/\p{Cc}/u.test(storedTag(tag, channel))) return 'tag has a control character';
  if (datasetOf(dataset) === null) {
    return `dataset ${dataset} is not available; available are ${DATASETS.join(', ')}`;
  }
  return encryptionKey.length > ENCRYPTION_KEY_CHARACTERS_MAX
    ? `encryptionKey is longer than ${ENCRYPTION_KEY_CHARACTERS_MAX} characters`
    : null;
}

/** A tag belongs to a channel: two channels with one tag do not see each other's requests. */
export const storedTag = (tag: string, channel: string): string => `${tag}:${channel}`;

/** Equal submissions of one day are one request. `day` is the installation's. */
export function requestIdOf(submission: ReportSubmission, day: Day): string {
  const { dataset, tag, requestedBy, channel, datasetConfig } = submission;
  const type = datasetConfig?.['type'];
  const parts = [dataset, tag, requestedBy, channel, day];
  if (typeof type === 'string') parts.push(type);
  return createHash('md5').update(parts.join('|')).digest('hex').toUpperCase();
}

/**
 * The row of a submission that starts afresh, for the first time or after a failure (L2). What the
 * failed one had done is kept where the new one asks for the very same, under the same key.
 */
export function submitted(
  submission: ReportSubmission,
  requestId: string,
  at: Instant,
  before: ReportRequest | null = null,
): ReportRequest {
  const datasetConfig = submission.datasetConfig ?? {};
  const { encryptionKey } = submission;
  const isSame =
    before !== null &&
    before.encryptionKey === encryptionKey &&
    isDeepStrictEqual(before.datasetConfig, datasetConfig);
  return {
    ...{ requestId, datasetConfig, encryptionKey },
    tag: storedTag(submission.tag, submission.channel),
    dataset: submission.dataset,
    status: 'SUBMITTED',
    requestedBy: submission.requestedBy,
    requestedChannel: submission.channel,
    submittedAt: at,
    completedAt: NEVER,
    executionMs: 0,
    iteration: 0,
    errMessage: '',
    files: [],
    open: true,
    protection: isSame ? before.protection : '',
    processedBatches: isSame ? before.processedBatches : [],
    progress: NO_PROGRESS,
  };
}

/**
 * A request whose turn has come, its files to be of a kind of protection. Files of another kind are
 * written again; those of a row that names none were Sunbird's own to judge.
 */
export const started = (request: ReportRequest, protection: string): ReportRequest => ({
  ...request,
  status: 'PROCESSING',
  protection,
  processedBatches: ['', protection].includes(request.protection) ? request.processedBatches : [],
});

/** A request whose files are all written. */
export const succeeded = (request: ReportRequest, { startedAt, at }: RunTimes): ReportRequest => ({
  ...request,
  status: 'SUCCESS',
  files: request.processedBatches.map(({ filePath }) => filePath),
  completedAt: at,
  executionMs: at - startedAt,
  errMessage: '',
  open: false,
  encryptionKey: '',
  progress: { ...request.progress, percent: 100 },
});

/** A request that failed with a message; `triesMax` = runs that may fail before it is given up. */
export function failed(
  request: ReportRequest,
  message: string,
  { startedAt, at }: RunTimes,
  triesMax: number,
): ReportRequest {
  const iteration = request.iteration + 1;
  const open = iteration < triesMax;
  return {
    ...request,
    ...{ iteration, open },
    status: 'FAILED',
    files: [],
    completedAt: at,
    executionMs: at - startedAt,
    errMessage: abbreviate(message),
    encryptionKey: open ? request.encryptionKey : '',
  };
}

/** A request that waits on: for a stop, or since its channel has used up what a run allows. */
export const putOff = (request: ReportRequest): ReportRequest => ({
  ...request,
  status: 'SUBMITTED',
});

/**
 * A request that a crash left PROCESSING: it runs again, unless it was there at every crash so far,
 * which makes it the likely cause.
 */
export function orphaned(request: ReportRequest, at: Instant, triesMax: number): ReportRequest {
  const iteration = request.iteration + 1;
  if (iteration < triesMax) return { ...request, status: 'SUBMITTED', iteration };
  const message = `The report was interrupted ${String(triesMax)} times; submit it again to retry`;
  return failed(request, message, { startedAt: at, at }, triesMax);
}

/** What an equal request becomes once the first of them has ended. */
export const shared = (request: ReportRequest, first: ReportRequest): ReportRequest => {
  const { status, files, completedAt, executionMs, errMessage, iteration, open } = first;
  return {
    ...request,
    ...{ status, files, completedAt, executionMs, errMessage, iteration, open },
    protection: first.protection,
    processedBatches: first.processedBatches,
    progress: first.progress,
    encryptionKey: open ? request.encryptionKey : '',
  };
};

function abbreviate(message: string): string {
  if (message.length <= MESSAGE_CHARACTERS_MAX) return message;
  return `${message.slice(0, MESSAGE_CHARACTERS_MAX - 3)}...`;
}
