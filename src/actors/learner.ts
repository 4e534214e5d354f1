/**
 * The learner actor: the only place where a learner's state changes. It folds its whole inbox at
 * once and hands out what has to become durable; it writes nothing itself.
 *
 * - L1 Between messages the state is the packed bytes of the newest snapshot, durable or on its way.
 * - L2 An enrolment is loaded when it is first touched, never before.
 * - L3 Nothing is folded onto a snapshot that is damaged or could not be read.
 */
import { attemptKey, compareAttempts } from '../domain/attempt.js';
import type { Command } from '../domain/command.js';
import type { CourseTree } from '../domain/course.js';
import { effectsBetween } from '../domain/effects.js';
import { initialEnrolment, type EnrolmentState } from '../domain/enrolment.js';
import { fold } from '../domain/fold.js';
import { NEVER, type BatchId, type EnrolmentKey, type LearnerId } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import {
  EMPTY_TABLE,
  packEnrolment,
  type ContentTable,
} from '../persistence/packed-enrolment.js';
import type { SnapshotStore, StoreError } from '../persistence/ports.js';
import { openSealed, seal, unseal, type Sealed } from '../persistence/snapshot.js';
import type { Drained, LearnerMessage, Pending, Writes } from './learner-protocol.js';

/** What a learner actor needs of the world. Courses are in memory; snapshots may be remote. */
export interface LearnerWorld {
  readonly snapshots: SnapshotStore;
  /** The structure of a course under a version, `null` if unknown. */
  tree(key: EnrolmentKey, version: number): CourseTree | null;
  /** The content table of a version; of the newest when 0. */
  table(key: EnrolmentKey, version: number): ContentTable | null;
  /** Whether a batch has certificates to earn. */
  hasTemplates(batch: BatchId): boolean;
}

/** One enrolment as it stays resident (L1). */
interface Held {
  readonly key: EnrolmentKey;
  readonly version: number;
  /** The packed bytes as a one-byte string: one heap object, no pointer for the collector to follow. */
  readonly body: string;
}

/** The state of a learner actor. */
export interface LearnerMemory {
  readonly learner: LearnerId;
  readonly held: readonly Held[];
}

/** A learner of whom nothing is loaded yet. */
export const emptyMemory = (learner: LearnerId): LearnerMemory => ({ learner, held: [] });

/** Bytes of an actor and its bookkeeping without any enrolment (measured: `npm run bench memory`). */
export const ACTOR_BYTES = 2_000;
const HELD_BYTES = 120;

/** The actor's behaviour in a world. */
export const learnerActor =
  (world: LearnerWorld) =>
  async (memory: LearnerMemory, message: LearnerMessage): Promise<LearnerMemory> => {
    switch (message.kind) {
      case 'drain':
        return drain(world, memory, message);
      case 'read':
        message.reply(await read(world, memory, message.key));
        return memory;
      case 'forget':
        return emptyMemory(memory.learner);
    }
  };

async function drain(
  world: LearnerWorld,
  memory: LearnerMemory,
  { inbox, reply }: LearnerMessage & { kind: 'drain' },
): Promise<LearnerMemory> {
  const drained = emptyDrain();
  const held = [...memory.held];
  for (const group of byEnrolment(inbox)) {
    const key = group[0].command.key;
    const place = held.findIndex((h) => sameEnrolment(h.key, key));
    const before = await current(world, key, held[place]);
    if (!before.ok) {
      setAside(drained, group, before.error);
      continue;
    }
    const after = foldAll(world, before.value, group, drained);
    if (after === before.value && place >= 0) continue;
    const kept = keep(world, before.value, after, drained.writes);
    if (place >= 0) held[place] = kept;
    else held.push(kept);
  }
  const bytes = held.reduce((sum, h) => sum + h.body.length + HELD_BYTES, ACTOR_BYTES);
  reply({ ...drained, bytes });
  return { learner: memory.learner, held };
}

/** The state before the fold: from memory, else from the store (L2, L3). */
async function current(
  world: LearnerWorld,
  key: EnrolmentKey,
  held: Held | undefined,
): Promise<Result<EnrolmentState, StoreError>> {
  if (held !== undefined) return open(world, key, sealedOf(held));
  const bytes = await world.snapshots.load(key);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return ok(initialEnrolment(key));
  const sealed = unseal(key, bytes.value);
  return sealed.ok ? open(world, key, sealed.value) : sealed;
}

function foldAll(
  world: LearnerWorld,
  before: EnrolmentState,
  group: readonly Pending[],
  drained: Draining,
): EnrolmentState {
  let state = before;
  for (const pending of group) {
    const { command } = pending;
    const next = fold(state, command, world.tree(command.key, command.courseVersion));
    addRows(drained.writes, command, state);
    state = next.state;
    pending.origin.folded(next.outcome);
    drained.folded.push(pending);
  }
  if (before.completedAt === NEVER && state.completedAt !== NEVER) drained.completions++;
  return state;
}

/** Rows of their own that a command brings, unless the state before it holds them or better. */
function addRows(writes: Writes, command: Command, before: EnrolmentState): void {
  if (command.kind === 'issue-certificate' && !before.generations.has(command.facts.certificate)) {
    writes.facts.push(command.facts);
  }
  if (command.kind !== 'attempt') return;
  const { key, questions, attempt: a } = command;
  const held = before.attempts.get(attemptKey(a));
  if (held !== undefined && compareAttempts(held, a) >= 0) return;
  const { content, attempt, attemptedAt, payloadHash } = a;
  writes.attempts.push({ key, content, attempt, attemptedAt, payloadHash, questions });
}

/** Packs the new state, asks for its durability, and returns what stays resident. */
function keep(
  world: LearnerWorld,
  before: EnrolmentState,
  after: EnrolmentState,
  writes: Writes,
): Held {
  const table = world.table(after.key, 0) ?? EMPTY_TABLE;
  const body = packEnrolment(after, table);
  if (after !== before) {
    const { version } = table;
    writes.snapshots.push({ key: after.key, bytes: seal(after.key, { version, body }) });
    for (const effect of effectsBetween(before, after)) {
      if (effect.kind === 'render' || world.hasTemplates(after.key.batch)) {
        writes.effects.push(effect);
      }
    }
  }
  return { key: after.key, version: table.version, body: body.toString('latin1') };
}

async function read(
  world: LearnerWorld,
  memory: LearnerMemory,
  key: EnrolmentKey | null,
): Promise<Result<readonly EnrolmentState[], StoreError>> {
  if (key !== null) {
    const state = await current(world, key, memory.held.find((h) => sameEnrolment(h.key, key)));
    return state.ok ? ok([state.value]) : state;
  }
  const rows = await world.snapshots.loadLearner(memory.learner);
  if (!rows.ok) return rows;
  const states: EnrolmentState[] = [];
  const stored = rows.value.filter((row) => !memory.held.some((h) => sameEnrolment(h.key, row.key)));
  for (const each of [...memory.held.map(heldRow), ...stored.map(storedRow)]) {
    const sealed = each.sealed();
    const state = sealed.ok ? open(world, each.key, sealed.value) : sealed;
    if (!state.ok) return state;
    states.push(state.value);
  }
  return ok(states);
}

const heldRow = (held: Held): Row => ({ key: held.key, sealed: () => ok(sealedOf(held)) });

const storedRow = (row: { key: EnrolmentKey; bytes: Uint8Array }): Row => ({
  key: row.key,
  sealed: () => unseal(row.key, row.bytes),
});

interface Row {
  readonly key: EnrolmentKey;
  sealed(): Result<Sealed, StoreError>;
}

const sealedOf = ({ version, body }: Held): Sealed => ({
  version,
  body: Buffer.from(body, 'latin1'),
});

const open = (world: LearnerWorld, key: EnrolmentKey, sealed: Sealed): Result<EnrolmentState, StoreError> =>
  openSealed(key, sealed, (k, version) => world.table(k, version));

type Draining = { -readonly [K in keyof Drained]: Drained[K] } & {
  folded: Pending[];
  retry: Pending[];
  damaged: { pending: Pending; error: StoreError }[];
};

const emptyDrain = (): Draining => ({
  writes: { snapshots: [], attempts: [], facts: [], effects: [] },
  folded: [],
  retry: [],
  damaged: [],
  completions: 0,
  bytes: 0,
  error: null,
});

/** L3: what cannot be read now is tried again; what is damaged becomes dead letters. */
function setAside(drained: Draining, group: readonly Pending[], error: StoreError): void {
  if (error.kind === 'damaged') {
    for (const pending of group) drained.damaged.push({ pending, error });
  } else {
    drained.retry.push(...group);
    drained.error = error;
  }
}

/** Groups an inbox by enrolment, keeping the order within each. */
function byEnrolment(inbox: readonly Pending[]): (readonly [Pending, ...Pending[]])[] {
  const groups: [Pending, ...Pending[]][] = [];
  for (const pending of inbox) {
    const group = groups.find(([first]) => sameEnrolment(first.command.key, pending.command.key));
    if (group === undefined) groups.push([pending]);
    else group.push(pending);
  }
  return groups;
}

const sameEnrolment = (a: EnrolmentKey, b: EnrolmentKey): boolean =>
  a.batch === b.batch && a.course === b.course;
