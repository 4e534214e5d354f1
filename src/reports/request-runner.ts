/**
 * Runs the requests that are due, one at a time, in the order of their submission. Owns the order
 * of work and the rows on the way; the rules are `run-rules.ts` and `request-life-cycle.ts`, the
 * work on one request is `request-work.ts`.
 *
 * - R1 At most one request runs, in one process (`run-guard.ts`).
 * - R2 A row left SUBMITTED or PROCESSING by a stop or a crash is run after the next start.
 * - R3 Requests that wait and are equal are run once; the others take over how the first one ended.
 * - R4 A request of a channel that has used up what a run allows waits, as it is, for the next run.
 * - R5 What fails one request fails no other.
 */
import type { Instant } from '../domain/ids.js';
import type { ReportRequest, ReportRequestStore } from '../persistence/report-request.js';
import { datasetOf, type Dataset } from './dataset.js';
import { orphaned, shared } from './request-life-cycle.js';
import { workOn, type WorkParts } from './request-work.js';
import type { RunGuard, RunTurn } from './run-guard.js';
import {
  hasRoom,
  inTurn,
  isDue,
  isDuplicate,
  usageOf,
  type RunMoment,
  type Usage,
} from './run-rules.js';

export interface RunnerParts {
  readonly guard: RunGuard;
  /** To look for what is open without a turn. */
  readonly store: Pick<ReportRequestStore, 'open'>;
  readonly work: WorkParts;
  /** When the present run of a dataset began, by its schedule; `null` = it is not run here. */
  readonly momentOf: (dataset: Dataset) => RunMoment | null;
  readonly now: () => Instant;
  /** Told what went wrong behind a request's back, e.g. a row that could not be written. */
  readonly trouble: (requestId: string, detail: string) => void;
}

export class RequestRunner {
  readonly #parts: RunnerParts;
  /** Moments at which somebody began a run by hand. */
  readonly #byHand = new Map<Dataset, Instant>();
  /** R4: since which moment a request waits for its channel. */
  readonly #heldBack = new Map<string, Instant>();
  #running: Promise<void> | null = null;
  #again = false;
  #stopping = false;
  #waitsForTurn = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  get isStopping(): boolean {
    return this.#stopping;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Whether something was due when another process had the turn. */
  get waitsForTurn(): boolean {
    return this.#waitsForTurn;
  }

  /** Somebody submitted a request, or it is time to look. */
  wake(): void {
    if (this.#stopping) return;
    this.#again = true;
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
      // Between the last look and here somebody may have called.
      if (this.#again) this.wake();
    });
  }

  /** Begins a new run of a dataset: what failed is tried again, and channels count from here. */
  begin(dataset: Dataset): void {
    this.#byHand.set(dataset, this.#parts.now());
    this.wake();
  }

  /** Resolves when no request runs or is to be run here. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  /** Lets the running batch end and begins no other; what waits is run after the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.idle();
  }

  async #drain(): Promise<void> {
    try {
      const tried = new Set<string>();
      while (this.#again && !this.#stopping) {
        this.#again = false;
        const due = await this.#due(this.#parts.store, tried);
        if (due.length === 0) continue;
        const turn = await this.#parts.guard.take();
        this.#waitsForTurn = turn === null;
        if (turn === null) return;
        try {
          await this.#pass(turn, tried);
        } finally {
          await turn.giveBack();
        }
      }
    } catch (error) {
      this.#parts.trouble('', messageOf(error));
    }
  }

  /** Looked for again under the turn: another process may have run them meanwhile. */
  async #pass(turn: RunTurn, tried: Set<string>): Promise<void> {
    const due = await this.#due(turn.store, tried);
    if (due.length === 0) return;
    const ended = await this.#ended(turn.store);
    for (const request of due) {
      const { tag, requestId } = request;
      if (this.#stopping || !turn.isMine()) return;
      if (tried.has(submissionOf(request))) continue;
      tried.add(submissionOf(request));
      this.#again = true;
      try {
        await this.#runOne({ tag, requestId }, turn, ended, tried);
      } catch (error) {
        this.#parts.trouble(requestId, messageOf(error));
      }
    }
  }

  async #due(
    store: Pick<ReportRequestStore, 'open'>,
    tried: ReadonlySet<string>,
  ): Promise<readonly ReportRequest[]> {
    const due: ReportRequest[] = [];
    for await (const request of store.open()) {
      if (!tried.has(submissionOf(request)) && this.#isDue(request)) due.push(request);
    }
    return inTurn(due);
  }

  #isDue(request: ReportRequest): boolean {
    const dataset = datasetOf(request.dataset);
    if (dataset === null) return false;
    const moment = this.#momentOf(dataset);
    if (moment === null || !isDue(request, moment)) return false;
    return this.#heldBack.get(keyOf(request)) !== moment.usageFrom;
  }

  #momentOf(dataset: Dataset): RunMoment | null {
    const moment = this.#parts.momentOf(dataset);
    if (moment === null) return null;
    const byHand = this.#byHand.get(dataset) ?? 0;
    return {
      retryBefore: Math.max(moment.retryBefore, byHand),
      usageFrom: Math.max(moment.usageFrom, byHand),
      takeBefore: Math.max(moment.takeBefore, byHand),
    };
  }

  /** Rows by whose batches the use of a channel is counted. */
  async #ended(store: ReportRequestStore): Promise<Map<string, ReportRequest>> {
    const rows = new Map<string, ReportRequest>();
    for await (const row of store.list()) {
      const dataset = datasetOf(row.dataset);
      const moment = dataset === null ? null : this.#momentOf(dataset);
      if (moment === null) continue;
      const isOfRun = row.processedBatches.some(({ at }) => at >= moment.usageFrom);
      if (isOfRun) rows.set(keyOf(row), row);
    }
    return rows;
  }

  async #runOne(
    { tag, requestId }: RequestKey,
    turn: RunTurn,
    ended: Map<string, ReportRequest>,
    tried: Set<string>,
  ): Promise<void> {
    const request = await this.#takeUp({ tag, requestId }, turn.store);
    const dataset = request === null ? null : datasetOf(request.dataset);
    const moment = dataset === null ? null : this.#momentOf(dataset);
    if (request === null || dataset === null || moment === null) return;
    const { usageFrom } = moment;
    const equal = (await this.#due(turn.store, tried)).filter((one) => isDuplicate(one, request));
    const last = await workOn(
      request,
      {
        dataset,
        usage: usageOf(request, [...ended.values()], usageFrom),
        goesOn: () => !this.#stopping && turn.isMine(),
        save: (row) => this.#put(row, turn.store),
      },
      this.#parts.work,
    );
    ended.set(keyOf(last), last);
    this.#holdBack(last, usageOf(last, [...ended.values()], usageFrom), usageFrom);
    await this.#put(last, turn.store);
    for (const one of equal) {
      tried.add(submissionOf(one));
      await this.#put(shared(one, last), turn.store);
    }
  }

  /** R4. */
  #holdBack(request: ReportRequest, usage: Usage, from: Instant): void {
    const waits = request.status === 'SUBMITTED' && !hasRoom(usage, this.#parts.work.limits);
    if (waits) this.#heldBack.set(keyOf(request), from);
    else this.#heldBack.delete(keyOf(request));
  }

  /** The row as it is now; `null` = it is not to be run after all. R2. */
  async #takeUp(
    { tag, requestId }: RequestKey,
    store: ReportRequestStore,
  ): Promise<ReportRequest | null> {
    const held = await store.get(tag, requestId);
    if (!held.ok) {
      this.#parts.trouble(requestId, detailOf(held.error));
      return null;
    }
    if (held.value === null || !this.#isDue(held.value)) return null;
    if (held.value.status !== 'PROCESSING') return held.value;
    const { triesMax } = this.#parts.work.limits;
    const row = orphaned(held.value, this.#parts.now(), triesMax);
    const isKept = await this.#put(row, store);
    return isKept && row.status === 'SUBMITTED' ? row : null;
  }

  async #put(request: ReportRequest, store: ReportRequestStore): Promise<boolean> {
    const put = await store.put(request);
    if (!put.ok) this.#parts.trouble(request.requestId, detailOf(put.error));
    return put.ok;
  }
}

interface RequestKey {
  readonly tag: string;
  readonly requestId: string;
}

const keyOf = ({ tag, requestId }: RequestKey): string => `${tag}\u0000${requestId}`;

/** One that was submitted anew is another one. */
const submissionOf = (request: ReportRequest): string =>
  `${keyOf(request)}\u0000${String(request.submittedAt)}`;

const detailOf = ({ kind, detail }: { readonly kind: string; readonly detail: string }): string =>
  `${kind}: ${detail}`;

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
