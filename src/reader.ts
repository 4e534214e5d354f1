/**
 * Reads what Laurel holds, beside the servers that write it: for commands that change nothing. Part
 * of the composition root.
 */
import { nactSystem } from './actors/nact.js';
import { reportActor, statesOf } from './actors/report.js';
import { openErrorText } from './cli/open-error.js';
import type { Note } from './compose.js';
import type { Config } from './config.js';
import type { Batch } from './domain/batch.js';
import type { CourseTree } from './domain/course.js';
import type { EnrolmentState } from './domain/enrolment.js';
import type { BatchId, CourseId, EnrolmentKey } from './domain/ids.js';
import { err, ok, type Result } from './domain/result.js';
import type { Catalogue, OnRows, ReportAnswer, ReportOrder } from './engine.js';
import { CatalogueCache } from './persistence/catalogue.js';
import { openLmdbStore } from './persistence/lmdb/store.js';
import type { BatchView, CourseInfo, Store } from './persistence/ports.js';
import type { TableOf } from './persistence/snapshot.js';
import { reportDirOf, reportWriter, type ReportWriterParts } from './report-writer.js';
import { systemClock } from './system-clock.js';

type ReadStore = Pick<
  Store,
  | ('snapshots' | 'users' | 'catalogue' | 'deadLetters' | 'reportRequests' | 'effects')
  | 'certificates'
>;

export interface Reader {
  readonly store: ReadStore;
  readonly catalogue: Pick<Catalogue, 'course' | 'tree' | 'batch'>;
  batch(batch: BatchId): Batch | null;
  batches(): readonly Batch[];
  course(course: CourseId): CourseInfo | null;
  /** The newest structure of a batch's course; `null` = not known. */
  tree(batch: Batch): CourseTree | null;
  /** The learners of a batch; throws what keeps a snapshot from being read. */
  states(batch: Batch): AsyncIterable<EnrolmentState>;
  report(order: ReportOrder, onRows?: OnRows): ReportAnswer;
  close(): Promise<void>;
}

const NOBODY: OnRows = () => undefined;

/** Opens what the profile keeps; the failure is a sentence for the operator. */
export async function openReader(config: Config, note: Note): Promise<Result<Reader, string>> {
  if (config.profile === 'cluster') {
    // Its drivers take longer to load than a report of an embedded profile takes to write.
    const { openClusterStores } = await import('./cluster-stores.js');
    const opened = await openClusterStores(config, () => systemClock().now(), note);
    if (!opened.ok) return opened;
    const { stores, origin, consents, reportRequests, close } = opened.value;
    const store = { ...stores.shared, reportRequests };
    const before = {
      answersBefore: (key: EnrolmentKey) => origin.answers(key),
      consentsBefore: consents,
    };
    return ok(await readerOn(config, store, before, close));
  }
  const opened = openLmdbStore({ folder: config.dataDir, readOnly: true });
  if (!opened.ok) return err(openErrorText(opened.error, config.dataDir));
  const before = { answersBefore: null, consentsBefore: null };
  return ok(await readerOn(config, opened.value, before, () => opened.value.close()));
}

/** A scan that lets its moment go, however it ends: a store may grow while one is held. */
async function* closing(view: BatchView, tableOf: TableOf): AsyncGenerator<EnrolmentState> {
  try {
    yield* statesOf(view, tableOf);
  } finally {
    view.close();
  }
}

async function readerOn(
  config: Config,
  store: ReadStore,
  before: Pick<ReportWriterParts, 'answersBefore' | 'consentsBefore'>,
  close: () => Promise<void>,
): Promise<Reader> {
  const clock = systemClock();
  const actors = nactSystem(() => undefined);
  const catalogue = await CatalogueCache.open(store.catalogue);
  const tableOf: TableOf = (key, version) =>
    catalogue.structure(key.course, version)?.table ?? null;
  const write = reportActor({
    ...{ actors, tableOf, users: store.users, elsewhere: null },
    write: reportWriter(config, {
      ...{ users: store.users, ...before, reportDir: reportDirOf(config) },
      now: () => clock.now(),
    }),
    open: ({ course, batch }) => store.snapshots.openBatch(course, batch),
    now: () => clock.now(),
  });
  return {
    store,
    catalogue: {
      course: (course) => catalogue.course(course),
      tree: (course, version = 0) => catalogue.structure(course, version)?.tree ?? null,
      batch: (batch) => catalogue.batch(batch),
    },
    batch: (batch) => catalogue.batch(batch),
    batches: () => catalogue.batches(),
    course: (course) => catalogue.course(course),
    tree: ({ course }) => catalogue.structure(course, 0)?.tree ?? null,
    states: ({ course, batch }) => closing(store.snapshots.openBatch(course, batch), tableOf),
    report: async (order, onRows = NOBODY) => {
      const course = catalogue.course(order.course);
      const tree = catalogue.structure(order.course, 0)?.tree;
      const batch = catalogue.batch(order.batch);
      if (course !== null && tree !== undefined && batch !== null) {
        return write({ order, course, tree, batch, onRows });
      }
      return err({ kind: 'unavailable', detail: `the course of ${order.batch} is not known` });
    },
    close: async () => {
      actors.close();
      await close();
    },
  };
}
