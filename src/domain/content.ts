/**
 * What is known of one learner's work on one content: a join-semilattice.
 *
 * - C1 `joinContent` is commutative, associative and idempotent.
 * - C2 Status and progress never decrease; the first completion only moves earlier, the last later.
 * - C3 A completion is counted once, by the one bit `completionSeen`, however often it is observed.
 * - C4 A state of status 2 has a first completion time, whoever makes it: a completion without one
 *   would be dated by what else happens to be known, and so by the order of arrival.
 *
 * Source of the rules: design 2 (the lattice), `reference/lms.md` 1.6, `reference/jobs.md` 1.5.
 */
import { NEVER, compareText, type ContentId, type Instant } from './ids.js';

export type ContentStatus = 0 | 1 | 2;

/** One learner's state on one content. Times are milliseconds, 0 = never. */
export interface ContentState {
  readonly content: ContentId;
  readonly status: ContentStatus;
  /** 0..100; 100 exactly when `status` is 2. */
  readonly progress: number;
  /** Not `NEVER` exactly when `status` is 2 (C4), as is the last. */
  readonly firstCompletedAt: Instant;
  readonly lastCompletedAt: Instant;
  readonly lastAccessAt: Instant;
  /** Views and completions that were imported or sent as counts, before the bit below. */
  readonly viewBase: number;
  readonly completionBase: number;
  /** A completion was observed as an event (not imported as a count). */
  readonly completionSeen: boolean;
  /** Player state as JSON text, of the latest access that brought any; '' = none. */
  readonly details: string;
  /** The access time that brought `details`; `NEVER` when there are none. */
  readonly detailsAt: Instant;
}

/** The bottom of the lattice for one content: nothing observed. */
export const untouched = (content: ContentId): ContentState => ({
  content,
  status: 0,
  progress: 0,
  firstCompletedAt: NEVER,
  lastCompletedAt: NEVER,
  lastAccessAt: NEVER,
  viewBase: 0,
  completionBase: 0,
  completionSeen: false,
  details: '',
  detailsAt: NEVER,
});

/** `viewcount` as Sunbird's readers expect it. */
export const viewCount = (c: ContentState): number => c.viewBase + (c.completionSeen ? 1 : 0);

/** `completedcount` as Sunbird's readers expect it. */
export const completedCount = (c: ContentState): number =>
  c.completionBase + (c.completionSeen ? 1 : 0);

/** The least upper bound of two states of the same content. */
export function joinContent(a: ContentState, b: ContentState): ContentState {
  const status = a.status > b.status ? a.status : b.status;
  const detailed = laterDetails(a, b);
  return {
    content: a.content,
    status,
    progress: status === 2 ? 100 : Math.max(a.progress, b.progress),
    firstCompletedAt: earliest(a.firstCompletedAt, b.firstCompletedAt),
    lastCompletedAt: Math.max(a.lastCompletedAt, b.lastCompletedAt),
    lastAccessAt: Math.max(a.lastAccessAt, b.lastAccessAt),
    viewBase: Math.max(a.viewBase, b.viewBase),
    completionBase: Math.max(a.completionBase, b.completionBase),
    completionSeen: a.completionSeen || b.completionSeen,
    details: detailed.details,
    detailsAt: detailed.detailsAt,
  };
}

/** Whether two states of the same content are equal in every field. */
export function sameContent(a: ContentState, b: ContentState): boolean {
  if (a === b) return true;
  return (
    a.status === b.status &&
    a.progress === b.progress &&
    a.firstCompletedAt === b.firstCompletedAt &&
    a.lastCompletedAt === b.lastCompletedAt &&
    a.lastAccessAt === b.lastAccessAt &&
    a.viewBase === b.viewBase &&
    a.completionBase === b.completionBase &&
    a.completionSeen === b.completionSeen &&
    a.detailsAt === b.detailsAt &&
    a.details === b.details
  );
}

/** The earlier of two instants, where `NEVER` gives way to any other. */
export const earliest = (a: Instant, b: Instant): Instant =>
  a === NEVER ? b : b === NEVER ? a : a < b ? a : b;

/** Details carry their own time, so that a later access without any cannot decide for them. */
function laterDetails(a: ContentState, b: ContentState): ContentState {
  if (a.detailsAt !== b.detailsAt) return a.detailsAt > b.detailsAt ? a : b;
  return compareText(a.details, b.details) >= 0 ? a : b;
}
