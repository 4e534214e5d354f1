/**
 * The real engine on the memory store, in a world where a test owns time, chance, faults and death.
 * A crash throws the engine away without a word; opening again finds only what the store holds.
 */
import { NOBODY_LOOKS, type EngineLimits } from '../../src/actors/engine-parts.js';
import { openEngine } from '../../src/actors/engine.js';
import { SELF_CONTAINED, type Follow } from '../../src/actors/follow.js';
import type { CertificateRenderer } from '../../src/actors/certificate-pool.js';
import { seededSystem } from '../../src/actors/seeded-system.js';
import { accessCodeOf, certificateIdOf, templateHashOf } from '../../src/certificates/identity.js';
import type { CourseId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import type { Answer, Engine } from '../../src/engine.js';
import { faultyStore, type Fault } from '../../src/persistence/faulty-store.js';
import { memoryStore, type MemoryStore } from '../../src/persistence/memory-store.js';
import type { Origin, SnapshotStore, Store } from '../../src/persistence/ports.js';
import { enrolmentText } from '../../src/persistence/snapshot.js';
import { ManualClock, turn } from './manual-clock.js';
import { newLife, type Life, type OnCall } from './mortal-store.js';

/** The engine died while somebody waited for it. */
export class Crashed extends Error {}

/** Limits so small that every one of them is met. */
export const TIGHT: EngineLimits = {
  inboxCommandsMax: 6,
  inboxTotalCommandsMax: 12,
  residentBytesMax: 5_000,
  flushIntervalMs: 1_000,
  flushLateMsMax: 3_000,
  flushPromptMs: 50,
  flushPromptsAll: true,
  flushSliceLearners: 2,
  effectsQueuedMax: 2,
  effectsInFlightMax: 2,
  certificatesWaitingMax: 2,
  certificatesInFlightMax: 2,
  certificateTriesMax: 3,
  retryPauseMs: 100,
  retryPauseMsMax: 400,
  certificateWorkers: 2,
  commitCommandsMax: 3,
  busyRetryMs: 10,
};

export interface SimulationOptions {
  readonly seed: number;
  readonly limits?: Partial<EngineLimits>;
  /** Longest latency of a store call, in turns of the event loop; 0 = none. */
  readonly latencyTurnsMax?: number;
  /** Draws certificates; by default with a number that shows every drawing. */
  readonly newRenderer?: () => CertificateRenderer;
  readonly origin?: Origin;
  readonly follow?: Follow;
}

/** Steps of the event loop between two timers: time stands still while others are at work. */
const TURNS_A_TIMER = 4;
/** A wait of so many turns is taken for a hang. */
const TURNS_MAX = 20_000;
/** Rounds after which effects are taken to be stuck. */
const ROUNDS_MAX = 50;
const STARTED_AT = 1_000;
/** How long nobody is there after a crash. */
const DOWN_MS = 7;

export class Simulation {
  readonly store: MemoryStore = memoryStore();
  /** Courses that were wanted, every time. */
  readonly wanted: CourseId[] = [];
  /** What was noted, and what went wrong inside actors. */
  readonly notes: string[] = [];
  /** Broken promises towards the store. */
  readonly violations: string[] = [];
  /** Hears of every call; may call `crash`. */
  onCall: OnCall = () => undefined;
  clock = new ManualClock(STARTED_AT);
  readonly #options: SimulationOptions;
  readonly #armed = new Map<string, Fault[]>();
  #life: Life | null = null;
  #engine: Engine | null = null;
  #lives = 0;
  #drawn = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
  }

  get engine(): Engine {
    if (this.#engine === null) throw new Crashed();
    return this.#engine;
  }

  /** Number of the life; every engine has its own. */
  get life(): number {
    return this.#lives;
  }

  /** Opens the engine on what the store holds. */
  async open(): Promise<Engine> {
    const { seed, limits, latencyTurnsMax = 0, newRenderer = numberedRenderer } = this.#options;
    this.clock = new ManualClock(this.clock.now() + DOWN_MS);
    this.#lives++;
    const latency = (): Promise<void> => this.#turns(latencyTurnsMax);
    const faulty = faultyStore(checked(this.store, this.violations), (m) => this.#faultOf(m));
    const life = newLife(faulty, (method, moment) => this.onCall(method, moment), latency);
    this.#life = life;
    const note = (message: string): void => {
      if (life.alive) this.notes.push(message);
    };
    this.#engine = await this.drive(
      openEngine({
        store: life.store,
        actors: seededSystem(seed + this.#lives, ({ actor, problem, error }) =>
          note(`${actor} ${problem}: ${String(error)}`),
        ),
        clock: this.clock,
        limits: { ...TIGHT, ...limits },
        names: { idOf: certificateIdOf, accessCodeOf, templateHashOf },
        publicUrl: 'https://laurel.example',
        timeZone: 'Asia/Kolkata',
        origin: this.#options.origin ?? null,
        rows: null,
        relate: null,
        courses: { ...NOBODY_LOOKS, want: (course) => this.wanted.push(course) },
        follow: this.#options.follow ?? SELF_CONTAINED,
        writeReport: () => Promise.resolve(err({ kind: 'unavailable', detail: 'not simulated' })),
        reportElsewhere: null,
        newRenderer,
        note,
      }),
    );
    return this.#engine;
  }

  /** Kills the engine: it stops in the middle of whatever it does. */
  crash(): void {
    this.#life?.end();
    this.#engine = null;
  }

  /** Makes the next calls of a method fail, in turn. */
  arm(method: string, faults: readonly Fault[]): void {
    this.#armed.set(method, [...(this.#armed.get(method) ?? []), ...faults]);
  }

  /** From now on no call fails and nobody dies. */
  disarm(): void {
    this.#armed.clear();
    this.onCall = () => undefined;
  }

  /** Lets time pass until a promise of the engine resolves. Throws `Crashed` when it never will. */
  async drive<T>(promise: Promise<T>): Promise<T> {
    const life = this.#life;
    const box: { settled: boolean } = { settled: false };
    const watched = promise.finally(() => (box.settled = true));
    watched.catch(() => undefined);
    for (let turns = 1; !box.settled; turns++) {
      if (life?.alive === false) throw new Crashed();
      if (turns > TURNS_MAX) throw new Error('the engine hangs');
      await turn();
      if (turns % TURNS_A_TIMER === 0) this.clock.advanceToNext();
    }
    return watched;
  }

  /** Asks until the engine does not refuse. */
  async insist<T>(ask: () => Answer<T>): Promise<T> {
    for (;;) {
      const answer = await this.drive(ask());
      if (answer.ok) return answer.value;
      if (answer.error.kind === 'damaged') throw new Error(JSON.stringify(answer.error));
      await turn();
      this.clock.advanceToNext();
    }
  }

  /** Resolves when nothing is left to do but what is parked. */
  async settle(): Promise<void> {
    do await this.drive(this.engine.settled());
    while (this.engine.status().trouble !== '');
  }

  /** As `settle`, and what was parked after failures is done too. */
  async finish(): Promise<void> {
    for (let rounds = 0; rounds < ROUNDS_MAX; rounds++) {
      await this.settle();
      if (this.engine.status().pendingEffects === 0) return;
      this.clock.advanceToNext();
    }
    throw new Error('effects stay undone');
  }

  /** The bytes of every snapshot, by key. */
  snapshotBytes(): Map<string, string> {
    const rows = [...this.store.tables.snapshots].sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(rows.map(([key, { bytes }]) => [key, Buffer.from(bytes).toString('hex')]));
  }

  #faultOf(method: string): Fault {
    return this.#armed.get(method)?.shift() ?? 'none';
  }

  async #turns(max: number): Promise<void> {
    if (max === 0) return;
    this.#drawn = (Math.imul(this.#drawn, 1_664_525) + 1_013_904_223 + this.#options.seed) >>> 0;
    for (let left = (this.#drawn >>> 16) % (max + 1); left > 0; left--) await turn();
  }
}

/** A store that notes a snapshot whose roster row would be missing. */
function checked(store: MemoryStore, violations: string[]): Store {
  const snapshots: SnapshotStore = {
    ...store.snapshots,
    commit: (commit) => {
      const known = new Set(store.tables.snapshots.keys());
      for (const { key, isNew } of commit.snapshots) {
        const text = enrolmentText(key);
        if (!isNew && !known.has(text)) violations.push(`${text} gets no roster row`);
        known.add(text);
      }
      return store.snapshots.commit(commit);
    },
  };
  return { ...store, snapshots };
}

let drawings = 0;

/** Draws facts as their JSON. Every drawing is another one, so that drawing twice shows. */
export function numberedRenderer(): CertificateRenderer {
  return {
    render: (facts, content) =>
      Promise.resolve(ok(Buffer.from(JSON.stringify([facts, content, ++drawings])))),
    close: () => Promise.resolve(),
  };
}
