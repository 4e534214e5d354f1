/**
 * A report request as clients read it: Sunbird's `result` of submit, read and list.
 *
 * Source: `reference/exhausts.md` 5.2.
 */
import { NEVER, type Instant } from '../domain/ids.js';
import type { ReportRequest, RequestProgress } from '../persistence/report-request.js';

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
  /** Beyond Sunbird's: how far the request has come. */
  readonly progress: RequestProgress;
  readonly downloadUrls: readonly string[];
  /** The addresses hold at least until then. */
  readonly expiresAt: Instant;
  readonly statusMessage: string;
}

/**
 * `downloadUrl` makes the address of a file named relative to the report folder. What protects the
 * files is never shown.
 */
export function viewOfRequest(
  request: ReportRequest,
  downloadUrl: (file: string) => string,
  expiresAt: Instant,
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
    progress: request.progress,
    downloadUrls: request.files.map(downloadUrl),
    expiresAt,
    statusMessage: request.errMessage,
  };
}
