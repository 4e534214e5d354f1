/** A report request service to drive in tests, and what it is given. */
import type { BatchId, Instant } from '../../src/domain/ids.js';
import { err, ok, type Result } from '../../src/domain/result.js';
import type { OnRows, ReportAnswer, ReportFile, ReportOrder } from '../../src/engine.js';
import type { ReportRequest, ReportRequestStore } from '../../src/persistence/report-request.js';
import { submitted, type ReportSubmission } from '../../src/reports/request-life-cycle.js';
import { RequestRunner, type RunnerParts } from '../../src/reports/request-runner.js';
import type { ProtectionChoice } from '../../src/reports/request-work.js';
import { ReportRequests } from '../../src/reports/requests.js';
import { alone, type RunGuard } from '../../src/reports/run-guard.js';
import type { RunMoment } from '../../src/reports/run-rules.js';
import { zoneDay } from '../../src/reports/zone-day.js';
import { batch, course } from './builders.js';

export const MORNING = Date.parse('2024-05-01T03:00:00Z');

export function submission(changes: Partial<ReportSubmission> = {}): ReportSubmission {
  return {
    tag: 'tag',
    dataset: 'progress-exhaust',
    datasetConfig: { batchId: 'b1' },
    requestedBy: 'user-1',
    channel: 'org-1',
    encryptionKey: '',
    ...changes,
  };
}

/** A row as a former process left it. */
export const stored = (
  id: string,
  status: ReportRequest['status'],
  at: Instant,
): ReportRequest => ({
  ...submitted(submission(), id, at),
  status,
  open: status !== 'SUCCESS',
});

/** Every report holds so many bytes. */
export const REPORT_BYTES = 100;

/** Most requests that may wait. */
export const WAITING_MAX = 20;

/** The service over a store in memory and a run that can be answered, held and made to throw. */
export class RequestDesk {
  readonly rows = new Map<string, ReportRequest>();
  /** Every row that was put, in order. */
  readonly puts: ReportRequest[] = [];
  readonly orders: ReportOrder[] = [];
  readonly troubles: string[] = [];
  readonly answers = new Map<string, Awaited<ReportAnswer> | 'throws'>();
  now = MORNING;
  limits = { channelBatchesMax: 30, channelBytesMax: 1_000_000, triesMax: 3 };
  moment: RunMoment = {
    retryBefore: 0,
    usageFrom: MORNING - 1000,
    takeBefore: Number.POSITIVE_INFINITY,
  };
  protection: Result<ProtectionChoice, string> = ok({ protection: { kind: 'plain' } });
  /** Nothing is stored. */
  putFails = false;
  /** The row is stored, but the answer says that it may not be. */
  putTimesOut = false;
  held = false;
  runningMost = 0;
  onRows: OnRows = () => undefined;
  guard: RunGuard = alone(this.#store());
  #running = 0;
  #release: () => void = () => undefined;
  #onOrder: () => void = () => undefined;
  readonly requests = this.#requests();

  keep(row: ReportRequest): void {
    this.rows.set(`${row.tag} ${row.requestId}`, row);
  }

  /** The first row. */
  row(): ReportRequest {
    return [...this.rows.values()][0]!;
  }

  /** Submits, waits for the end and gives the id. */
  async submitAndRun(request: ReportSubmission): Promise<string> {
    const answer = await this.requests.submit(request);
    await this.requests.idle();
    return answer.ok ? answer.value.requestId : answer.error.kind;
  }

  /** Looks for what is due and waits for its end. */
  async look(): Promise<void> {
    this.requests.wake();
    await this.requests.idle();
  }

  /** Resolves when a run has been ordered. */
  ordered(): Promise<void> {
    if (this.orders.length > 0) return Promise.resolve();
    return new Promise((resolve) => (this.#onOrder = resolve));
  }

  release(): void {
    this.held = false;
    this.#release();
  }

  #requests(): ReportRequests {
    const now = (): Instant => this.now;
    const store = this.#store();
    const runner = new RequestRunner(this.#runnerParts());
    return new ReportRequests({
      ...{ store, runner, now },
      downloadUrl: (file) => `https://laurel/${file}`,
      linkLifeMs: 1_800_000,
      dayOf: zoneDay('Asia/Kolkata'),
      waitingMax: WAITING_MAX,
    });
  }

  #runnerParts(): RunnerParts {
    const batches = ['b1', 'b2', 'b3'].map((id) => batch({ batch: id as BatchId }));
    const limits = (): RequestDesk['limits'] => this.limits;
    return {
      guard: { take: () => this.guard.take() },
      store: this.#store(),
      momentOf: () => this.moment,
      now: () => this.now,
      trouble: (_, detail) => this.troubles.push(detail),
      work: {
        selection: {
          catalogue: {
            batch: (id) => batches.find((b) => b.batch === id) ?? null,
            course: () => course(),
            allBatches: () => batches,
          },
          search: null,
          batchesMax: 20,
        },
        report: (order, onRows) => this.#run(order, onRows),
        protectionOf: () => Promise.resolve(this.protection),
        assessment: () => Promise.resolve({ role: 'on', lagMs: 7 }),
        nameOf: (path) => path.replace('/data/reports/', ''),
        get limits() {
          return limits();
        },
        now: () => this.now,
      },
    };
  }

  #store(): ReportRequestStore {
    const rows = this.rows;
    return {
      put: (row) => {
        if (!this.putFails) this.puts.push(row);
        if (!this.putFails) this.keep(row);
        const failing = this.putFails || this.putTimesOut;
        return Promise.resolve(
          failing ? err({ kind: 'timeout', detail: 'no answer' }) : ok(undefined),
        );
      },
      get: (tag, id) => Promise.resolve(ok(rows.get(`${tag} ${id}`) ?? null)),
      list: async function* (tag) {
        await Promise.resolve();
        for (const row of [...rows.values()]) if (tag === undefined || row.tag === tag) yield row;
      },
      open: async function* () {
        await Promise.resolve();
        for (const row of [...rows.values()]) if (row.open) yield row;
      },
    };
  }

  async #run(order: ReportOrder, onRows: OnRows): ReportAnswer {
    this.orders.push(order);
    this.onRows = onRows;
    this.#onOrder();
    this.runningMost = Math.max(this.runningMost, ++this.#running);
    if (this.held) await new Promise<void>((resolve) => (this.#release = resolve));
    await Promise.resolve();
    this.#running--;
    const answer = this.answers.get(order.batch);
    if (answer === 'throws') throw new Error('damaged snapshot');
    return answer ?? ok(fileOf(order));
  }
}

const fileOf = (order: ReportOrder): ReportFile => ({
  path: `/data/reports/${order.folder}/${order.batch}.csv`,
  batch: order.batch,
  bytes: REPORT_BYTES,
  rows: 3,
  withoutProfile: 1,
  leftOut: 0,
  withoutConsent: 0,
});
