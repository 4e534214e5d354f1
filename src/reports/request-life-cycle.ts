/**
 * The life of a report request, as pure steps from row to row: the rules of submission and status.
 * Which batches a request means is `batch-selection.ts`, what a reader sees `request-view.ts`.
 *
 * - L1 SUBMITTED -> PROCESSING -> SUCCESS or FAILED; only FAILED goes back, by a new submission.
 * - L2 A request cannot be stuck: a new submission of a failed one starts counting afresh.
 * - L3 SUCCESS carries no message; a message has at most `MESSAGE_CHARACTERS_MAX` characters.
 *
 * Source: `reference/exhausts.md` 1.2-1.5, 5.2; design 8 (none of upstream's defects).
 */
import { createHash } from 'node:crypto';
import type { Day } from '../domain/batch.js';
import { NEVER, type Instant } from '../domain/ids.js';
import type { ReportRequest } from '../persistence/ports.js';

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

/** Length of `err_message`. */
const MESSAGE_CHARACTERS_MAX = 300;

/** Longest stored tag; it is part of a key. Sunbird's column holds 100 characters. */
const TAG_CHARACTERS_MAX = 256;

/** Runs of a request that may end without a result before it is given up. */
export const ITERATIONS_MAX = 3;

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
  if (dataset !== 'progress-exhaust') {
    return `dataset ${dataset} is not available; available is progress-exhaust`;
  }
  // A file that was asked to be protected is never written plain instead.
  return encryptionKey === ''
    ? null
    : 'encryptionKey is given, but protected files are not available yet; submit without it';
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

/** The row of a submission that starts afresh, for the first time or after a failure (L2). */
export const submitted = (
  submission: ReportSubmission,
  requestId: string,
  at: Instant,
): ReportRequest => ({
  tag: storedTag(submission.tag, submission.channel),
  requestId,
  dataset: submission.dataset,
  status: 'SUBMITTED',
  datasetConfig: submission.datasetConfig ?? {},
  requestedBy: submission.requestedBy,
  requestedChannel: submission.channel,
  submittedAt: at,
  completedAt: NEVER,
  executionMs: 0,
  iteration: 0,
  errMessage: '',
  files: [],
});

/** A request whose turn has come. */
export const started = (request: ReportRequest): ReportRequest => ({
  ...request,
  status: 'PROCESSING',
});

/** A request whose files are written. */
export const succeeded = (
  request: ReportRequest,
  files: readonly string[],
  startedAt: Instant,
  at: Instant,
): ReportRequest => ({
  ...request,
  status: 'SUCCESS',
  files,
  completedAt: at,
  executionMs: at - startedAt,
  errMessage: '',
});

/** A request that failed with a message. */
export const failed = (
  request: ReportRequest,
  message: string,
  startedAt: Instant,
  at: Instant,
): ReportRequest => ({
  ...request,
  status: 'FAILED',
  files: [],
  completedAt: at,
  executionMs: at - startedAt,
  iteration: request.iteration + 1,
  errMessage: abbreviate(message),
});

/** A request that an orderly stop put off; it runs at the next start. */
export const putOff = (request: ReportRequest): ReportRequest => ({
  ...request,
  status: 'SUBMITTED',
});

/**
 * A request that a crash left PROCESSING: it runs again, unless it was there at every crash so far,
 * which makes it the likely cause.
 */
export function orphaned(request: ReportRequest, at: Instant): ReportRequest {
  const iteration = request.iteration + 1;
  if (iteration < ITERATIONS_MAX) return { ...request, status: 'SUBMITTED', iteration };
  const message = `The report was interrupted ${ITERATIONS_MAX} times; submit it again to retry`;
  return failed(request, message, at, at);
}

function abbreviate(message: string): string {
  if (message.length <= MESSAGE_CHARACTERS_MAX) return message;
  return `${message.slice(0, MESSAGE_CHARACTERS_MAX - 3)}...`;
}
