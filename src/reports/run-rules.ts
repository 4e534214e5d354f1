/**
 * Which requests a run takes, which of them are equal, and how much of a run each channel may have.
 * Pure; who asks is `request-runner.ts`.
 *
 * - U1 A run begins at a moment: what failed before it is tried again, and what a channel has used
 *   is counted from it. Between two such moments requests are run as they come.
 * - U2 What was used is in the rows themselves, so that no restart and no other process forgets it.
 *
 * Source: `reference/exhausts.md` 1.3, 1.5 (steps 2, 3b), 1.10.
 */
import { createHash } from 'node:crypto';
import type { Instant } from '../domain/ids.js';
import type { ReportRequest } from '../persistence/report-request.js';

/** The moment at which a run of a dataset begins (U1). */
export interface RunMoment {
  /** Requests that failed before are tried again. */
  readonly retryBefore: Instant;
  /** Usage of a channel counts from here. */
  readonly usageFrom: Instant;
  /** Requests that were submitted before are taken; those after wait for the next moment. */
  readonly takeBefore: Instant;
}

/** What one channel may have of one run of a dataset (R5). */
export interface ChannelLimits {
  /** `exhaust.batches.limit.per.channel`. */
  readonly channelBatchesMax: number;
  /** `exhaust.file.size.limit.per.channel`, bytes of CSV. */
  readonly channelBytesMax: number;
}

export interface Usage {
  readonly batches: number;
  readonly bytes: number;
}

/** Whether a run takes an open request. One that is PROCESSING was left so by a crash. */
export function isDue(request: ReportRequest, moment: RunMoment): boolean {
  switch (request.status) {
    case 'PROCESSING':
      return true;
    case 'SUBMITTED':
      return request.submittedAt < moment.takeBefore;
    case 'FAILED':
      return request.completedAt < moment.retryBefore;
    case 'SUCCESS':
      return false;
  }
}

/** Oldest first. */
export const inTurn = (requests: readonly ReportRequest[]): readonly ReportRequest[] =>
  [...requests].sort((a, b) => a.submittedAt - b.submittedAt);

/** What makes requests equal: upstream's own key. `requestData` is JSON. */
export const duplicateKey = (
  requestData: string,
  encryptionKey: string,
  requestedBy: string,
): string =>
  createHash('md5')
    .update(`${requestData}|${encryptionKey}|${requestedBy}`)
    .digest('hex')
    .toUpperCase();

/**
 * Whether a request is answered by the result of another. Upstream leaves the channel out, and so
 * hands the file of one organisation, with its learners, to another.
 */
export const isDuplicate = (request: ReportRequest, of: ReportRequest): boolean =>
  request !== of &&
  request.dataset === of.dataset &&
  request.requestedChannel === of.requestedChannel &&
  keyOfRequest(request) === keyOfRequest(of);

const keyOfRequest = ({ datasetConfig, encryptionKey, requestedBy }: ReportRequest): string =>
  duplicateKey(JSON.stringify(datasetConfig), encryptionKey, requestedBy);

/** What a request's channel has used of a run so far (U2). */
export function usageOf(
  { requestedChannel, dataset }: ReportRequest,
  rows: readonly ReportRequest[],
  from: Instant,
): Usage {
  const done = rows
    .filter((row) => row.requestedChannel === requestedChannel && row.dataset === dataset)
    .flatMap((row) => row.processedBatches)
    .filter(({ at }) => at >= from);
  // Equal requests share a file, which is counted once.
  const files = new Map(done.map((batch) => [batch.filePath, batch.fileSize]));
  return { batches: files.size, bytes: [...files.values()].reduce((sum, size) => sum + size, 0) };
}

export const hasRoom = ({ batches, bytes }: Usage, limits: ChannelLimits): boolean =>
  batches < limits.channelBatchesMax && bytes < limits.channelBytesMax;

export const plus = (usage: Usage, bytes: number): Usage => ({
  batches: usage.batches + 1,
  bytes: usage.bytes + bytes,
});
