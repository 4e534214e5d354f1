/** A report request service to drive in tests, and what it is given. */
import type { BatchId, Instant } from '../../src/domain/ids.js';
import { err, ok, type Result } from '../../src/domain/result.js';
import type { Refusal, ReportFile, ReportOrder } from '../../src/engine.js';
import type { ReportRequest, ReportRequestStore } from '../../src/persistence/ports.js';
import { submitted, type ReportSubmission } from '../../src/reports/request-life-cycle.js';
import { ReportRequests, type ReportRequestsParts } from '../../src/reports/requests.js';
import { zoneDay } from '../../src/reports/zone-day.js';
import { batch, course } from './builders.js';

const MORNING = Date.parse('2024-05-01T03:00:00Z');

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
});

/** The service over a store in memory and a run that can be answered, held and made to throw. */
export class RequestDesk {
  readonly rows = new Map<string, ReportRequest>();
  readonly orders: ReportOrder[] = [];
  readonly troubles: string[] = [];
  readonly answers = new Map<string, Result<ReportFile, Refusal> | 'throws'>();
  now = MORNING;
  /** Nothing is stored. */
  putFails = false;
  /** The row is stored, but the answer says that it may not be. */
  putTimesOut = false;
  held = false;
  runningMost = 0;
  #running = 0;
  #release: () => void = () => undefined;
  #onOrder: () => void = () => undefined;
  readonly requests = new ReportRequests(this.#parts());

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

  /** Resolves when a run has been ordered. */
  ordered(): Promise<void> {
    if (this.orders.length > 0) return Promise.resolve();
    return new Promise((resolve) => (this.#onOrder = resolve));
  }

  release(): void {
    this.held = false;
    this.#release();
  }

  #parts(): ReportRequestsParts {
    const batches = ['b1', 'b2'].map((id) => batch({ batch: id as BatchId }));
    return {
      store: this.#store(),
      catalogue: {
        batch: (id) => batches.find((b) => b.batch === id) ?? null,
        course: () => course(),
      },
      run: (order) => this.#run(order),
      reportDir: '/data/reports',
      downloadUrl: (file) => `https://laurel/${file}`,
      dayOf: zoneDay('Asia/Kolkata'),
      now: () => this.now,
      trouble: (_, detail) => this.troubles.push(detail),
    };
  }

  #store(): ReportRequestStore {
    const rows = this.rows;
    return {
      put: (row) => {
        if (!this.putFails) this.keep(row);
        const failing = this.putFails || this.putTimesOut;
        return Promise.resolve(
          failing ? err({ kind: 'timeout', detail: 'no answer' }) : ok(undefined),
        );
      },
      get: (tag, id) => Promise.resolve(ok(rows.get(`${tag} ${id}`) ?? null)),
      list: async function* () {
        await Promise.resolve();
        yield* [...rows.values()];
      },
    };
  }

  async #run(order: ReportOrder): Promise<Result<ReportFile, Refusal>> {
    this.orders.push(order);
    this.#onOrder();
    this.runningMost = Math.max(this.runningMost, ++this.#running);
    if (this.held) await new Promise<void>((resolve) => (this.#release = resolve));
    await Promise.resolve();
    this.#running--;
    const answer = this.answers.get(order.batch);
    if (answer === 'throws') throw new Error('damaged snapshot');
    const path = `/data/reports/${order.folder}/${order.batch}.csv`;
    const none = { withoutProfile: 0, leftOut: 0, withoutConsent: 0 };
    return answer ?? ok({ path, batch: order.batch, bytes: 9, rows: 1, ...none });
  }
}
