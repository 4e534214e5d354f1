/**
 * One group of commands folded onto one enrolment: the new state as it stays resident, and what has
 * to become durable with it. The only caller of the fold; owns no mailbox and loads nothing.
 *
 * - L4 A command that makes the fold throw becomes a dead letter; the learner goes on without it.
 */
import { attemptKey, compareAttempts } from '../domain/attempt.js';
import type { CertificateFacts } from '../domain/certificate.js';
import type { Command } from '../domain/command.js';
import type { CourseTree } from '../domain/course.js';
import { effectsBetween, tellsBetween, type Effect } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { foldAll } from '../domain/fold.js';
import { NEVER, type CourseId, type EnrolmentKey } from '../domain/ids.js';
import { EMPTY_TABLE, packEnrolment, type ContentTable } from '../persistence/packed-enrolment.js';
import type { StoreError } from '../persistence/ports.js';
import { enrolmentText, seal, type Sealed } from '../persistence/snapshot.js';
import type { Drained, Pending, Writes } from './learner-protocol.js';

/** What a fold needs of the world. Courses are in memory. */
export interface FoldWorld {
  /** The structure of a course under a version, `null` if unknown. */
  tree(key: EnrolmentKey, version: number): CourseTree | null;
  /** The content table of a version; of the newest when 0. */
  table(key: EnrolmentKey, version: number): ContentTable | null;
  /** A course has no structure yet. */
  wantCourse(course: CourseId): void;
  /** Whether anybody listens to what happens to learners. */
  readonly hasListeners: boolean;
  /** Whether an effect leads to anything here; others are not remembered. */
  isWanted(effect: Effect): boolean;
}

/** One enrolment as it stays resident. */
export interface Held {
  readonly key: EnrolmentKey;
  readonly version: number;
  /** The packed bytes as a one-byte string: one heap object without pointers to follow. */
  readonly body: string;
  /** The store has a row of it, or will have once what is on its way is durable. */
  readonly stored: boolean;
}

/** A state, with whether the store has a row of it, or will have before the next one is written. */
export interface Known {
  readonly state: EnrolmentState;
  readonly stored: boolean;
  /** The state as it stays resident; `null` = it is not resident yet. */
  readonly packed: Held | null;
}

/** Folds a group; where that throws, one by one: only the faulty command is left out (L4). */
export function foldSafely(
  world: FoldWorld,
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
  world: FoldWorld,
  before: Known,
  group: readonly Pending[],
  drained: Draining,
): Known {
  const commands = group.map((pending) => pending.command);
  const { key } = before.state;
  const { state, outcomes } = foldAll(before.state, commands, (v) => world.tree(key, v));
  const table = world.table(key, 0) ?? EMPTY_TABLE;
  if (table === EMPTY_TABLE) world.wantCourse(key.course);
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

/** What follows from a change, as far as it leads to anything. */
function addEffects(
  world: FoldWorld,
  before: EnrolmentState,
  after: EnrolmentState,
  writes: Writes,
): void {
  const told = world.hasListeners ? tellsBetween(before, after) : [];
  for (const effect of [...effectsBetween(before, after), ...told]) {
    if (world.isWanted(effect)) writes.effects.push(effect);
  }
}

/** What stays resident. */
function keep(state: EnrolmentState, stored: boolean, { version, body }: Sealed): Known {
  const { key } = state;
  return { state, stored, packed: { key, version, body: body.toString('latin1'), stored } };
}

const nameOf = (key: EnrolmentKey): string => enrolmentText(key).replaceAll('\u0000', '/');

/** A drain that is going on. */
export type Draining = { -readonly [K in keyof Drained]: Drained[K] } & {
  folded: Pending[];
  retry: Pending[];
  damaged: { pending: Pending; error: StoreError }[];
};

export const emptyDrain = (): Draining => ({
  writes: { snapshots: [], attempts: [], facts: [], effects: [] },
  folded: [],
  retry: [],
  damaged: [],
  completions: 0,
  bytes: 0,
  error: null,
});

/** L3: what cannot be read now is tried again; what is damaged becomes dead letters. */
export function setAside(drained: Draining, group: readonly Pending[], error: StoreError): void {
  if (error.kind === 'damaged') {
    for (const pending of group) drained.damaged.push({ pending, error });
  } else {
    for (const pending of group) drained.retry.push(pending);
    drained.error = error;
  }
}
