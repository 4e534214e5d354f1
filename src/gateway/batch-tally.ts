/**
 * Counts the learners of one batch as a scan shows them: the funnel, the distribution of progress,
 * completions by day, and who is stuck. Pure; the moment is handed in.
 *
 * - T1 certified, completed, half and started are counted of enrolled learners only, and each
 *   completed one has started and done half: `enrolled >= started >= half >= completed`.
 * - T2 The bins hold each enrolled learner once.
 */
import { NEVER, type Instant } from '../domain/ids.js';
import type { EnrolmentFacts } from '../persistence/report-ports.js';
import type { BatchCounts, BatchSummary, DayCount } from './console-answers.js';

const BINS = 10;
const DAY_MS = 86_400_000;

/** Days with completions that a summary has at most. */
export const SUMMARY_DAYS_MAX = 400;

export type SeenEnrolment = Pick<
  EnrolmentFacts,
  'isEnrolled' | 'enrolledAt' | 'completedAt' | 'completed' | 'certified' | 'lastAccessAt'
>;

export interface TallyRules {
  /** Contents that completion asks for. */
  readonly required: number;
  readonly stuckDays: number;
  readonly now: Instant;
  readonly dayOf: (at: Instant) => string;
}

/** Rounded down, 100 only when complete, as everywhere (`domain/progress.ts`). */
export function percentOf({ completedAt, completed }: SeenEnrolment, required: number): number {
  if (completedAt !== NEVER) return 100;
  return required === 0 ? 0 : Math.min(100, Math.floor((completed * 100) / required));
}

/** The last time that anything is known of the learner. */
export const lastActiveAt = ({ enrolledAt, lastAccessAt }: SeenEnrolment): Instant =>
  Math.max(enrolledAt, lastAccessAt);

/** Enrolled, not complete, and silent for so many days. */
export function isStuck(
  seen: SeenEnrolment,
  { stuckDays, now }: Pick<TallyRules, 'stuckDays' | 'now'>,
): boolean {
  if (!seen.isEnrolled || seen.completedAt !== NEVER) return false;
  return now - lastActiveAt(seen) >= stuckDays * DAY_MS;
}

export class BatchTally {
  readonly #rules: TallyRules;
  readonly #bins = new Array<number>(BINS).fill(0);
  readonly #days = new Map<string, number>();
  readonly #counts = {
    ...{ enrolled: 0, started: 0, half: 0, completed: 0 },
    ...{ certified: 0, stuck: 0, left: 0 },
  };

  constructor(rules: TallyRules) {
    this.#rules = rules;
  }

  /** Counts one learner. */
  add(seen: SeenEnrolment): void {
    const counts = this.#counts;
    if (!seen.isEnrolled) {
      counts.left++;
      return;
    }
    const percent = percentOf(seen, this.#rules.required);
    const isComplete = seen.completedAt !== NEVER;
    counts.enrolled++;
    if (isComplete || seen.completed > 0 || seen.lastAccessAt !== NEVER) counts.started++;
    if (percent >= 50) counts.half++;
    if (seen.certified) counts.certified++;
    if (isStuck(seen, this.#rules)) counts.stuck++;
    const bin = Math.min(BINS - 1, Math.floor(percent / BINS));
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    if (isComplete) this.#complete(seen.completedAt);
  }

  summary(isPartial: boolean): BatchSummary {
    const days = [...this.#days].map(([day, count]) => ({ day, count }));
    return {
      ...this.#counts,
      ...{ bins: this.#bins, days: newestDays([days]), asOf: this.#rules.now, isPartial },
    };
  }

  #complete(at: Instant): void {
    this.#counts.completed++;
    const day = this.#rules.dayOf(at);
    this.#days.set(day, (this.#days.get(day) ?? 0) + 1);
  }
}

/** The numbers of a summary alone. */
const countsOf = (summary: BatchSummary): BatchCounts => ({
  ...{ enrolled: summary.enrolled, started: summary.started, half: summary.half },
  ...{ completed: summary.completed, certified: summary.certified },
  ...{ stuck: summary.stuck, left: summary.left },
});

/** The counts of several batches together. */
export function sumOfCounts(all: readonly BatchCounts[]): BatchCounts {
  const sum = (name: keyof BatchCounts): number =>
    all.reduce((total, counts) => total + counts[name], 0);
  return {
    ...{ enrolled: sum('enrolled'), started: sum('started'), half: sum('half') },
    ...{ completed: sum('completed'), certified: sum('certified') },
    ...{ stuck: sum('stuck'), left: sum('left') },
  };
}

/** Those of one batch; `null` = it was not counted. */
export function countsIn(
  found: ReadonlyMap<string, BatchSummary>,
  batch: string,
): BatchCounts | null {
  const summary = found.get(batch);
  return summary === undefined ? null : countsOf(summary);
}

/** The sums of several lists by day, in order; the newest days. */
export function newestDays(lists: readonly (readonly DayCount[])[]): DayCount[] {
  const sums = new Map<string, number>();
  for (const { day, count } of lists.flat()) sums.set(day, (sums.get(day) ?? 0) + count);
  const days = [...sums].map(([day, count]) => ({ day, count }));
  return days.sort((a, b) => (a.day < b.day ? -1 : 1)).slice(-SUMMARY_DAYS_MAX);
}
