/**
 * The report actor: writes one report at a time, from durable snapshots only.
 *
 * - P1 It holds one moment of the batch for as long as it writes, and lets it go in every case.
 * - P2 A damaged snapshot ends the report with its key; a report is never silently short.
 */
import type { Batch } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { err, type Result } from '../domain/result.js';
import type { OnRows, ReportAnswer, ReportFault, ReportFile, ReportOrder } from '../engine.js';
import type { BatchView, CourseInfo, StoreError, UserStore } from '../persistence/ports.js';
import type { ScanGlances } from '../persistence/report-ports.js';
import { storedGlances } from '../persistence/stored-glances.js';
import { decodeSnapshot, type TableOf } from '../persistence/snapshot.js';
import type { ActorSystem } from './actor-system.js';

/** What a report is written from; `reports/` knows how. */
export interface ReportSubject {
  readonly order: ReportOrder;
  /** The batch's states, each call from the start and as of the same moment. */
  readonly states: () => AsyncIterable<EnrolmentState>;
  /** Stored answers of some of its learners, as of that moment. */
  readonly answers: BatchView['attempts'];
  /** The same learners, read for what a report prints only. */
  readonly glances: ScanGlances;
  /** That moment, in milliseconds. */
  readonly asOf: number;
  readonly course: CourseInfo;
  readonly tree: CourseTree;
  readonly batch: Batch;
  readonly onRows: OnRows;
}

export type WriteReport = (subject: ReportSubject) => ReportAnswer;

interface ReportMessage {
  readonly subject: Omit<ReportSubject, 'states' | 'answers' | 'glances' | 'asOf'>;
  reply(file: Result<ReportFile, ReportFault>): void;
}

export interface ReportDeps {
  readonly actors: ActorSystem;
  readonly write: WriteReport;
  readonly tableOf: TableOf;
  readonly users: Pick<UserStore, 'users'>;
  open(order: ReportOrder): BatchView;
  now(): number;
}

/** Starts the actor; the function asks it for a report. */
export function reportActor(deps: ReportDeps): (subject: ReportMessage['subject']) => ReportAnswer {
  const ref = deps.actors.spawn('report', null, async (_state: null, message: ReportMessage) => {
    message.reply(await run(deps, message.subject));
    return null;
  });
  return (subject) => new Promise((reply) => deps.actors.tell(ref, { subject, reply }));
}

async function run(deps: ReportDeps, subject: ReportMessage['subject']): ReportAnswer {
  const view = deps.open(subject.order);
  const asOf = deps.now();
  try {
    const states = (): AsyncIterable<EnrolmentState> => statesOf(view, deps.tableOf);
    const answers: BatchView['attempts'] = (learners) => view.attempts(learners);
    const glances = glancesOf(view, deps, subject.order);
    return await deps.write({ ...subject, states, answers, glances, asOf });
  } catch (error) {
    if (error instanceof DamagedRow) return err(error.fault);
    return err({ kind: 'unavailable', detail: String(error) });
  } finally {
    view.close();
  }
}

function glancesOf(
  view: BatchView,
  { tableOf, users }: Pick<ReportDeps, 'tableOf' | 'users'>,
  { course }: Pick<ReportOrder, 'course'>,
): ScanGlances {
  const tableOfVersion = (version: number) => tableOf({ course }, version);
  return view.glances?.(tableOfVersion) ?? storedGlances({ view, users, tableOf: tableOfVersion });
}

/** Carries a damaged row out of an iteration (P2). */
class DamagedRow extends Error {
  constructor(readonly fault: StoreError) {
    super(fault.detail);
  }
}

/** The states of a batch; throws at the first damaged one. */
export async function* statesOf(view: BatchView, tableOf: TableOf): AsyncGenerator<EnrolmentState> {
  for await (const { key, bytes } of view.rows()) {
    const state = decodeSnapshot(key, bytes, tableOf);
    if (!state.ok) throw new DamagedRow(state.error);
    yield state.value;
  }
}
