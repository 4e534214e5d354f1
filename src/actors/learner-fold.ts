/**
 * One group of commands folded onto one enrolment: the new state as it stays resident, and what has
 * to become durable with it. The only caller of the fold; owns no mailbox and loads nothing.
 *
 * - L4 A command that makes the fold throw becomes a dead letter; the learner goes on without it.
 * - L5 Rows of Sunbird's tables are what differs between the state that they show and the one
 *   after. Where an earlier owner wrote, what they show is not known, and all of it is written.
 */
import { attemptKey, compareAttempts } from '../domain/attempt.js';
import type { CertificateFacts } from '../domain/certificate.js';
import type { Command } from '../domain/command.js';
import type { CourseTree } from '../domain/course.js';
import { effectsBetween, tellsBetween, type Effect } from '../domain/effects.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { foldAll } from '../domain/fold.js';
import { factsOfListed, isReadIn } from '../domain/issued-elsewhere.js';
import { NEVER, type CourseId, type EnrolmentKey } from '../domain/ids.js';
import { EMPTY_TABLE, packEnrolment, type ContentTable } from '../persistence/packed-enrolment.js';
import type { StoreError } from '../persistence/ports.js';
import type { Projection, Renewal } from '../persistence/sunbird/projection.js';
import type { RowChanges } from '../persistence/sunbird/rows.js';
import { enrolmentText, seal, type Sealed } from '../persistence/snapshot.js';
import type { Follow } from './follow.js';
import { noWrites, type Drained, type Pending, type Writes } from './learner-protocol.js';

/** What one fold made of an enrolment, as far as rows of Sunbird's tables follow from it (L5). */
export type Fold = Pick<Projection, 'before' | 'after' | 'tree' | 'attempts' | 'renew'>;

export type RowsOf = (fold: Fold) => RowChanges;

/** What a fold needs of the world. Courses are in memory. */
export interface FoldWorld {
  /** The structure of a course under a version, `null` if unknown. */
  tree(key: EnrolmentKey, version: number): CourseTree | null;
  /** The content table of a version; of the newest when 0. */
  table(key: EnrolmentKey, version: number): ContentTable | null;
  /** A course has no structure yet. */
  wantCourse(course: CourseId): void;
  /** The newest structure of a course. */
  newest(course: CourseId): CourseTree | null;
  readonly rows: RowsOf | null;
  /** See `Follow`. */
  readonly recordsOf: Follow['recordsOf'];
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
  /** What the rows of Sunbird's tables show of it. */
  readonly shown: Shown;
}

/** `state`: the state before the fold; `adopted`: the same, in another service's words. */
export type Shown = 'state' | 'adopted' | 'unknown';

/** A state, with whether the store has a row of it, or will have before the next one is written. */
export interface Known {
  readonly state: EnrolmentState;
  readonly stored: boolean;
  readonly shown: Shown;
  /** Decided elsewhere and not in the log: folded before the group. */
  readonly outside: readonly Command[];
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
  const commands = [...before.outside, ...group.map((pending) => pending.command)];
  const { key } = before.state;
  const { state, outcomes } = foldAll(before.state, commands, (v) => world.tree(key, v));
  const table = world.table(key, 0) ?? EMPTY_TABLE;
  if (table === EMPTY_TABLE) world.wantCourse(key.course);
  const changed = state !== before.state || (before.shown !== 'state' && world.rows !== null);
  const body = changed || before.packed === null ? packEnrolment(state, table) : null;
  const attempts = drained.writes.attempts.length;
  for (const command of commands) addRows(drained.writes, command, before.state, state);
  addSunbirdRows(world, before, state, commands, drained.writes, attempts);
  if (changed && body !== null) {
    const bytes = seal(key, { version: table.version, body });
    drained.writes.snapshots.push({ key, bytes, isNew: !before.stored });
    if (!before.stored) addReadIn(drained.writes, before.state);
    addEffects(world, before.state, state, commands, drained.writes);
  }
  group.forEach((pending, i) => {
    pending.origin.folded(outcomes[before.outside.length + i] ?? 'duplicate');
    drained.folded.push(pending);
  });
  if (before.state.completedAt === NEVER && state.completedAt !== NEVER) drained.completions++;
  return body === null
    ? before
    : keep(state, changed || before.stored, { version: table.version, body }, before.shown);
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

/** What another system issued is found by its number once the enrolment is ours. */
function addReadIn(writes: Writes, { key, generations }: EnrolmentState): void {
  for (const generation of generations.values()) {
    if (isReadIn(generation)) writes.facts.push(factsOfListed(key, generation));
  }
}

/** L5. `from` is where the attempts of this fold begin. */
function addSunbirdRows(
  world: FoldWorld,
  { state: before, shown }: Known,
  after: EnrolmentState,
  commands: readonly Command[],
  writes: Writes,
  from: number,
): void {
  if (world.rows === null) return;
  const renew = new Set<Renewal>(commands.some(derivesAgain) ? ['progress', 'scores'] : []);
  if (before === after && shown === 'state' && renew.size === 0) return;
  if (shown === 'adopted') renew.add('progress');
  // Another service's rows list no certificates beside the attempts (design 8).
  if (shown === 'adopted' && before.generations.size > 0) renew.add('scores');
  const rows = world.rows({
    ...{ after, renew },
    before: shown === 'unknown' ? null : before,
    tree: world.newest(after.key.course),
    attempts: writes.attempts.slice(from),
  });
  writes.rows.push(rows);
}

const derivesAgain = ({ kind }: Command): boolean => kind === 'reevaluate';

/** What follows from a change, as far as it leads to anything. */
function addEffects(
  world: FoldWorld,
  before: EnrolmentState,
  after: EnrolmentState,
  commands: readonly Command[],
  writes: Writes,
): void {
  for (const effect of effectsBetween(before, after)) {
    if (world.isWanted(effect)) writes.effects.push(effect);
  }
  if (!world.hasListeners) return;
  // Of the command, not of a clock: what is folded again tells the same.
  const at = Math.max(...commands.map((command) => command.receivedAt));
  for (const tell of tellsBetween(before, after).filter((effect) => world.isWanted(effect))) {
    const records = world.recordsOf?.(tell, after, at) ?? null;
    if (records === null) writes.effects.push(tell);
    else writes.records.push(...records);
  }
}

/** What stays resident. */
function keep(
  state: EnrolmentState,
  stored: boolean,
  { version, body }: Sealed,
  before: Shown,
): Known {
  const { key } = state;
  const shown = stored ? 'state' : before;
  const packed = { key, version, body: body.toString('latin1'), stored, shown };
  return { state, stored, shown, outside: [], packed };
}

const nameOf = (key: EnrolmentKey): string => enrolmentText(key).replaceAll('\u0000', '/');

/** A drain that is going on. */
export type Draining = { -readonly [K in keyof Drained]: Drained[K] } & {
  folded: Pending[];
  retry: Pending[];
  damaged: { pending: Pending; error: StoreError }[];
};

export const emptyDrain = (): Draining => ({
  writes: noWrites(),
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
