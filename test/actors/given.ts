/** A router, a journal and a flusher on a memory store, in a world that a test controls. */
import { FlushPace } from '../../src/actors/flush-pace.js';
import { Flusher, type FlushLimits } from '../../src/actors/flusher.js';
import { Journal } from '../../src/actors/journal.js';
import { Learners, type LearnerLimits } from '../../src/actors/learners.js';
import type { Origin, Pending } from '../../src/actors/learner-protocol.js';
import { seededSystem } from '../../src/actors/seeded-system.js';
import type { Command, Enrol } from '../../src/domain/command.js';
import { courseTree } from '../../src/domain/course.js';
import type { Effect } from '../../src/domain/effects.js';
import type { LearnerId } from '../../src/domain/ids.js';
import { contentTable } from '../../src/persistence/packed-enrolment.js';
import { memoryStore, type MemoryStore } from '../../src/persistence/memory-store.js';
import type { Store, StoreError } from '../../src/persistence/ports.js';
import { hierarchy, keyOf, observe as observeWork } from '../../props/sim/given.js';
import { ManualClock, turn } from '../../props/sim/manual-clock.js';
import { gated, type Gate } from './gate.js';

/** The course `red` as all tests here know it: version 1, contents c1, c2, c3. */
const TREE = courseTree(hierarchy('red', ['c1', 'c2', 'c3']), 1);
const TABLE = contentTable(TREE);

export interface World {
  readonly store: MemoryStore;
  readonly gate: Gate;
  readonly clock: ManualClock;
  readonly learners: Learners;
  readonly journal: Journal;
  readonly flusher: Flusher;
  /** What the flusher told the outbox, in order. */
  readonly told: string[];
  /** Commands that were kept as dead letters. */
  readonly buried: Command[];
  /** Whether dead letters can be kept. */
  readonly graves: { open: boolean };
  readonly hurried: { count: number };
  readonly pace: FlushPace;
}

export interface WorldOptions {
  readonly limits?: Partial<LearnerLimits & FlushLimits>;
  readonly commitCommandsMax?: number;
}

const WIDE: LearnerLimits & FlushLimits = {
  inboxCommandsMax: 100,
  inboxTotalCommandsMax: 1_000,
  residentBytesMax: 1_000_000,
  flushIntervalMs: 1_000,
  flushLateMsMax: 0,
  flushPromptMs: 50,
  flushPromptsAll: false,
  flushSliceLearners: 2,
};

export function world({ limits = {}, commitCommandsMax = 100 }: WorldOptions = {}): World {
  const store = memoryStore();
  const gate = gated(store);
  const clock = new ManualClock(1_000);
  const [told, buried, hurried, graves] = [[], [], { count: 0 }, { open: true }] as [
    string[],
    Command[],
    { count: number },
    { open: boolean },
  ];
  const learners = new Learners({
    actors: seededSystem(1, () => undefined),
    limits: { ...WIDE, ...limits },
    world: {
      snapshots: gate.store.snapshots,
      tree: (_key, version) => (version === 1 ? TREE : null),
      table: () => TABLE,
      origin: null,
      membership: null,
      newest: () => TREE,
      rows: null,
      recordsOf: null,
      wantCourse: () => undefined,
      hasListeners: false,
      isWanted: (effect) => effect.kind !== 'certify' || true,
    },
    now: () => clock.now(),
    bury: async ({ command }) => {
      await turn();
      if (graves.open) buried.push(command);
      return graves.open;
    },
    hurry: () => {
      hurried.count++;
    },
  });
  const journal = new Journal(gate.store.log, learners, commitCommandsMax, () => undefined);
  const note = (word: string) => (effects: readonly Effect[]) => {
    told.push(...effects.map((effect) => `${word} ${effect.kind} ${subjectOf(effect)}`));
  };
  const pace = new FlushPace({ ...WIDE, ...limits }, () => clock.now());
  const flusher = new Flusher({
    ...{ clock, learners, journal, pace, snapshots: gate.store.snapshots },
    limits: { ...WIDE, ...limits },
    send: () => Promise.resolve({ ok: true, value: undefined }),
    announce: note('announce'),
    accept: note('accept'),
    doubt: () => void told.push('doubt'),
  });
  return { store, gate, clock, learners, journal, flusher, told, buried, graves, hurried, pace };
}

const subjectOf = (effect: Effect): string =>
  effect.kind === 'send' ? effect.id : effect.kind === 'index' ? effect.batch : effect.key.learner;

/** Nobody listens. */
export const SILENT: Origin = { folded: () => undefined, buried: () => undefined };

export const pending = (command: Command, origin: Origin = SILENT): Pending => ({
  command,
  origin,
});

export const learnerId = (id: string): LearnerId => id as LearnerId;

/** A learner of batch b1 completed contents. */
export const completed = (learner: string, contents: readonly string[], at = 500): Command =>
  observeWork({ place: { learner, batch: 'b1' }, contents, at, status: 2 }, at, 1);

export const enrol = (learner: string, at = 100): Enrol => ({
  kind: 'enrol',
  key: keyOf({ learner, batch: 'b1' }),
  receivedAt: at,
  courseVersion: 1,
  at,
  addedBy: '',
});

/** The contents that a learner is shown as having completed; or why nothing is shown. */
export async function doneOf(learners: Learners, learner: string): Promise<string[] | StoreError> {
  const states = await learners.read(learnerId(learner), keyOf({ learner, batch: 'b1' }));
  return states.ok ? [...(states.value[0]?.contents.keys() ?? [])] : states.error;
}

/** What the store holds of a learner, as a fresh router shows it. */
export async function storedOf(store: Store, learner: string): Promise<string[] | StoreError> {
  const { learners, gate } = world();
  gate.behind(store);
  return doneOf(learners, learner);
}

/** Lets everything that can go on go on. */
export async function quiet(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await turn();
}

/** Work is accepted, durable in the log. */
export async function append(
  made: World,
  who: string,
  contents: string[],
  batch = 'b1',
): Promise<void> {
  const command = { ...completed(who, contents), key: keyOf({ learner: who, batch }) };
  made.learners.reserve(learnerId(who));
  await made.journal.append([pending(command)]);
}

/** Whose snapshots a commit holds. */
export function snapshotsOf(args: readonly unknown[]): string[] {
  const [commit] = args as [{ snapshots: { key: { learner: string } }[] }];
  return commit.snapshots.map(({ key }) => key.learner);
}
