/**
 * The work of one request: how its files are protected, which batches it means, a report for each
 * of them in turn, and what the row becomes. Owns neither the order of requests nor their rows.
 *
 * - W1 A batch that fails does not keep the others from being written.
 * - W2 A batch is done when the row says so: what a crash, a stop or a limit interrupts goes on
 *   with the batches that are left.
 * - W3 A request whose protection cannot be had writes nothing.
 *
 * Source: `reference/exhausts.md` 1.5-1.7.
 */
import type { Batch } from '../domain/batch.js';
import type { Instant } from '../domain/ids.js';
import { err, type Result } from '../domain/result.js';
import type {
  OnRows,
  Refusal,
  ReportAnswer,
  ReportFault,
  ReportFile,
  ReportOrder,
} from '../engine.js';
import type { ReportRequest } from '../persistence/report-request.js';
import {
  asksForNothing,
  chooseBatches,
  NOTHING_ASKED,
  type SelectionParts,
} from './batch-selection.js';
import type { Dataset } from './dataset.js';
import { exhaustFolder } from './file-name.js';
import { progressKeeper, type Save } from './progress-keeper.js';
import type { Protection } from './protection.js';
import type { AssessmentLag } from './report-options.js';
import { failed, putOff, started, succeeded } from './request-life-cycle.js';
import { optionsOf } from './request-options.js';
import { hasRoom, plus, type ChannelLimits, type Usage } from './run-rules.js';

/** How a request's files are protected. */
export interface ProtectionChoice {
  readonly protection: Protection;
}

/** The policy's answer to a request: its protection, or the message that fails it (W3). */
export type ProtectionOf = (request: {
  readonly dataset: Dataset;
  readonly channel: string;
  readonly encryptionKey: string;
}) => Promise<Result<ProtectionChoice, string>>;

export interface RequestLimits extends ChannelLimits {
  /** Runs of one request that may fail before it is given up. */
  readonly triesMax: number;
}

export interface WorkParts {
  readonly selection: SelectionParts;
  /** Writes one batch's report. */
  readonly report: (order: ReportOrder, onRows: OnRows) => ReportAnswer;
  readonly protectionOf: ProtectionOf;
  /** What the answers to questions in a report rest on; `null` = nobody knows. */
  readonly assessment: () => Promise<AssessmentLag | null>;
  /** The name of a file, relative to the report folder, by its absolute path. */
  readonly nameOf: (path: string) => string;
  readonly limits: RequestLimits;
  readonly now: () => Instant;
}

/** What the runner gives to one request. */
export interface WorkTurn {
  readonly dataset: Dataset;
  /** What the request's channel has used of the run so far. */
  readonly usage: Usage;
  /** Whether a further batch may be begun. */
  readonly goesOn: () => boolean;
  /** Keeps a row; `false` = it is not kept, and the work is to end. */
  readonly save: Save;
}

/** Works on a request and gives the row that ends it, for now or for good. */
export async function workOn(
  request: ReportRequest,
  turn: WorkTurn,
  parts: WorkParts,
): Promise<ReportRequest> {
  const startedAt = parts.now();
  const fail = (row: ReportRequest, message: string): ReportRequest =>
    failed(row, message, { startedAt, at: parts.now() }, parts.limits.triesMax);
  if (!hasRoom(turn.usage, parts.limits)) return putOff(request);
  const { encryptionKey, requestedChannel: channel } = request;
  // Upstream asks for both after the policy, and its message is the one that stays.
  const lacksKey = turn.dataset === 'userinfo-exhaust' && encryptionKey === '';
  if (lacksKey || asksForNothing(request.datasetConfig)) return fail(request, NOTHING_ASKED);
  const choice = await parts.protectionOf({ dataset: turn.dataset, channel, encryptionKey });
  if (!choice.ok) return fail(request, choice.error);
  const options = optionsOf(request.datasetConfig);
  if (!options.ok) return fail(request, `Internal Server Error: ${options.error}`);
  const { protection } = choice.value;
  const row = started(request, protection.kind);
  if (!(await turn.save(row))) return putOff(request);
  const batches = await chooseBatches(row.datasetConfig, parts.selection);
  if (!batches.ok) return fail(row, batches.error);
  const order = {
    ...{ dataset: turn.dataset, options: options.value, protection },
    folder: exhaustFolder(turn.dataset, row.requestId),
    requesterOrg: channel,
    assessment: await parts.assessment(),
  };
  const done = await writeBatches(row, batches.value, order, turn, parts);
  if (done.end === 'put-off') return putOff(done.row);
  if (done.faults.length > 0) return fail(done.row, done.faults.join(','));
  return succeeded(done.row, { startedAt, at: parts.now() });
}

interface Written {
  readonly row: ReportRequest;
  readonly end: 'all' | 'put-off';
  /** Messages of the batches that failed, each once. */
  readonly faults: readonly string[];
}

async function writeBatches(
  request: ReportRequest,
  batches: readonly Batch[],
  order: Omit<ReportOrder, 'course' | 'batch'>,
  turn: WorkTurn,
  parts: WorkParts,
): Promise<Written> {
  const before = new Set(request.processedBatches.map(({ batchId }) => batchId));
  const todo = batches.filter(({ batch }) => !before.has(batch));
  const faults = new Set<string>();
  let row = withProgress(request, batches.length, 0);
  let { usage } = turn;
  let tried = batches.length - todo.length;
  for (const { course, batch } of todo) {
    if (!turn.goesOn() || !hasRoom(usage, parts.limits)) return { row, end: 'put-off', faults: [] };
    const keeper = progressKeeper(turn.save, parts.now);
    const base = row;
    const file = await runOrder({ ...order, course, batch }, parts, (rows) =>
      keeper.tell(withProgress(base, batches.length, tried, rows)),
    );
    await keeper.settled();
    if (!file.ok && file.error.kind === 'stopping') return { row, end: 'put-off', faults: [] };
    tried += 1;
    if (file.ok) row = withBatch(row, file.value, parts);
    else faults.add(messageOf(file.error));
    usage = plus(usage, file.ok ? file.value.bytes : 0);
    row = withProgress(row, batches.length, tried);
    if (!(await turn.save(row))) return { row, end: 'put-off', faults: [] };
  }
  return { row, end: 'all', faults: [...faults] };
}

/** A scan can fail by throwing only; it fails its batch, and the next one runs. */
async function runOrder(order: ReportOrder, parts: WorkParts, onRows: OnRows): ReportAnswer {
  try {
    return await parts.report(order, onRows);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return err({ kind: 'unavailable', detail });
  }
}

/** W2. */
function withBatch(row: ReportRequest, file: ReportFile, parts: WorkParts): ReportRequest {
  const batch = {
    batchId: file.batch,
    filePath: parts.nameOf(file.path),
    fileSize: file.bytes,
    rows: file.rows,
    withoutProfile: file.withoutProfile,
    at: parts.now(),
  };
  return { ...row, processedBatches: [...row.processedBatches, batch] };
}

/** `rows` = of the batch that is being written. */
function withProgress(row: ReportRequest, batches: number, tried: number, rows = 0): ReportRequest {
  const before = row.processedBatches.reduce((sum, batch) => sum + batch.rows, 0);
  const percent = batches === 0 ? 0 : Math.floor((tried * 100) / batches);
  return { ...row, progress: { batches, rows: before + rows, percent } };
}

/** As upstream, the text alone where the report itself says why there is none. */
function messageOf(refusal: Refusal | ReportFault): string {
  switch (refusal.kind) {
    case 'not-applicable':
      return refusal.message;
    case 'unavailable':
      return refusal.detail;
    case 'timeout':
      return `timeout: ${refusal.detail}`;
    case 'damaged':
      return `damaged ${refusal.key}: ${refusal.detail}`;
    case 'busy':
      return `limit reached: ${refusal.limit}`;
    case 'too-large':
      return `longer than ${refusal.limit}, ${String(refusal.bytesMax)} bytes`;
    case 'stopping':
      return 'stopping';
  }
}
