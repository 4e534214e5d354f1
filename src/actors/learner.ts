/**
 * The learner actor: the only place where a learner's state changes. It folds its whole inbox at
 * once and hands out what has to become durable; it writes nothing itself.
 *
 * - L1 Between messages the state is the packed bytes of the newest snapshot, durable or on its
 *   way.
 * - L2 An enrolment is loaded when it is first touched, never before.
 * - L3 Nothing is folded onto a snapshot that is damaged or could not be read.
 */
import { initialEnrolment, type EnrolmentState, type Membership } from '../domain/enrolment.js';
import type { Enrol, Unenrol } from '../domain/command.js';
import type { EnrolmentKey, LearnerId } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import type { Origin, SnapshotStore, Stored, StoreError } from '../persistence/ports.js';
import { openSealed, unseal, type Sealed } from '../persistence/snapshot.js';
import { byEnrolment, sameEnrolment } from './inbox-groups.js';
import { emptyDrain, foldSafely, setAside } from './learner-fold.js';
import type { FoldWorld, Held, Known } from './learner-fold.js';
import type { LearnerMessage } from './learner-protocol.js';

/** What a learner actor needs of the world. Snapshots may be remote. */
export interface LearnerWorld extends FoldWorld {
  readonly snapshots: SnapshotStore;
  /** Asked for what the snapshots do not know; `null` = nothing was kept elsewhere before. */
  readonly origin: Origin | null;
  /** See `Follow`. */
  readonly membership: ((key: EnrolmentKey) => Stored<Membership | null>) | null;
}

/** The state of a learner actor. */
export interface LearnerMemory {
  readonly learner: LearnerId;
  /** The enrolments as they stay resident (L1). */
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
    const before = await joined(world, key, await current(world, key, held[place]));
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

/** Adds who is enrolled, where another service decides it: asked anew for every fold. */
async function joined(
  { membership }: LearnerWorld,
  key: EnrolmentKey,
  before: Result<Known, StoreError>,
): Promise<Result<Known, StoreError>> {
  if (membership === null || !before.ok) return before;
  const decided = await membership(key);
  if (!decided.ok) return decided;
  const outside = decided.value === null ? [] : [decisionOf(key, decided.value)];
  return ok({ ...before.value, outside });
}

function decisionOf(
  key: EnrolmentKey,
  { active, decidedAt, addedBy }: Membership,
): Enrol | Unenrol {
  const common = { key, at: decidedAt, receivedAt: decidedAt, courseVersion: 0 };
  return active ? { ...common, kind: 'enrol', addedBy } : { ...common, kind: 'unenrol' };
}

/** The state before the fold: from memory, else from the store (L2, L3). */
async function current(
  world: LearnerWorld,
  key: EnrolmentKey,
  held: Held | undefined,
): Promise<Result<Known, StoreError>> {
  if (held !== undefined) {
    const { stored, shown } = held;
    return known(open(world, key, sealedOf(held)), { stored, shown, packed: held });
  }
  const loaded = await world.snapshots.load(key);
  if (!loaded.ok) return loaded;
  if (loaded.value === null) return original(world, key);
  const { bytes, inherited } = loaded.value;
  const sealed = unseal(key, bytes);
  const shown = inherited ? 'unknown' : 'state';
  return sealed.ok ? known(open(world, key, sealed.value), { stored: true, shown }) : sealed;
}

/** What was kept elsewhere before, else nothing. */
async function original(
  { origin }: LearnerWorld,
  key: EnrolmentKey,
): Promise<Result<Known, StoreError>> {
  const kept = origin === null ? ok(null) : await origin.enrolment(key);
  if (!kept.ok) return kept;
  const shown = kept.value === null ? 'state' : 'adopted';
  return known(ok(kept.value ?? initialEnrolment(key)), { stored: false, shown });
}

const known = (
  state: Result<EnrolmentState, StoreError>,
  how: Pick<Known, 'stored' | 'shown'> & Partial<Pick<Known, 'packed'>>,
): Result<Known, StoreError> =>
  state.ok ? ok({ packed: null, ...how, state: state.value, outside: [] }) : state;

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
  return readAll(world, memory);
}

/** Resident enrolments, then stored ones, then those that only the origin has. */
async function readAll(
  world: LearnerWorld,
  { learner, held }: LearnerMemory,
): Promise<Result<readonly EnrolmentState[], StoreError>> {
  const rows = await world.snapshots.loadLearner(learner);
  if (!rows.ok) return rows;
  const original = world.origin === null ? ok([]) : await world.origin.learner(learner);
  if (!original.ok) return original;
  const isHeld = (key: EnrolmentKey): boolean => held.some((h) => sameEnrolment(h.key, key));
  const stored = rows.value.filter((row) => !isHeld(row.key));
  const states: EnrolmentState[] = [];
  for (const each of [...held.map(heldRow), ...stored.map(storedRow)]) {
    const sealed = each.sealed();
    const state = sealed.ok ? open(world, each.key, sealed.value) : sealed;
    if (!state.ok) return state;
    states.push(state.value);
  }
  const isKnown = (key: EnrolmentKey): boolean => states.some((s) => sameEnrolment(s.key, key));
  return ok([...states, ...original.value.filter((state) => !isKnown(state.key))]);
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
  openSealed(key, sealed, (_course, version) => world.table(key, version));
