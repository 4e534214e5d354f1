/**
 * The rolling flush: folds what lingers in the inboxes, makes the results durable in slices, and
 * releases the log behind them. Learners whose next commit somebody waits for may go ahead of it.
 *
 * - F1 A log entry is released only after every command up to it is in a durable snapshot (R2 of
 *   the design): the cut is taken before the first slice, and nothing is released when a slice
 *   failed.
 * - F2 An effect is handed on only after the commit that remembers it (R3). After a commit that may
 *   have been applied nobody knows which effects are remembered: they are read from the store
 *   again.
 * - F4 Records for topics go out before the commit of the fold they follow from: the log is durable
 *   already, so after a crash between the two the same fold sends them once more, under the same
 *   ids (decision 0008).
 * - F3 Others run between two parts of a slice and between two slices, so the event loop is never
 *   held for long (`npm run bench -- replay`).
 */
import type { Effect, Send } from '../domain/effects.js';
import type { LearnerId } from '../domain/ids.js';
import { ok } from '../domain/result.js';
import { EMPTY_COMMIT, type Commit, type SnapshotStore } from '../persistence/ports.js';
import type { SourceOffset, Stored, StoreError } from '../persistence/ports.js';
import type { Clock } from './clock.js';
import type { CommandJournal } from './command-journal.js';
import type { FlushPace, FlushPaceLimits } from './flush-pace.js';
import { appendWrites, noWrites, type Writes } from './learner-protocol.js';
import type { Learners } from './learners.js';
import { runsOf, slicesInOrder, sortRun, type Resident } from './resident.js';

export interface FlushLimits extends FlushPaceLimits {
  /** How soon a flush follows a certificate's step; not sooner after the last one either. */
  readonly flushPromptMs: number;
  /** Whether everybody else goes with it: sooner for them, and more to be written. */
  readonly flushPromptsAll: boolean;
  readonly flushSliceLearners: number;
}

export interface FlusherDeps {
  readonly clock: Clock;
  readonly learners: Learners;
  readonly journal: CommandJournal;
  readonly snapshots: SnapshotStore;
  readonly limits: FlushLimits;
  readonly pace: Pick<FlushPace, 'mayWait' | 'onLate'>;
  /** Sends records for topics that follow from what is being committed. */
  send(records: readonly Send[]): Stored<void>;
  /** Hears of effects that are about to become durable. */
  announce(effects: readonly Effect[]): void;
  /** Hears of effects that became durable. */
  accept(effects: readonly Effect[]): void;
  /** Hears that effects may have become durable without being named. */
  doubt(): void;
}

/** Residents of a slice that fold before others run (F3). */
const FOLDED_AT_ONCE = 50;
/** Commits of slices that may be on their way at once. */
const COMMITS_IN_FLIGHT_MAX = 3;

/** How often a flush that may wait is looked at. */
const LOOK_MS = 400;

const NONE = (): Stored<void> => Promise.resolve(ok(undefined));

export class Flusher {
  readonly #deps: FlusherDeps;
  #flushing: Promise<boolean> | null = null;
  #cancel: () => void = () => undefined;
  /** Learners that do not wait for the tick. */
  readonly #prompted = new Set<LearnerId>();
  #cancelPrompt: () => void = () => undefined;
  #due = Infinity;
  /** Somebody asked for the next flush: it is not one that may wait. */
  #isWanted = false;
  #stopped = false;
  /** Log entries below are released. */
  #released: number;
  /** A commit with effects failed and may have been applied all the same. */
  #inDoubt = false;
  /** Enrolments made durable so far. */
  enrolments = 0;

  constructor(deps: FlusherDeps) {
    this.#deps = deps;
    this.#released = deps.journal.delivered;
    deps.pace.onLate(() => this.#schedule(LOOK_MS));
  }

  /** Starts the rolling flush. */
  start(): void {
    this.#schedule(this.#deps.limits.flushIntervalMs);
  }

  /** A limit is reached: flush at once. */
  hurry(): void {
    this.#isWanted = true;
    this.#schedule(0);
  }

  /** Somebody waits for what follows from a commit of these: it does not wait for the tick. */
  prompt(learners: Iterable<LearnerId>): void {
    const { flushPromptMs, flushPromptsAll } = this.#deps.limits;
    if (flushPromptsAll) {
      this.#isWanted = true;
      return this.#schedule(flushPromptMs);
    }
    const isFirst = this.#prompted.size === 0;
    for (const learner of learners) this.#prompted.add(learner);
    if (!isFirst || this.#stopped) return;
    this.#cancelPrompt = this.#deps.clock.after(flushPromptMs, () => {
      void this.#alone(() => this.#runPrompted());
    });
  }

  /** Flushes everything that was delivered before the call; `false` = some of it is not durable. */
  flush(): Promise<boolean> {
    return this.#alone(() => this.#run());
  }

  /**
   * Makes effects durable that follow from no state; F2 holds for them, too. A `change` that they
   * follow from is made once they are durable and before they are performed.
   */
  async remember(effects: readonly Effect[], change: () => Stored<void> = NONE): Stored<void> {
    this.#deps.announce(effects);
    const written = await this.#deps.snapshots.commit({ ...EMPTY_COMMIT, effects });
    const changed = written.ok ? await change() : written;
    if (written.ok) this.#deps.accept(effects);
    else this.#deps.doubt();
    return changed;
  }

  /**
   * Makes places of sources durable; whoever asks has flushed what they led to (F1). They have a
   * commit of their own: the slices of a flush are committed side by side, so that none of them is
   * known to be the last before all are durable. After a crash in between the places are older than
   * the state, and records come again that change nothing; never is a place above what is durable.
   */
  keep(offsets: readonly SourceOffset[]): Stored<void> {
    return this.#deps.snapshots.commit({ ...EMPTY_COMMIT, offsets });
  }

  /** Ends the rolling flush; `flush` still works. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#cancelPrompt();
  }

  /** One flush at a time. */
  async #alone(run: () => Promise<boolean>): Promise<boolean> {
    while (this.#flushing !== null) await this.#flushing;
    this.#flushing = run().finally(() => (this.#flushing = null));
    return this.#flushing;
  }

  #schedule(delayMs: number): void {
    const due = this.#deps.clock.now() + delayMs;
    if (this.#stopped || due >= this.#due) return;
    this.#cancel();
    this.#due = due;
    this.#cancel = this.#deps.clock.after(delayMs, () => {
      this.#due = Infinity;
      if (!this.#isWanted && this.#mayWait()) return this.#schedule(LOOK_MS);
      this.#isWanted = false;
      void this.flush().finally(() => this.start());
    });
  }

  #mayWait(): boolean {
    const { learners, pace } = this.#deps;
    return pace.mayWait({ since: learners.oldestDirty, commands: learners.counts.waiting });
  }

  /** Returns whether everything delivered before is durable. */
  async #run(): Promise<boolean> {
    const { learners, journal } = this.#deps;
    const cut = journal.delivered;
    const asked = journal.takeAsked();
    const failed = !(await this.#flushAll(asked));
    const steps = learners.evict();
    while (steps.next().done !== true) await this.#deps.clock.yield();
    if (failed) return false;
    learners.trouble = null;
    if (this.#inDoubt) this.#deps.doubt();
    this.#inDoubt = false;
    if (cut > this.#released) await this.#release(cut);
    return true;
  }

  /** What is asked for goes last: it is judged against what is durable by then. */
  async #flushAll(asked: readonly Effect[]): Promise<boolean> {
    const failed = await this.#flushSlices(this.#deps.learners.dirty());
    if (asked.length === 0) return !failed;
    const remembered = !failed && (await this.remember(asked)).ok;
    if (!remembered) this.#deps.journal.returnAsked(asked);
    return remembered;
  }

  /** Nothing is released, as others are still to come (F1); what failed goes with the tick. */
  async #runPrompted(): Promise<boolean> {
    const prompted = [...this.#prompted];
    this.#prompted.clear();
    return !(await this.#flushSlices(this.#deps.learners.dirtyOf(prompted)));
  }

  /** Returns whether a slice failed. */
  async #flushSlices(residents: Iterable<Resident>): Promise<boolean> {
    const { learners, clock, limits } = this.#deps;
    let failed = false;
    const unburied = learners.failedBurials;
    const inFlight = new Set<Promise<void>>();
    const runs = runsOf(residents);
    for (const run of runs) {
      sortRun(run);
      await clock.yield();
    }
    for (const slice of slicesInOrder(runs, limits.flushSliceLearners)) {
      const unreadable = await this.#fold(slice);
      failed ||= unreadable;
      const commit = this.#commit(slice).then((error) => {
        failed ||= error !== null;
        inFlight.delete(commit);
      });
      inFlight.add(commit);
      if (inFlight.size >= COMMITS_IN_FLIGHT_MAX) await Promise.race(inFlight);
      await clock.yield();
    }
    await Promise.all(inFlight);
    await learners.burials();
    return failed || learners.failedBurials !== unburied;
  }

  /** Returns whether something stays in an inbox since its snapshot could not be read now. */
  async #fold(slice: readonly Resident[]): Promise<boolean> {
    const { learners, clock } = this.#deps;
    let unreadable = false;
    for (let from = 0; from < slice.length; from += FOLDED_AT_ONCE) {
      const part = slice.slice(from, from + FOLDED_AT_ONCE);
      const errors = await Promise.all(part.map((resident) => learners.drain(resident)));
      unreadable ||= errors.some((error) => error !== null && error.kind !== 'damaged');
      await clock.yield();
    }
    return unreadable;
  }

  async #commit(slice: readonly Resident[]): Promise<StoreError | null> {
    const { learners, snapshots } = this.#deps;
    const counts = slice.map((resident) => [resident, resident.folded.length] as const);
    const { records, ...commit } = collect(slice);
    this.enrolments += commit.snapshots.length;
    if (commit.effects.length > 0) this.#deps.announce(commit.effects);
    const sent = records.length === 0 ? ok(undefined) : await this.#deps.send(records);
    const written = sent.ok ? await snapshots.commit(commit) : sent;
    if (!written.ok) {
      this.#inDoubt ||= commit.effects.length > 0;
      await learners.failed(slice, written.error);
      return written.error;
    }
    learners.committed(counts);
    if (commit.effects.length > 0) this.#deps.accept(commit.effects);
    return null;
  }

  async #release(cut: number): Promise<void> {
    const released = await this.#deps.snapshots.commit({
      ...EMPTY_COMMIT,
      releaseBelow: cut + 1,
    });
    if (released.ok) this.#released = cut;
  }
}

/** Takes the writes of a slice. */
function collect(slice: readonly Resident[]): Commit & Pick<Writes, 'records'> {
  const all = noWrites();
  for (const resident of slice) {
    const { writes } = resident;
    if (writes === null) continue;
    appendWrites(all, writes);
    resident.writes = null;
  }
  return { ...EMPTY_COMMIT, ...all };
}
