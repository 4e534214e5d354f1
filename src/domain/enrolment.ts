/**
 * One learner's state in one batch of one course: the join of all that was observed of it.
 * Owns the lattice; what follows from a state (counts, percentages, explanations) is `progress.ts`.
 *
 * - E1 `joinEnrolment` is commutative, associative, idempotent; `initialEnrolment` is its bottom.
 * - E2 Work of a learner who is not enrolled is remembered and creates no enrolment.
 * - E3 `completedAt` only moves earlier and never goes away.
 *
 * Source: design 2.
 */
import { attemptKey, joinAttempt, type AttemptState } from './attempt.js';
import { earliest, joinContent, type ContentState } from './content.js';
import { joinGeneration, type Generation } from './generation.js';
import { NEVER, type ContentId, type EnrolmentKey, type Instant } from './ids.js';

/** The learner's latest decision to take part, and the first time the enrolment was made. */
export interface Membership {
  readonly active: boolean;
  readonly decidedAt: Instant;
  readonly enrolledAt: Instant;
  /** Who enrolled the learner first; '' = unknown. */
  readonly addedBy: string;
}

export interface EnrolmentState {
  readonly key: EnrolmentKey;
  /** `null`: never enrolled, though work may have been observed (E2). */
  readonly membership: Membership | null;
  readonly contents: ReadonlyMap<ContentId, ContentState>;
  readonly attempts: ReadonlyMap<string, AttemptState>;
  /** Certificates earned and decided, by id. */
  readonly generations: ReadonlyMap<string, Generation>;
  /** When the course was completed; `NEVER` = not yet. */
  readonly completedAt: Instant;
  /** Course version under which completion was decided first; 0 = not yet. */
  readonly completedVersion: number;
}

/** The bottom of the lattice: nothing observed. */
export const initialEnrolment = (key: EnrolmentKey): EnrolmentState => ({
  key,
  membership: null,
  contents: new Map(),
  attempts: new Map(),
  generations: new Map(),
  completedAt: NEVER,
  completedVersion: 0,
});

/** The least upper bound of two states of the same enrolment. */
export function joinEnrolment(a: EnrolmentState, b: EnrolmentState): EnrolmentState {
  const done = joinCompletion(a, b);
  return {
    key: a.key,
    membership: joinMembership(a.membership, b.membership),
    contents: joinMaps(a.contents, b.contents, joinContent),
    attempts: joinMaps(a.attempts, b.attempts, joinAttempt),
    generations: joinMaps(a.generations, b.generations, joinGeneration),
    completedAt: done.completedAt,
    completedVersion: done.completedVersion,
  };
}

/** Latest decision wins, active on equal times; the earliest enrolment date is kept. */
export function joinMembership(a: Membership | null, b: Membership | null): Membership | null {
  if (a === null || b === null) return a ?? b;
  const active =
    a.decidedAt === b.decidedAt
      ? a.active || b.active
      : a.decidedAt > b.decidedAt
        ? a.active
        : b.active;
  return {
    active,
    decidedAt: Math.max(a.decidedAt, b.decidedAt),
    enrolledAt: earliest(a.enrolledAt, b.enrolledAt),
    addedBy: firstAdder(a, b),
  };
}

/** Adds one attempt to a map of attempts, as the join would. */
export function withAttempt(
  attempts: ReadonlyMap<string, AttemptState>,
  attempt: AttemptState,
): ReadonlyMap<string, AttemptState> {
  return joinMaps(attempts, new Map([[attemptKey(attempt), attempt]]), joinAttempt);
}

type Completion = Pick<EnrolmentState, 'completedAt' | 'completedVersion'>;

/** Earliest completion; on equal times the lower course version. */
function joinCompletion(a: Completion, b: Completion): Completion {
  if (a.completedAt === NEVER) return b;
  if (b.completedAt === NEVER) return a;
  if (a.completedAt !== b.completedAt) return a.completedAt < b.completedAt ? a : b;
  return a.completedVersion <= b.completedVersion ? a : b;
}

/** The adder belongs to the earliest enrolment; a known name before none, then the lesser text. */
function firstAdder(a: Membership, b: Membership): string {
  if (a.enrolledAt !== b.enrolledAt) {
    return earliest(a.enrolledAt, b.enrolledAt) === a.enrolledAt ? a.addedBy : b.addedBy;
  }
  if (a.addedBy === '' || b.addedBy === '') return a.addedBy || b.addedBy;
  return a.addedBy <= b.addedBy ? a.addedBy : b.addedBy;
}

function joinMaps<K, V>(
  a: ReadonlyMap<K, V>,
  b: ReadonlyMap<K, V>,
  join: (x: V, y: V) => V,
): ReadonlyMap<K, V> {
  if (b.size === 0) return a;
  if (a.size === 0) return b;
  const joined = new Map(a);
  for (const [key, value] of b) {
    const held = joined.get(key);
    joined.set(key, held === undefined ? value : join(held, value));
  }
  return joined;
}
