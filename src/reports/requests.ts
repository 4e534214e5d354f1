/**
 * Report requests: takes them, runs them one at a time as soon as they are in, answers for them.
 * Owns the order of work; the rules are `request-life-cycle.ts` and `batch-selection.ts`.
 *
 * - Q1 A request is answered as SUBMITTED only when its row is durable.
 * - Q2 At most one request runs; submissions change rows one after another, so that two equal ones
 *   make one request.
 * - Q3 A row left SUBMITTED or PROCESSING by a stop or a crash is run after the next start.
 */
import { posix, relative, sep } from 'node:path';
import type { Instant } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Answer, Catalogue, Refusal, ReportFile, ReportOrder } from '../engine.js';
import type { ReportRequest, ReportRequestStore } from '../persistence/ports.js';
import { chooseBatches } from './batch-selection.js';
import { exhaustFolder } from './file-name.js';
import {
  failed,
  faultOfSubmission,
  orphaned,
  putOff,
  requestIdOf,
  started,
  storedTag,
  submitted,
  succeeded,
  type ReportSubmission,
} from './request-life-cycle.js';
import { viewOfRequest, type ReportRequestView } from './request-view.js';
import type { ZoneDay } from './zone-day.js';

export interface ReportRequestsParts {
  readonly store: ReportRequestStore;
  readonly catalogue: Pick<Catalogue, 'batch' | 'course'>;
  /** Writes one batch's report. */
  readonly run: (order: ReportOrder) => Answer<ReportFile>;
  /** Absolute path of the report folder. */
  readonly reportDir: string;
  /** The address of a file named relative to the report folder. */
  readonly downloadUrl: (file: string) => string;
  readonly dayOf: ZoneDay;
  /** Most batches of one request. */
  readonly batchesMax?: number;
  readonly now: () => Instant;
  /** Told what went wrong behind a request's back, e.g. a row that could not be written. */
  readonly trouble: (requestId: string, detail: string) => void;
}

/** Why a request is not taken or not shown. */
export type RequestError =
  | { readonly kind: 'invalid'; readonly message: string }
  /** No request of this tag, channel and id. */
  | { readonly kind: 'unknown' }
  | Refusal;

/** Requests waiting for their turn before further ones are refused as `busy`. */
export const QUEUED_REQUESTS_MAX = 1_000;

/** `data_exhaust.list.limit`. */
const LISTED_REQUESTS_DEFAULT = 100;

const BUSY_RETRY_MS = 60_000;

export class ReportRequests {
  readonly #parts: ReportRequestsParts;
  readonly #queue: RequestKey[] = [];
  #running: Promise<void> | null = null;
  #lastSubmission: Promise<unknown> = Promise.resolve();
  #stopping = false;

  constructor(parts: ReportRequestsParts) {
    this.#parts = parts;
  }

  /**
   * Takes a request and runs it in its turn. An equal one of the same day is answered as it stands;
   * one that failed starts afresh (`reference/exhausts.md` 5.2).
   */
  submit(submission: ReportSubmission): Promise<Result<ReportRequestView, RequestError>> {
    const fault = faultOfSubmission(submission);
    if (fault !== null) return Promise.resolve(err({ kind: 'invalid', message: fault }));
    const turn = this.#lastSubmission.then(() => this.#enter(submission));
    this.#lastSubmission = turn.catch(() => undefined);
    return turn;
  }

  /** One request of a channel. */
  async read(
    tag: string,
    channel: string,
    requestId: string,
  ): Promise<Result<ReportRequestView, RequestError>> {
    const held = await this.#parts.store.get(storedTag(tag, channel), requestId);
    if (!held.ok) return held;
    return held.value === null ? err({ kind: 'unknown' }) : ok(this.#view(held.value));
  }

  /** The newest requests of a tag and channel, at most `countMax`. */
  async list(
    tag: string,
    channel: string,
    countMax = LISTED_REQUESTS_DEFAULT,
  ): Promise<readonly ReportRequestView[]> {
    const own: ReportRequest[] = [];
    for await (const request of this.#parts.store.list()) {
      if (request.tag === storedTag(tag, channel)) own.push(request);
    }
    own.sort((a, b) => b.submittedAt - a.submittedAt);
    return own.slice(0, countMax).map((request) => this.#view(request));
  }

  /** Takes up what a stop or a crash left (Q3). To be called once, before the first submission. */
  async resume(): Promise<void> {
    const left: ReportRequest[] = [];
    for await (const request of this.#parts.store.list()) {
      if (request.status === 'SUBMITTED' || request.status === 'PROCESSING') left.push(request);
    }
    left.sort((a, b) => a.submittedAt - b.submittedAt);
    for (const request of left) await this.#takeUp(request);
  }

  /** Resolves when no request runs or waits. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  /** Lets the running request end and starts no other; those that wait run after the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#lastSubmission;
    this.#queue.length = 0;
    await this.idle();
  }

  async #enter(submission: ReportSubmission): Promise<Result<ReportRequestView, RequestError>> {
    if (this.#stopping) return err({ kind: 'stopping' });
    const { store, now, dayOf } = this.#parts;
    const at = now();
    const fresh = submitted(submission, requestIdOf(submission, dayOf(at)), at);
    const held = await store.get(fresh.tag, fresh.requestId);
    if (!held.ok) return held;
    if (held.value !== null && held.value.status !== 'FAILED') {
      // A row whose write timed out was stored, yet never queued: being asked again heals it.
      if (held.value.status === 'SUBMITTED') this.#enqueue(held.value);
      return ok(this.#view(held.value));
    }
    if (this.#queue.length >= QUEUED_REQUESTS_MAX) {
      return err({ kind: 'busy', retryAfterMs: BUSY_RETRY_MS, limit: 'queuedRequestsMax' });
    }
    const put = await store.put(fresh);
    if (!put.ok) return put;
    this.#enqueue(fresh);
    return ok(this.#view(fresh));
  }

  async #takeUp(request: ReportRequest): Promise<void> {
    if (request.status === 'SUBMITTED') return this.#enqueue(request);
    const row = orphaned(request, this.#parts.now());
    if ((await this.#put(row)) && row.status === 'SUBMITTED') this.#enqueue(row);
  }

  #enqueue({ tag, requestId }: ReportRequest): void {
    const queued = this.#queue.some((k) => k.tag === tag && k.requestId === requestId);
    if (!queued) this.#queue.push({ tag, requestId });
    this.#running ??= this.#drain();
  }

  async #drain(): Promise<void> {
    for (let key = this.#queue.shift(); key !== undefined; key = this.#queue.shift()) {
      try {
        await this.#runOne(key);
      } catch (error) {
        this.#parts.trouble(key.requestId, messageOf(error));
      }
    }
    this.#running = null;
  }

  async #runOne({ tag, requestId }: RequestKey): Promise<void> {
    const held = await this.#parts.store.get(tag, requestId);
    if (!held.ok) return this.#parts.trouble(requestId, refusalText(held.error));
    if (held.value?.status !== 'SUBMITTED') return;
    const request = started(held.value);
    if (!(await this.#put(request))) return;
    await this.#put(await this.#finish(request));
  }

  /** Runs the batches of a request in turn; one that fails does not keep others from running. */
  async #finish(request: ReportRequest): Promise<ReportRequest> {
    const { catalogue, batchesMax, now } = this.#parts;
    const startedAt = now();
    const batches = chooseBatches(request.datasetConfig, catalogue, batchesMax);
    if (!batches.ok) return failed(request, batches.error, startedAt, now());
    const files: string[] = [];
    const faults = new Set<string>();
    for (const { course, batch } of batches.value) {
      const folder = exhaustFolder('progress-exhaust', request.requestId);
      const requesterOrg = request.requestedChannel;
      const order = { dataset: 'progress-exhaust', course, batch, folder, requesterOrg } as const;
      const file = await this.#runOrder(order);
      if (file.ok) files.push(this.#fileName(file.value.path));
      else if (file.error.kind === 'stopping') return putOff(request);
      else faults.add(refusalText(file.error));
    }
    if (faults.size === 0) return succeeded(request, files, startedAt, now());
    const message = `Internal Server Error: ${[...faults].join(',')}`;
    return failed(request, message, startedAt, now());
  }

  /** A scan can fail by throwing only; it fails its request, and the next one runs. */
  async #runOrder(order: ReportOrder): Answer<ReportFile> {
    try {
      return await this.#parts.run(order);
    } catch (error) {
      return err({ kind: 'unavailable', detail: messageOf(error) });
    }
  }

  async #put(request: ReportRequest): Promise<boolean> {
    const put = await this.#parts.store.put(request);
    if (!put.ok) this.#parts.trouble(request.requestId, refusalText(put.error));
    return put.ok;
  }

  #fileName(path: string): string {
    return relative(this.#parts.reportDir, path).split(sep).join(posix.sep);
  }

  #view(request: ReportRequest): ReportRequestView {
    return viewOfRequest(request, this.#parts.downloadUrl, this.#parts.now());
  }
}

interface RequestKey {
  readonly tag: string;
  readonly requestId: string;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function refusalText(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'busy':
      return `limit reached: ${refusal.limit}`;
    case 'too-large':
      return `longer than ${refusal.limit}, ${String(refusal.bytesMax)} bytes`;
    case 'stopping':
      return 'stopping';
    case 'damaged':
      return `damaged ${refusal.key}: ${refusal.detail}`;
    case 'unavailable':
    case 'timeout':
      return `${refusal.kind}: ${refusal.detail}`;
  }
}
