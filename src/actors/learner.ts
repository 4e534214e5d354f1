/**
 * The learner actor: the only place where a learner's state changes. It folds its whole inbox at
 * once and hands out what has to become durable; it writes nothing itself.
 *
 * - L1 Between messages the state is the packed bytes of the newest snapshot, durable or on its
 *   way.
 * - L2 An enrolment is loaded when it is first touched, never before.
 * - L3 Nothing is folded onto a snapshot that is damaged or could not be read.
 * - L4 A command that makes the fold throw becomes a dead letter; the learner goes on without it.
 */
import { attemptKey, compareAttempts } from '../domain/attempt.js';
import type { Command } from '../domain/command.js';
import type { CourseTree } from '../domain/course.js';
import { effectsBetween } from '../domain/effects.js';
import { initialEnrolment, type EnrolmentState } from '../domain/enrolment.js';
import type { CertificateFacts } from '../domain/certificate.js';
import { foldAll } from '../domain/fold.js';
import { NEVER, type BatchId, type EnrolmentKey, type LearnerId } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import { EMPTY_TABLE, packEnrolment, type ContentTable } from '../persistence/packed-enrolment.js';
import type { SnapshotStore, StoreError } from '../persistence/ports.js';
import { enrolmentText, openSealed, seal, unseal, type Sealed } from '../persistence/snapshot.js';
import { byEnrolment, sameEnrolment } from './inbox-groups.js';
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
  /** The packed bytes as a one-byte string: one heap object without pointers to follow. */
  readonly body: string;
  /** The store has a row of it, or will have once what is on its way is durable. */
  readonly stored: boolean;
}

/** The state of a learner actor. */
export interface LearnerMemory {
  readonly learner: LearnerId;
  readonly held: readonly Held[];
}

/** A learner of whom nothing is loaded yet. */
export const emptyMemory = (learner: LearnerId): LearnerMemory => ({ learner, held: [] });

/** Bytes of an actor and its bookkeeping without any enrolment (`npm run bench -- memory`). */
export const ACTOR_BYTES = 2_200;
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
    const { packed } = foldSafely(world, before.value, group, drained);
    if (packed === null) continue;
    if (place >= 0) held[place] = packed;
    else held.push(packed);
  }
  const bytes = held.reduce((sum, h) => sum + h.body.length + HELD_BYTES, ACTOR_BYTES);
  reply({ ...drained, bytes });
  return { learner: memory.learner, held };
}

/** A state, with whether the store has a row of it, or will have before the next one is written. */
interface Known {
  readonly state: EnrolmentState;
  readonly stored: boolean;
  /** The state as it stays resident; `null` = it is not resident yet. */
  readonly packed: Held | null;
}

/** The state before the fold: from memory, else from the store (L2, L3). */
async function current(
  world: LearnerWorld,
  key: EnrolmentKey,
  held: Held | undefined,
): Promise<Result<Known, StoreError>> {
  if (held !== undefined) return known(open(world, key, sealedOf(held)), held.stored, held);
  const bytes = await world.snapshots.load(key);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return known(ok(initialEnrolment(key)), false, null);
  const sealed = unseal(key, bytes.value);
  return sealed.ok ? known(open(world, key, sealed.value), true, null) : sealed;
}

const known = (
  state: Result<EnrolmentState, StoreError>,
  stored: boolean,
  packed: Held | null,
): Result<Known, StoreError> => (state.ok ? ok({ state: state.value, stored, packed }) : state);

/** Folds a group; where that throws, one by one: only the faulty command is left out (L4). */
function foldSafely(
  world: LearnerWorld,
  before: Known,
  group: readonly Pending[],
  drained: Draining,
): Known {
  try {
    return foldGroup(world, before, group, drained);
  } catch (error) {
    if (group.length > 1) {
      return group.reduce((last, one) => foldSafely(world, last, [one], drained), before);
    }
    const detail = `cannot take the command: ${String(error)}`;
    setAside(drained, group, { kind: 'damaged', key: nameOf(before.state.key), detail });
    return before;
  }
}

/** Nothing of the group is told or asked for before all of it is folded and packed. */
function foldGroup(
  world: LearnerWorld,
  before: Known,
  group: readonly Pending[],
  drained: Draining,
): Known {
  const commands = group.map((pending) => pending.command);
  const { key } = before.state;
  const { state, outcomes } = foldAll(before.state, commands, (v) => world.tree(key, v));
  const table = world.table(key, 0) ?? EMPTY_TABLE;
  const changed = state !== before.state;
  const body = changed || before.packed === null ? packEnrolment(state, table) : null;
  for (const command of commands) addRows(drained.writes, command, before.state, state);
  if (changed && body !== null) {
    const bytes = seal(key, { version: table.version, body });
    drained.writes.snapshots.push({ key, bytes, isNew: !before.stored });
    addEffects(world, before.state, state, drained.writes);
  }
  group.forEach((pending, i) => {
    pending.origin.folded(outcomes[i] ?? 'duplicate');
    drained.folded.push(pending);
  });
  if (before.state.completedAt === NEVER && state.completedAt !== NEVER) drained.completions++;
  return body === null
    ? before
    : keep(state, changed || before.stored, { version: table.version, body });
}

/** Rows of their own that a command brought and that the state after it refers to. */
function addRows(
  writes: Writes,
  command: Command,
  before: EnrolmentState,
  after: EnrolmentState,
): void {
  if (command.kind === 'issue-certificate') addFacts(writes, command.facts, before);
  if (command.kind !== 'attempt') return;
  const { key, questions, attempt: a } = command;
  const [old, kept] = [before, after].map((s) => s.attempts.get(attemptKey(a)));
  const won = kept !== undefined && compareAttempts(kept, a) === 0;
  if (!won || (old !== undefined && compareAttempts(old, a) === 0)) return;
  const { content, attempt, attemptedAt, payloadHash } = a;
  writes.attempts.push({ key, content, attempt, attemptedAt, payloadHash, questions });
}

/** The first decision of an id stands, also within one inbox (`generation.ts` G1). */
function addFacts(writes: Writes, facts: CertificateFacts, before: EnrolmentState): void {
  const decided = before.generations.has(facts.certificate);
  if (decided || writes.facts.some((f) => f.certificate === facts.certificate)) return;
  writes.facts.push(facts);
}

/** What follows from a change; without templates nobody is judged. */
function addEffects(
  world: LearnerWorld,
  before: EnrolmentState,
  after: EnrolmentState,
  writes: Writes,
): void {
  for (const effect of effectsBetween(before, after)) {
    if (effect.kind === 'render' || world.hasTemplates(after.key.batch))
      writes.effects.push(effect);
  }
}

/** L1: what stays resident. */
function keep(state: EnrolmentState, stored: boolean, { version, body }: Sealed): Known {
  const { key } = state;
  return { state, stored, packed: { key, version, body: body.toString('latin1'), stored } };
}

async function read(
  world: LearnerWorld,
  memory: LearnerMemory,
  key: EnrolmentKey | null,
): Promise<Result<readonly EnrolmentState[], StoreError>> {
  if (key !== null) {
    const state = await current(
      world,
      key,
      memory.held.find((h) => sameEnrolment(h.key, key)),
    );
    return state.ok ? ok([state.value.state]) : state;
  }
  const rows = await world.snapshots.loadLearner(memory.learner);
  if (!rows.ok) return rows;
  const states: EnrolmentState[] = [];
  const stored = rows.value.filter(
    (row) => !memory.held.some((h) => sameEnrolment(h.key, row.key)),
  );
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

const open = (
  world: LearnerWorld,
  key: EnrolmentKey,
  sealed: Sealed,
): Result<EnrolmentState, StoreError> =>
  openSealed(key, sealed, (k, version) => world.table(k, version));

const nameOf = (key: EnrolmentKey): string => enrolmentText(key).replaceAll('\u0000', '/');

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
    for (const pending of group) drained.retry.push(pending);
    drained.error = error;
  }
}
