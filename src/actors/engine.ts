/**
 * Wires router, journal, flush, outbox and actors into the `Engine`. Holds no rule of its own.
 *
 * - E1 Every change of a learner's state goes log -> router -> learner actor -> flush. Sources that
 *   are logs themselves skip the log, nothing skips the rest.
 * - E2 Opening is recovery: catalogue, then the log's tail, then the unconfirmed effects.
 * - E3 Stopping leaves nothing that opening again would not bring back.
 */
import type { Command, Outcome } from '../domain/command.js';
import type { Effect } from '../domain/effects.js';
import type { CertificateId, EnrolmentKey, LearnerId } from '../domain/ids.js';
import { assert, err, ok } from '../domain/result.js';
import { unpackCommands } from '../persistence/command-codec.js';
import { CatalogueCache } from '../persistence/catalogue.js';
import type { TableOf } from '../persistence/snapshot.js';
import type { Answer, CertificateView, Engine, EngineStatus, Refusal } from '../engine.js';
import { certificateView } from './certificate-view.js';
import type { EngineParts } from './engine-parts.js';
import { Flusher } from './flusher.js';
import { Journal } from './journal.js';
import { hearing } from './hearing.js';
import { Learners } from './learners.js';
import { letterOfCommand } from './command-letter.js';
import { managedCatalogue } from './managed-catalogue.js';
import { Outbox } from './outbox.js';
import { performer, type Performer } from './performer.js';
import { Publisher } from './publisher.js';
import { reportActor, statesOf } from './report.js';
import { SILENT } from './resident.js';
import { newSource } from './source.js';

/** Opens the engine on a store: recovers what was accepted and starts the rolling flush (E2). */
export async function openEngine(parts: EngineParts): Promise<Engine> {
  const catalogue = await CatalogueCache.open(parts.store.catalogue);
  const core = new EngineCore(parts, catalogue);
  await core.recover();
  return core;
}

class EngineCore implements Engine {
  readonly catalogue;
  readonly #parts: EngineParts;
  readonly #cache: CatalogueCache;
  readonly #learners: Learners;
  readonly #journal: Journal;
  readonly #flusher: Flusher;
  readonly #outbox: Outbox;
  readonly #performer: Performer;
  readonly #report;
  readonly #tableOf: TableOf;
  readonly #publisher: Publisher;
  #ready = false;
  #stopping = false;

  constructor(parts: EngineParts, cache: CatalogueCache) {
    const { store, actors, clock, limits } = parts;
    this.#parts = parts;
    this.#cache = cache;
    this.#tableOf = (key, version) => cache.structure(key.course, version)?.table ?? null;
    this.#learners = new Learners({
      actors,
      limits,
      world: {
        snapshots: store.snapshots,
        tree: (key, version) =>
          version === 0 ? null : (cache.structure(key.course, version)?.tree ?? null),
        table: this.#tableOf,
        origin: parts.origin,
        wantCourse: (course) => parts.courses.want(course),
        hasListeners: parts.follow.tells.size > 0,
        isWanted: (effect) => this.#performer.isWanted(effect),
      },
      now: () => clock.now(),
      bury: async (pending, error) => {
        const letter = letterOfCommand(pending.command, error, clock.now());
        return (await store.deadLetters.put([letter])).ok;
      },
      hurry: () => this.#flusher.hurry(),
    });
    this.#journal = new Journal(store.log, this.#learners, limits.commitCommandsMax);
    this.#flusher = new Flusher({
      clock,
      limits,
      learners: this.#learners,
      journal: this.#journal,
      snapshots: store.snapshots,
      announce: (effects) => this.#outbox.announce(effects),
      accept: (effects) => this.#outbox.accept(effects),
      doubt: () => this.#outbox.doubt(),
    });
    this.#publisher = new Publisher({
      ...{ clock, catalogue: cache, snapshots: store.snapshots },
      retryPauseMs: limits.retryPauseMs,
      flush: () => this.#flushAll(),
      submit: (commands) => this.submit(commands),
      room: () => this.#learners.room(),
      isStopping: () => this.#stopping,
    });
    this.#performer = performer({
      ...{ parts, cache },
      tableOf: this.#tableOf,
      submit: (commands) => this.#submitEffect(commands),
    });
    this.#outbox = new Outbox({
      ...{ clock, limits },
      store: store.effects,
      perform: (effect) => this.#performer.perform(effect),
      report: (effect, performed) => parts.note('effect did not succeed', { ...effect, performed }),
    });
    this.#report = reportActor({
      actors,
      write: parts.writeReport,
      tableOf: this.#tableOf,
      open: ({ course, batch }) => store.snapshots.openBatch(course, batch),
      now: () => clock.now(),
    });
    this.catalogue = managedCatalogue(cache, store.users, {
      published: (info) => this.#publisher.reevaluate(info),
      changed: (concerns) => this.#outbox.wake(concerns),
      isWanted: (effect) => this.#performer.isWanted(effect),
      remember: (effects, change) => this.#flusher.remember(effects, change),
    });
  }

  /** E2. Damaged log entries are named and left out; they cannot be folded. */
  async recover(): Promise<void> {
    for await (const { seq, blob } of this.#parts.store.log.read(1)) {
      const commands = unpackCommands(seq, blob);
      if (!commands.ok) this.#parts.note('log entry is damaged', { ...commands.error });
      for (const command of commands.ok ? commands.value : []) {
        this.#learners.enqueue({ command, origin: SILENT });
      }
      this.#journal.delivered = seq;
    }
    await this.#flusher.flush();
    this.#flusher.start();
    await this.#outbox.recover();
    for (const info of this.#cache.unevaluated()) this.#publisher.reevaluate(info);
    this.#ready = true;
  }

  async submit(commands: readonly Command[]): Answer<void> {
    return this.#append(commands.map((command) => ({ command, origin: SILENT })));
  }

  async decide(command: Command): Answer<Outcome> {
    const { told, origin } = hearing();
    const appended = await this.#append([{ command, origin }]);
    if (!appended.ok) return appended;
    const read = await this.#learners.read(command.key.learner, command.key);
    return read.ok || read.error.kind === 'damaged' ? told : read;
  }

  async ask(effects: readonly Effect[]): Answer<void> {
    if (this.#stopping) return err({ kind: 'stopping' });
    await this.#flushAll();
    return this.#flusher.remember(effects.filter((effect) => this.#performer.isWanted(effect)));
  }

  source(): ReturnType<Engine['source']> {
    const { deadLetters } = this.#parts.store;
    const flush = (): Promise<boolean> => this.#flusher.flush();
    return newSource({ learners: this.#learners, deadLetters, flush });
  }

  learner(learner: LearnerId): ReturnType<Engine['learner']> {
    return this.#learners.read(learner, null);
  }

  async enrolment(key: EnrolmentKey): ReturnType<Engine['enrolment']> {
    const states = await this.#learners.read(key.learner, key);
    if (!states.ok) return states;
    const [state] = states.value;
    assert(state !== undefined, 'reading one enrolment answers one');
    return ok(state);
  }

  async *participants(
    ...[course, batch]: Parameters<Engine['participants']>
  ): ReturnType<Engine['participants']> {
    await this.#flusher.flush();
    const view = this.#parts.store.snapshots.openBatch(course, batch);
    try {
      yield* statesOf(view, this.#tableOf);
    } finally {
      view.close();
    }
  }

  async certificate(certificate: CertificateId): Answer<CertificateView | null> {
    const facts = await this.#parts.store.certificates.facts(certificate);
    if (!facts.ok) return facts;
    if (facts.value === null) return ok(null);
    const { learner, course, batch } = facts.value;
    const key = { learner, course, batch } as EnrolmentKey;
    const state = await this.enrolment(key);
    if (!state.ok) return state;
    return ok(certificateView(facts.value, state.value));
  }

  certificateDocument(certificate: CertificateId): Answer<Uint8Array | null> {
    return this.#parts.store.certificates.document(certificate);
  }

  async report(order: Parameters<Engine['report']>[0]): ReturnType<Engine['report']> {
    const course = this.#cache.course(order.course);
    const tree = this.#cache.structure(order.course, 0)?.tree;
    const batch = this.#cache.batch(order.batch);
    if (course === null || tree === undefined || batch === null) {
      return err({ kind: 'unavailable', detail: `no course or batch ${order.batch}` });
    }
    await this.#flusher.flush();
    return this.#report({ order, course, tree, batch });
  }

  status(): EngineStatus {
    const { residents, bytes, waiting, dirty } = this.#learners.counts;
    const oldest = this.#learners.oldestDirty;
    return {
      ready: this.#ready && !this.#stopping,
      residents,
      residentBytes: bytes,
      inboxCommands: waiting,
      dirtyLearners: dirty,
      oldestUnflushedMs: oldest === 0 ? 0 : Math.max(1, this.#parts.clock.now() - oldest),
      pendingEffects: this.#outbox.pending + this.#outbox.parked,
      snapshotsWritten: this.#flusher.enrolments,
      completions: this.#learners.completions,
      certificates: this.#performer.certificates,
      trouble: troubleText(this.#learners.trouble),
    };
  }

  async settled(): Promise<void> {
    do {
      await this.#parts.courses.idle();
      await this.#publisher.idle();
      await this.#journal.idle();
      await this.#flusher.flush();
      await this.#parts.clock.yield();
    } while (!this.#isSettled());
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#journal.idle();
    await this.#outbox.stop();
    this.#flusher.stop();
    await this.#flusher.flush();
    await this.#performer.close();
    this.#parts.actors.close();
  }

  #isSettled(): boolean {
    const { dirty } = this.#learners.counts;
    const busy = this.#outbox.pending + this.#publisher.running;
    return this.#stopping || (busy === 0 && (dirty === 0 || this.#learners.trouble !== null));
  }

  /** Makes everything durable that a caller has handed over before now. */
  async #flushAll(): Promise<boolean> {
    await this.#journal.caughtUp();
    return this.#flusher.flush();
  }

  async #append(pending: Parameters<Journal['append']>[0]): Answer<void> {
    if (this.#stopping) return err({ kind: 'stopping' });
    const reserved: LearnerId[] = [];
    for (const { command } of pending) {
      if (this.#learners.reserve(command.key.learner)) reserved.push(command.key.learner);
      else break;
    }
    if (reserved.length === pending.length) return this.#journal.append(pending);
    for (const learner of reserved) this.#learners.release(learner);
    const retryAfterMs = this.#parts.limits.busyRetryMs;
    return err({ kind: 'busy', retryAfterMs, limit: 'inbox' });
  }

  /** Results of effects go the way of every command, and somebody waits for what follows. */
  async #submitEffect(commands: readonly Command[]): Answer<void> {
    const submitted = await this.submit(commands);
    if (submitted.ok) this.#flusher.prompt();
    return submitted;
  }
}

const troubleText = (error: Refusal | null): string =>
  error === null ? '' : 'detail' in error ? `${error.kind}: ${error.detail}` : error.kind;
