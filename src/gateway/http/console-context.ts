/** What the console's routes of one gateway share: readers, summaries, the live meter. */
import type { Batch, BatchStatus } from '../../domain/batch.js';
import { batchStatus } from '../../domain/batch.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import { assert } from '../../domain/result.js';
import type { Catalogue } from '../../engine.js';
import { BatchSummaries } from '../batch-summaries.js';
import type { Caller } from '../caller.js';
import { isOwnBatch, readerOf, type Reader } from '../console-access.js';
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
  /** What a caller is who was let in. */
  readonly reader: (caller: Caller) => Reader;
  /** Batches that a reader sees, the newest first. */
  readonly batchesOf: (reader: Reader) => readonly Batch[];
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
    reader: (caller) => {
      const reader = readerOf(caller, pages.mentorRoles);
      assert(reader !== null, 'a route of the console lets only readers in');
      return reader;
    },
    batchesOf: (reader) =>
      newestBatches(catalogue.allBatches().filter((batch) => isOwnBatch(reader, batch))),
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

/** Those of a learner's enrolments that a reader sees; a system role sees those without a batch. */
export const ownStates = (
  reader: Reader,
  states: readonly EnrolmentState[],
  catalogue: Pick<Catalogue, 'batch'>,
): readonly EnrolmentState[] =>
  reader.kind === 'system'
    ? states
    : states.filter(({ key }) => {
        const batch = catalogue.batch(key.batch);
        return batch !== null && isOwnBatch(reader, batch);
      });

/** Newest first, then by id, so that lists do not jump. */
const newestBatches = (batches: readonly Batch[]): readonly Batch[] =>
  [...batches].sort((a, b) => b.createdAt - a.createdAt || (a.batch < b.batch ? -1 : 1));

/** Whether what was counted is all there is. */
export const countedHere = (isWhole: boolean): Counted => (isWhole ? 'here' : 'some');
