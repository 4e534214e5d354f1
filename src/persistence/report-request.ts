/**
 * A row of the exhaust request table, its port and its bytes. Owns what a row holds and how it is
 * written; what becomes of a request is the rule of `reports/request-life-cycle.ts`.
 *
 * - B1 Bytes of every version ever written are read: a field that came later gets what a request of
 *   before would have had.
 * - B2 What protects the files is in a row only while it is needed; whoever ends a request takes it
 *   out.
 *
 * Source: `reference/exhausts.md` 1.2, 1.6 (`processed_batches`).
 */
import { pack, unpack } from 'msgpackr';
import type { Instant } from '../domain/ids.js';
import type { Stored } from './ports.js';

export interface ReportRequest {
  /** With its channel: `<tag>:<channel>`. */
  readonly tag: string;
  readonly requestId: string;
  readonly dataset: string;
  readonly status: 'SUBMITTED' | 'PROCESSING' | 'SUCCESS' | 'FAILED';
  readonly datasetConfig: Readonly<Record<string, unknown>>;
  readonly requestedBy: string;
  readonly requestedChannel: string;
  readonly submittedAt: Instant;
  readonly completedAt: Instant;
  readonly executionMs: number;
  readonly iteration: number;
  readonly errMessage: string;
  /** File names relative to the report folder, once all of them are there. */
  readonly files: readonly string[];
  /** Whether there is more to do: it waits, runs, or failed with tries left. */
  readonly open: boolean;
  /** What protects the files (B2), sealed in stores (`reports/sealed-keys.ts`); '' = nothing. */
  readonly encryptionKey: string;
  /** The kind of protection by which its files were written; '' = none was so far. */
  readonly protection: string;
  /** Batches that are done, which a later run passes over. */
  readonly processedBatches: readonly ProcessedBatch[];
  readonly progress: RequestProgress;
}

/** A batch whose file is written. */
export interface ProcessedBatch {
  readonly batchId: string;
  /** Relative to the report folder. */
  readonly filePath: string;
  /** Bytes of the CSV before it is protected, as limits count them. */
  readonly fileSize: number;
  readonly rows: number;
  /** Rows of learners whom the user cache does not know. */
  readonly withoutProfile: number;
  readonly at: Instant;
}

/** How far a run has come. */
export interface RequestProgress {
  /** Batches of the request, those without a file included; 0 = not looked at yet. */
  readonly batches: number;
  readonly rows: number;
  readonly percent: number;
}

export const NO_PROGRESS: RequestProgress = { batches: 0, rows: 0, percent: 0 };

export interface ReportRequestStore {
  put(request: ReportRequest): Stored<void>;
  get(tag: string, requestId: string): Stored<ReportRequest | null>;
  /** Every request ever made, or those of one tag. */
  list(tag?: string): AsyncIterable<ReportRequest>;
  /** Requests with more to do; what it costs follows from their number alone where it matters. */
  open(): AsyncIterable<ReportRequest>;
}

/** Fields of the rows of before there was more than one dataset. */
type FirstFields =
  | ('tag' | 'requestId' | 'dataset' | 'status' | 'datasetConfig' | 'requestedBy')
  | ('requestedChannel' | 'submittedAt' | 'completedAt' | 'executionMs' | 'iteration')
  | ('errMessage' | 'files');

export const packRequest = (request: ReportRequest): Buffer => pack(request);

/** B1. */
export function unpackRequest(bytes: Uint8Array): ReportRequest {
  const row = unpack(bytes) as Pick<ReportRequest, FirstFields> & Partial<ReportRequest>;
  return {
    ...row,
    open: row.open ?? (row.status === 'SUBMITTED' || row.status === 'PROCESSING'),
    encryptionKey: row.encryptionKey ?? '',
    protection: row.protection ?? '',
    processedBatches: row.processedBatches ?? [],
    progress: row.progress ?? NO_PROGRESS,
  };
}
