/** What the console's routes of one gateway share: summaries, the live meter, the demo. */
import type { Batch, BatchStatus } from '../../domain/batch.js';
import { batchStatus } from '../../domain/batch.js';
import { BatchSummaries } from '../batch-summaries.js';
import type { BatchHead, Counted } from '../console-answers.js';
import { LiveMeter } from '../live-meter.js';
import type { Zone } from '../zone.js';
import type { ConsoleDeps } from './console-deps.js';
import type { GatewayDeps } from './deps.js';

export interface ConsoleContext {
  readonly deps: GatewayDeps;
  readonly zone: Zone;
  readonly pages: ConsoleDeps;
  readonly meter: LiveMeter;
  /** `null` = batches are not counted here. */
  readonly summaries: BatchSummaries | null;
  /** What is told of a batch everywhere. */
  readonly head: (batch: Batch) => BatchHead;
}

export function consoleContext(deps: GatewayDeps, pages: ConsoleDeps, zone: Zone): ConsoleContext {
  const { catalogue } = deps.engine;
  const { reads, limits } = pages;
  const parts = {
    limits,
    tree: (course: Batch['course']) => catalogue.tree(course),
    dayOf: (at: number) => zone.dayOf(at),
    now: deps.clock,
  };
  const statusOf = (batch: Batch): BatchStatus => batchStatus(batch, zone.dayOf(deps.clock()));
  return {
    ...{ deps, zone, pages },
    meter: new LiveMeter(),
    summaries: reads === null ? null : new BatchSummaries({ ...parts, reads }),
    head: (batch) => ({
      ...{ batch: batch.batch, name: batch.name, course: batch.course },
      courseName: catalogue.course(batch.course)?.name ?? batch.course,
      ...{ startDate: batch.startDate, endDate: batch.endDate },
      status: statusOf(batch),
      templates: Object.keys(batch.templates).length,
    }),
  };
}

/** Newest first, then by id, so that lists do not jump. */
export const newestBatches = (batches: readonly Batch[]): readonly Batch[] =>
  [...batches].sort((a, b) => b.createdAt - a.createdAt || (a.batch < b.batch ? -1 : 1));

/** Whether what was counted is all there is. */
export const countedHere = (isWhole: boolean): Counted => (isWhole ? 'here' : 'some');
