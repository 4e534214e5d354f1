/**
 * A learner who is in memory: the actor's address, the inbox in front of it, and what it has folded
 * that is not durable yet. A plain record; `learners.ts` moves it through its life.
 */
import { compareText, type LearnerId } from '../domain/ids.js';
import type { Ref } from './actor-system.js';
import { appendWrites, type LearnerMessage, type Origin } from './learner-protocol.js';
import type { Pending, Writes } from './learner-protocol.js';

export interface Resident {
  readonly learner: LearnerId;
  readonly ref: Ref<LearnerMessage>;
  /** Accepted, not folded. */
  inbox: Pending[];
  /** Admitted, not durable in the log yet. */
  reserved: number;
  /** Folded, not durable in a snapshot yet. */
  folded: Pending[];
  writes: Writes | null;
  /** The drain that is going on, and how many commands it took. */
  draining: Promise<void> | null;
  folding: number;
  /** Commands on their way to the dead letters. */
  burying: number;
  /** How often its memory was dropped after a failed commit. */
  drops: number;
  /** Callers that need the actor to stay. */
  pins: number;
  bytes: number;
  /** Used since the last look of the evictor. */
  touched: boolean;
  /** When the oldest command that is not durable in a snapshot came; 0 = none. */
  dirtySince: number;
}

/** Nobody wants to hear of it (again). */
export const SILENT: Origin = { folded: () => undefined, buried: () => undefined };

export const newResident = (
  learner: LearnerId,
  ref: Ref<LearnerMessage>,
  bytes: number,
): Resident => ({
  learner,
  ref,
  inbox: [],
  reserved: 0,
  folded: [],
  writes: null,
  draining: null,
  folding: 0,
  burying: 0,
  drops: 0,
  pins: 0,
  bytes,
  touched: true,
  dirtySince: 0,
});

/** Commands that are admitted and not durable in a snapshot. */
export const commandsOf = (r: Resident): number =>
  r.inbox.length + r.reserved + r.folding + r.burying + r.folded.length;

/** Whether everything that reached the inbox is durable. */
export const isClean = (r: Resident): boolean =>
  commandsOf(r) === r.reserved && r.writes === null && r.draining === null;

/** Whether forgetting the resident loses nothing. */
export const isIdle = (r: Resident): boolean => isClean(r) && r.reserved + r.pins === 0;

/** Adds what a drain wants durable to what waits already. */
export function addWrites(r: Resident, more: Writes): void {
  if (r.writes === null) {
    r.writes = more;
    return;
  }
  appendWrites(r.writes, more);
}

/** How many residents are put in order without letting others run. */
const RUN_LENGTH = 2_048;

/** A part of the residents, in key order once `sortRun` has seen it. */
export interface Run {
  readonly members: Resident[];
  at: number;
}

/** Cuts residents into runs that are short enough to be sorted in one go. */
export function runsOf(residents: Iterable<Resident>): Run[] {
  const all = [...residents];
  const runs: Run[] = [];
  for (let i = 0; i < all.length; i += RUN_LENGTH) {
    runs.push({ members: all.slice(i, i + RUN_LENGTH), at: 0 });
  }
  return runs;
}

/** Key order keeps the store's pages together. */
export function sortRun(run: Run): void {
  run.members.sort((a, b) => compareText(a.learner, b.learner));
}

/** Merges sorted runs into slices in key order, as they are asked for. */
export function* slicesInOrder(runs: readonly Run[], sliceLength: number): Generator<Resident[]> {
  let slice: Resident[] = [];
  for (let next = takeLeast(runs); next !== null; next = takeLeast(runs)) {
    slice.push(next);
    if (slice.length < sliceLength) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}

function takeLeast(runs: readonly Run[]): Resident | null {
  let least: Run | null = null;
  let candidate: Resident | null = null;
  for (const run of runs) {
    const head = run.members[run.at];
    if (head === undefined || (candidate !== null && candidate.learner <= head.learner)) continue;
    least = run;
    candidate = head;
  }
  if (least !== null) least.at++;
  return candidate;
}
