/**
 * A report request as clients read it: Sunbird's `result` of submit, read and list.
 *
 * Source: `reference/exhausts.md` 5.2.
 */
import { NEVER, type Instant } from '../domain/ids.js';
import type { ReportRequest } from '../persistence/ports.js';

/** Times are milliseconds since the epoch. */
export interface ReportRequestView {
  readonly requestId: string;
  /** With its channel, as stored: `<tag>:<channel>`. */
  readonly tag: string;
  readonly dataset: string;
  readonly requestedBy: string;
  readonly requestedChannel: string;
  readonly status: ReportRequest['status'];
  readonly lastUpdated: Instant;
  readonly datasetConfig: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  readonly jobStats: {
    readonly dtJobSubmitted: Instant;
    readonly dtJobCompleted: Instant | null;
    readonly executionTime: number | null;
  };
  readonly downloadUrls: readonly string[];
  /** The addresses hold at least until then. */
  readonly expiresAt: Instant;
  readonly statusMessage: string;
}

/** `channel.data_exhaust.expiryMins`, Sunbird's default. */
const LINK_LIFETIME_MS = 30 * 60_000;

/** `downloadUrl` makes the address of a file named relative to the report folder. */
export function viewOfRequest(
  request: ReportRequest,
  downloadUrl: (file: string) => string,
  at: Instant,
): ReportRequestView {
  const { requestId, tag, dataset, requestedBy, requestedChannel, status, datasetConfig } = request;
  const completed = request.completedAt !== NEVER;
  return {
    requestId,
    tag,
    dataset,
    requestedBy,
    requestedChannel,
    status,
    lastUpdated: completed ? request.completedAt : request.submittedAt,
    datasetConfig,
    attempts: request.iteration,
    jobStats: {
      dtJobSubmitted: request.submittedAt,
      dtJobCompleted: completed ? request.completedAt : null,
      executionTime: completed ? request.executionMs : null,
    },
    downloadUrls: request.files.map(downloadUrl),
    expiresAt: at + LINK_LIFETIME_MS,
    statusMessage: request.errMessage,
  };
}
