/**
 * Report requests as callers know them: takes them in, answers for them, has them run. Owns
 * submission and look-up; `request-runner.ts` runs them.
 *
 * - Q1 A request is answered as SUBMITTED only when its row is durable.
 * - Q2 Submissions change rows one after another, so that two equal ones make one request. Those of
 *   two processes at one moment write one and the same row.
 */
import type { Instant } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Refusal } from '../engine.js';
import type { ReportRequest, ReportRequestStore } from '../persistence/report-request.js';
import type { Dataset } from './dataset.js';
import {
  faultOfSubmission,
  requestIdOf,
  storedTag,
  submitted,
  type ReportSubmission,
} from './request-life-cycle.js';
import type { RequestRunner } from './request-runner.js';
import { matchesSearch, type RequestSearch } from './request-search.js';
import { viewOfRequest, type ReportRequestView } from './request-view.js';
import type { ZoneDay } from './zone-day.js';

export interface ReportRequestsParts {
  readonly store: ReportRequestStore;
  readonly runner: Pick<RequestRunner, keyof RequestRunner>;
  /** The address of a file named relative to the report folder. */
  readonly downloadUrl: (file: string) => string;
  /** How long such an address holds, at least. */
  readonly linkLifeMs: number;
  readonly dayOf: ZoneDay;
  /** Requests that wait before further ones are refused as `busy`. */
  readonly waitingMax: number;
  readonly now: () => Instant;
}

/** Why a request is not taken or not shown. */
export type RequestError =
  | { readonly kind: 'invalid'; readonly message: string }
  /** No request of this tag, channel and id. */
  | { readonly kind: 'unknown' }
  | Refusal;

/** `data_exhaust.list.limit`. */
const LISTED_REQUESTS_DEFAULT = 100;

const BUSY_RETRY_MS = 60_000;

export class ReportRequests {
  readonly #parts: ReportRequestsParts;
  #lastSubmission: Promise<unknown> = Promise.resolve();
  /** At most so many requests are open; `null` = never counted. */
  #waiting: number | null = null;

  constructor(parts: ReportRequestsParts) {
    this.#parts = parts;
  }

  /**
   * Takes a request, to be run in its turn. An equal one of the same day is answered as it stands;
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
    return this.#newest(this.#parts.store.list(storedTag(tag, channel)), () => true, countMax);
  }

  /** The newest requests that a search finds, of any tag. */
  async search(search: RequestSearch): Promise<readonly ReportRequestView[]> {
    const { store, dayOf } = this.#parts;
    const matches = matchesSearch(search, dayOf);
    return this.#newest(store.list(), matches, search.limit);
  }

  /** Runs a dataset's waiting requests and those that failed, now. */
  run(dataset: Dataset): void {
    this.#parts.runner.begin(dataset);
  }

  /** Takes up what is due. To be called at the start, and whenever it is time to look. */
  wake(): void {
    this.#parts.runner.wake();
  }

  /** Whether a request runs or is to be run here. */
  get isRunning(): boolean {
    return this.#parts.runner.isRunning;
  }

  /** Whether something was due when another process had the turn. */
  get waitsForTurn(): boolean {
    return this.#parts.runner.waitsForTurn;
  }

  /** Resolves when no request runs or is to be run here. */
  idle(): Promise<void> {
    return this.#parts.runner.idle();
  }

  /** Lets the running batch end and takes no further request. */
  async stop(): Promise<void> {
    const stopped = this.#parts.runner.stop();
    await this.#lastSubmission;
    await stopped;
  }

  async #newest(
    rows: AsyncIterable<ReportRequest>,
    matches: (row: ReportRequest) => boolean,
    countMax: number,
  ): Promise<readonly ReportRequestView[]> {
    const found: ReportRequest[] = [];
    const cut = (): void => {
      found.sort((a, b) => b.submittedAt - a.submittedAt);
      found.splice(countMax);
    };
    for await (const row of rows) {
      if (matches(row)) found.push(row);
      if (found.length > countMax + SORTED_AT_ONCE) cut();
    }
    cut();
    return found.map((request) => this.#view(request));
  }

  async #enter(submission: ReportSubmission): Promise<Result<ReportRequestView, RequestError>> {
    const { store, now, dayOf, runner } = this.#parts;
    if (runner.isStopping) return err({ kind: 'stopping' });
    const at = now();
    const requestId = requestIdOf(submission, dayOf(at));
    const held = await store.get(storedTag(submission.tag, submission.channel), requestId);
    if (!held.ok) return held;
    if (held.value !== null && held.value.status !== 'FAILED') {
      // Being asked again, it is looked for again: nothing else would have it run sooner.
      if (held.value.status === 'SUBMITTED') runner.wake();
      return ok(this.#view(held.value));
    }
    if (held.value === null && (await this.#isFull())) {
      return err({ kind: 'busy', retryAfterMs: BUSY_RETRY_MS, limit: 'waitingRequestsMax' });
    }
    const fresh = submitted(submission, requestId, at, held.value);
    const put = await store.put(fresh);
    if (!put.ok) return put;
    if (this.#waiting !== null) this.#waiting += 1;
    runner.wake();
    return ok(this.#view(fresh));
  }

  /** Counted at first and again at the limit, since counting reads every row that is open. */
  async #isFull(): Promise<boolean> {
    const { waitingMax, store } = this.#parts;
    if (this.#waiting === null || this.#waiting >= waitingMax) {
      this.#waiting = 0;
      const open = store.open()[Symbol.asyncIterator]();
      while ((await open.next()).done !== true) this.#waiting += 1;
    }
    return this.#waiting >= waitingMax;
  }

  #view(request: ReportRequest): ReportRequestView {
    const { downloadUrl, now, linkLifeMs } = this.#parts;
    return viewOfRequest(request, downloadUrl, now() + linkLifeMs);
  }
}

/** Rows beyond those that are shown are dropped in portions, so that a search holds few. */
const SORTED_AT_ONCE = 1_000;
