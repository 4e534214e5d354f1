/**
 * The learners of one log: its journal, router, actors, flush and outbox. A process on its own has
 * one; a process of a cluster has one for each shard that it owns. Holds no rule of its own.
 *
 * - H1 Every change of a learner's state goes log -> router -> learner actor -> flush. Sources that
 *   are logs themselves skip the log, nothing skips the rest.
 * - H2 Opening is recovery: the log's tail, then the unconfirmed effects.
 * - H3 Stopping leaves nothing that opening again would not bring back.
 */
import type { Command, Outcome } from '../domain/command.js';
import type { Effect, Send } from '../domain/effects.js';
import type { BatchId, EnrolmentKey, LearnerId } from '../domain/ids.js';
import { err, ok } from '../domain/result.js';
import type { CatalogueCache } from '../persistence/catalogue.js';
import type { SourceOffset, Stored } from '../persistence/ports.js';
import type { TableOf } from '../persistence/snapshot.js';
import type { Answer, EngineStatus, Refusal, Source } from '../engine.js';
import type { CommandJournal } from './command-journal.js';
import type { EngineParts } from './engine-parts.js';
import type { FlushPace } from './flush-pace.js';
import { Flusher } from './flusher.js';
import { hearing } from './hearing.js';
import { letterOfCommand } from './command-letter.js';
import type { LearnerWorld } from './learner.js';
import type { LearnerHost } from './learner-host.js';
import { Learners } from './learners.js';
import type { Pending } from './learner-protocol.js';
import { Outbox } from './outbox.js';
import { performer, type Performer } from './performer.js';
import { SILENT } from './resident.js';
import { newSource } from './source.js';

export interface ShardParts {
  readonly parts: EngineParts;
  readonly cache: CatalogueCache;
  /** Brings a batch up to date with what other processes wrote; answers whether it could. */
  upToDate(batch: BatchId): Promise<boolean>;
  newJournal(learners: Learners): CommandJournal;
  readonly pace: FlushPace;
}

export class Shard implements LearnerHost {
  readonly journal: CommandJournal;
  readonly #parts: EngineParts;
  readonly #learners: Learners;
  readonly #flusher: Flusher;
  readonly #outbox: Outbox;
  readonly #performer: Performer;
  /** Whoever asks and is not answered yet: what actors are asked at the end, they never answer. */
  readonly #asking = new Set<() => void>();
  #ready = false;
  #stopping = false;
  #ended = false;

  constructor({ parts, cache, upToDate, newJournal, pace }: ShardParts) {
    const { store, actors, clock, limits } = parts;
    const tableOf = tableOfCache(cache);
    this.#parts = parts;
    this.#learners = new Learners({
      ...{ actors, limits },
      world: this.#world(cache, tableOf),
      now: () => clock.now(),
      bury: async (pending, error) => {
        const letter = letterOfCommand(pending.command, error, clock.now());
        return (await store.deadLetters.put([letter])).ok;
      },
      hurry: () => this.#flusher.hurry(),
    });
    this.journal = newJournal(this.#learners);
    this.#flusher = new Flusher({
      ...{ clock, limits, pace, learners: this.#learners, journal: this.journal },
      snapshots: store.snapshots,
      send: (records) => parts.follow.sendNow?.(records) ?? Promise.resolve(ok(undefined)),
      announce: (effects) => this.#outbox.announce(effects),
      accept: (effects) => this.#outbox.accept(effects),
      doubt: () => this.#outbox.doubt(),
    });
    this.#performer = performer({
      ...{ parts, cache, tableOf, upToDate },
      submit: (commands) => this.#submitEffect(commands),
    });
    this.#outbox = new Outbox({
      ...{ clock, limits },
      store: store.effects,
      perform: (effect) => this.#performer.perform(effect),
      report: (effect, performed) => parts.note('effect did not succeed', { ...effect, performed }),
    });
  }

  /** H2. */
  async open(): Promise<void> {
    await this.journal.recover();
    await this.#flusher.flush();
    this.#flusher.start();
    await this.#outbox.recover();
    this.#ready = true;
  }

  submit(commands: readonly Command[]): Answer<void> {
    return this.#append(commands.map((command) => ({ command, origin: SILENT })));
  }

  async decide(command: Command): Answer<Outcome> {
    const { told, origin } = hearing();
    const appended = await this.#append([{ command, origin }]);
    if (!appended.ok) return appended;
    const read = await this.read(command.key.learner, command.key);
    if (read.ok || read.error.kind === 'damaged') return told;
    // It is in the log: whoever hears that the shard is stopping would ask the next owner again.
    return read.error.kind === 'stopping' ? ENDED_MEANWHILE : read;
  }

  /** Records for topics go out at once where topics are connected; the rest is remembered. */
  async ask(effects: readonly Effect[]): Answer<void> {
    if (this.#stopping) return err({ kind: 'stopping' });
    const { sendNow } = this.#parts.follow;
    if (sendNow !== null) {
      const sent = await sendNow(effects.filter(isSend));
      if (!sent.ok) return sent;
    }
    const rest = effects.filter(
      (effect) => !(isSend(effect) && sendNow !== null) && this.#performer.isWanted(effect),
    );
    if (rest.length === 0) return ok(undefined);
    await this.flush();
    return this.#flusher.remember(rest);
  }

  remember(effects: readonly Effect[], change: () => Stored<void>): Answer<void> {
    return this.#flusher.remember(effects, change);
  }

  source(): Source {
    const { deadLetters } = this.#parts.store;
    const flush = (): Promise<boolean> => this.#flusher.flush();
    return newSource({ learners: this.#learners, deadLetters, flush });
  }

  keep(offsets: readonly SourceOffset[]): Answer<void> {
    return this.#flusher.keep(offsets);
  }

  read(learner: LearnerId, key: EnrolmentKey | null): ReturnType<LearnerHost['read']> {
    const read = (): ReturnType<LearnerHost['read']> => this.#learners.read(learner, key);
    return this.#unlessEnded(read, err({ kind: 'stopping' }));
  }

  flush(): Promise<boolean> {
    return this.#unlessEnded(async () => {
      await this.journal.caughtUp();
      return this.#flusher.flush();
    }, false);
  }

  room(): Promise<void> {
    return this.#unlessEnded(() => this.#learners.room(), undefined);
  }

  wake(concerns: (key: EnrolmentKey) => boolean): void {
    this.#outbox.wake(concerns);
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

  idle(): Promise<void> {
    return this.journal.idle();
  }

  isQuiet(): boolean {
    const { dirty } = this.#learners.counts;
    const isFlushed = dirty === 0 || this.#learners.trouble !== null;
    return this.#stopping || (this.#outbox.pending === 0 && isFlushed);
  }

  /** H3. Nothing is waited for any more once it is abandoned. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#unlessEnded(async () => {
      await this.journal.close();
      await this.#outbox.stop();
      this.#flusher.stop();
      await this.#flusher.flush();
      await this.#performer.close();
    }, undefined);
    this.#end();
  }

  /** Ends at once: somebody else owns the learners now, and nothing of them may be written. */
  async abandon(): Promise<void> {
    this.#stopping = true;
    this.#flusher.stop();
    await this.journal.abandon();
    await this.#outbox.stop();
    await this.#performer.close();
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#parts.actors.close();
    for (const answer of this.#asking) answer();
  }

  /** What is being asked when the shard ends is answered with `otherwise`. */
  #unlessEnded<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
    if (this.#ended) return Promise.resolve(otherwise);
    return new Promise((resolve, reject) => {
      const answer = (): void => resolve(otherwise);
      this.#asking.add(answer);
      ask()
        .finally(() => this.#asking.delete(answer))
        .then(resolve, reject);
    });
  }

  #world(cache: CatalogueCache, tableOf: TableOf): LearnerWorld {
    const { store, origin, courses, follow, rows } = this.#parts;
    return {
      ...{ origin, rows },
      snapshots: store.snapshots,
      membership: follow.membership,
      tree: (key, version) =>
        version === 0 ? null : (cache.structure(key.course, version)?.tree ?? null),
      table: tableOf,
      newest: (course) => cache.structure(course, 0)?.tree ?? null,
      wantCourse: (course) => courses.want(course),
      hasListeners: follow.tells.size > 0,
      recordsOf: follow.recordsOf,
      isWanted: (effect) => this.#performer.isWanted(effect),
    };
  }

  async #append(pending: readonly Pending[]): Answer<void> {
    if (this.#stopping) return err({ kind: 'stopping' });
    const reserved: LearnerId[] = [];
    for (const { command } of pending) {
      if (this.#learners.reserve(command.key.learner)) reserved.push(command.key.learner);
      else break;
    }
    if (reserved.length === pending.length) return this.journal.append(pending);
    for (const learner of reserved) this.#learners.release(learner);
    const retryAfterMs = this.#parts.limits.busyRetryMs;
    return err({ kind: 'busy', retryAfterMs, limit: 'inbox' });
  }

  /** Results of effects go the way of every command, and somebody waits for what follows. */
  async #submitEffect(commands: readonly Command[]): Answer<void> {
    const submitted = await this.submit(commands);
    if (submitted.ok) this.#flusher.prompt(commands.map(({ key }) => key.learner));
    return submitted;
  }
}

/** The content tables of a catalogue. */
export const tableOfCache =
  (cache: CatalogueCache): TableOf =>
  (key, version) =>
    cache.structure(key.course, version)?.table ?? null;

const ENDED_MEANWHILE: { readonly ok: false; readonly error: Refusal } = err({
  kind: 'timeout',
  detail: 'the shard ended before it told the outcome',
});

const isSend = (effect: Effect): effect is Send => effect.kind === 'send';

const troubleText = (error: Refusal | null): string =>
  error === null ? '' : 'detail' in error ? `${error.kind}: ${error.detail}` : error.kind;
