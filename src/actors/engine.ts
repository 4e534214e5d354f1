/**
 * The `Engine` over learners, wherever they are hosted: adds what concerns no single learner.
 * That is the catalogue, certificates' pages, reports and the evaluation of published courses.
 *
 * - E1 Opening is recovery: catalogue, then the learners, then evaluations that were going on.
 */
import type { Command, Outcome } from '../domain/command.js';
import { courseTree, type CourseTree } from '../domain/course.js';
import type { Effect } from '../domain/effects.js';
import type { CertificateId, EnrolmentKey, LearnerId } from '../domain/ids.js';
import { assert, err, ok } from '../domain/result.js';
import { CatalogueCache } from '../persistence/catalogue.js';
import type { Store } from '../persistence/ports.js';
import type { TableOf } from '../persistence/snapshot.js';
import type {
  Answer,
  Catalogue,
  CertificateView,
  Engine,
  EngineStatus,
  OnRows,
  ReportAnswer,
  ReportOrder,
  Source,
} from '../engine.js';
import { certificateView } from './certificate-view.js';
import type { EngineParts } from './engine-parts.js';
import { FlushPace } from './flush-pace.js';
import { Journal } from './journal.js';
import type { LearnerHost } from './learner-host.js';
import { managedCatalogue } from './managed-catalogue.js';
import { Publisher } from './publisher.js';
import { RENDER_SOURCE } from './render-letter.js';
import { reportActor, statesOf } from './report.js';
import { Shard, tableOfCache } from './shard.js';

/** Opens the engine on the store of one process: recovers, and starts the rolling flush (E1). */
export async function openEngine(
  parts: EngineParts & { readonly store: Pick<Store, 'log'> },
): Promise<Engine> {
  const cache = await CatalogueCache.open(parts.store.catalogue);
  const { store, limits, note } = parts;
  const host = new Shard({
    ...{ parts, cache },
    // Nobody else writes.
    upToDate: () => Promise.resolve(true),
    pace: new FlushPace(parts.limits, () => parts.clock.now()),
    newJournal: (learners) =>
      new Journal(store.log, learners, limits.commitCommandsMax, (damage) =>
        note('log entry is damaged', { ...damage }),
      ),
  });
  return openEngineOn(parts, cache, host);
}

/** Opens the engine on learners that are hosted in some other way. */
export async function openEngineOn(
  parts: EngineParts,
  cache: CatalogueCache,
  host: LearnerHost,
): Promise<Engine> {
  const core = new EngineCore(parts, cache, host);
  await core.recover();
  return core;
}

/** At 50 us for a state, far more than one takes, others wait for 5 ms at most. */
const STATES_PER_TURN_MAX = 100;

class EngineCore implements Engine {
  readonly catalogue: Catalogue;
  readonly #parts: EngineParts;
  readonly #cache: CatalogueCache;
  readonly #host: LearnerHost;
  readonly #publisher: Publisher;
  readonly #report: ReturnType<typeof reportActor>;
  readonly #tableOf: TableOf;
  #stopping = false;

  constructor(parts: EngineParts, cache: CatalogueCache, host: LearnerHost) {
    const { store, actors, clock, limits } = parts;
    this.#parts = parts;
    this.#cache = cache;
    this.#host = host;
    this.#tableOf = tableOfCache(cache);
    this.#publisher = new Publisher({
      ...{ clock, catalogue: cache, snapshots: store.snapshots },
      retryPauseMs: limits.retryPauseMs,
      flush: () => host.flush(),
      submit: (commands) => host.submit(commands),
      room: () => host.room(),
      isStopping: () => this.#stopping,
    });
    this.#report = reportActor({
      actors,
      write: parts.writeReport,
      tableOf: this.#tableOf,
      users: store.users,
      elsewhere: parts.reportElsewhere,
      open: ({ course, batch }) => store.snapshots.openBatch(course, batch),
      now: () => clock.now(),
    });
    this.catalogue = managedCatalogue(cache, store.users, {
      relate: parts.relate,
      published: (info) => this.#publisher.reevaluate(info),
      changed: (concerns) => host.wake(concerns),
      isIndexed: parts.follow.index !== null,
      remember: (effects, change) => host.remember(effects, change),
    });
  }

  /** E1. */
  async recover(): Promise<void> {
    await this.#host.open();
    for (const info of this.#cache.unevaluated()) this.#publisher.reevaluate(info);
  }

  submit(commands: readonly Command[]): Answer<void> {
    return this.#host.submit(commands);
  }

  decide(command: Command): Answer<Outcome> {
    return this.#host.decide(command);
  }

  ask(effects: readonly Effect[]): Answer<void> {
    return this.#host.ask(effects);
  }

  source(name: string): Source {
    return this.#host.source(name);
  }

  keep(...[offsets]: Parameters<Engine['keep']>): Answer<void> {
    return this.#host.keep(offsets);
  }

  learner(learner: LearnerId): ReturnType<Engine['learner']> {
    return this.#host.read(learner, null);
  }

  async enrolment(key: EnrolmentKey): ReturnType<Engine['enrolment']> {
    const states = await this.#host.read(key.learner, key);
    if (!states.ok) return states;
    const [state] = states.value;
    assert(state !== undefined, 'reading one enrolment answers one');
    return ok(state);
  }

  async *participants(
    ...[course, batch]: Parameters<Engine['participants']>
  ): ReturnType<Engine['participants']> {
    await this.#host.flush();
    const view = this.#parts.store.snapshots.openBatch(course, batch);
    let shown = 0;
    try {
      for await (const state of statesOf(view, this.#tableOf)) {
        // A state that is there already resumes before any other work, so turns are given by hand.
        if (++shown % STATES_PER_TURN_MAX === 0) await this.#parts.clock.yield();
        yield state;
      }
    } finally {
      view.close();
    }
  }

  async certificate(certificate: CertificateId): Answer<CertificateView | null> {
    const { certificates, deadLetters } = this.#parts.store;
    const facts = await certificates.facts(certificate);
    if (!facts.ok) return facts;
    if (facts.value === null) return ok(null);
    const { learner, course, batch } = facts.value;
    const key = { learner, course, batch } as EnrolmentKey;
    const state = await this.enrolment(key);
    if (!state.ok) return state;
    const isRendered = state.value.generations.get(certificate)?.rendered === true;
    const letter = isRendered ? ok(null) : await deadLetters.get(RENDER_SOURCE, certificate);
    if (!letter.ok) return letter;
    return ok(certificateView(facts.value, state.value, letter.value !== null));
  }

  certificateDocument(certificate: CertificateId): Answer<Uint8Array | null> {
    return this.#parts.store.certificates.document(certificate);
  }

  async report(order: ReportOrder, onRows: OnRows = () => undefined): ReportAnswer {
    const course = this.#cache.course(order.course);
    const tree = this.#cache.structure(order.course, 0)?.tree ?? treeWithout(order);
    const batch = this.#cache.batch(order.batch);
    if (course === null || batch === null) {
      return err({ kind: 'unavailable', detail: `no course or batch ${order.batch}` });
    }
    if (tree === null) {
      const message = `The structure of the collection ${order.course} is not known`;
      return err({ kind: 'not-applicable', message });
    }
    await this.#host.flush();
    return this.#report({ order, course, tree, batch, onRows });
  }

  status(): EngineStatus {
    return this.#host.status();
  }

  async settled(): Promise<void> {
    do {
      await this.#parts.courses.idle();
      await this.#publisher.idle();
      await this.#host.idle();
      await this.#host.flush();
      await this.#parts.clock.yield();
    } while (!this.#stopping && (this.#publisher.running > 0 || !this.#host.isQuiet()));
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#host.stop();
    this.#parts.actors.close();
  }
}

/** Progress is of a structure; who the learners are, and what they answered, needs none. */
function treeWithout({ dataset, course }: ReportOrder): CourseTree | null {
  if (dataset === 'progress-exhaust') return null;
  const none = new Map();
  return courseTree({ course, leafNodes: none, optionalNodes: none, ancestors: none }, 0);
}
