/**
 * One page of the learners of a batch: who of those that a scan shows is on it. Reads nothing.
 *
 * - L1 Pages follow each other in the order of the scan, the UTF-8 bytes of the ids; a page begins
 *   after the learner that is named, whether or not that one is still there.
 */
import type { LearnerGlance, TextSpan } from '../persistence/report-ports.js';
import { isStuck, lastActiveAt, percentOf, type SeenEnrolment } from './batch-tally.js';
import type { LearnerFilter, ListedLearner } from './console-answers.js';
import { NEVER, type Instant } from '../domain/ids.js';

/** Learners of one page. */
export const PAGE_LEARNERS_MAX = 50;

/** The fields of the user entry that make a name, in the order of the lens. */
export const NAME_FIELDS = ['firstname', 'lastname'];

export interface PageRules {
  readonly filter: LearnerFilter;
  /** The last learner of the page before; '' = the first page. */
  readonly after: string;
  readonly required: number;
  readonly stuckDays: number;
  readonly now: Instant;
}

export class LearnerPageDraft {
  readonly #rules: PageRules;
  readonly #after: Buffer;
  readonly learners: ListedLearner[] = [];
  /** There are more than the page has. */
  isMore = false;

  constructor(rules: PageRules) {
    this.#rules = rules;
    this.#after = Buffer.from(rules.after);
  }

  /** Puts a learner on the page, if it belongs there. */
  add({ learner, enrolment, profile }: LearnerGlance): void {
    if (this.isMore || this.#isBefore(learner) || !this.#isWanted(enrolment)) return;
    if (this.learners.length === PAGE_LEARNERS_MAX) {
      this.isMore = true;
      return;
    }
    const { enrolledAt, completedAt, certified } = enrolment;
    this.learners.push({
      learner: textOf(learner),
      name: nameOf([profile.field(0), profile.field(1)]),
      percent: percentOf(enrolment, this.#rules.required),
      ...{ enrolledAt, completedAt, isCertified: certified },
      lastActiveAt: lastActiveAt(enrolment),
    });
  }

  /** What the next page begins after; `null` = this is the last. */
  get next(): string | null {
    return this.isMore ? (this.learners.at(-1)?.learner ?? null) : null;
  }

  /** L1. */
  #isBefore({ bytes, from, to }: TextSpan): boolean {
    if (this.#after.length === 0) return false;
    return this.#after.compare(bytes, from, to) >= 0;
  }

  #isWanted(seen: SeenEnrolment): boolean {
    const isComplete = seen.completedAt !== NEVER;
    switch (this.#rules.filter) {
      case 'all':
        return true;
      case 'stuck':
        return isStuck(seen, this.#rules);
      case 'open':
        return seen.isEnrolled && !isComplete;
      case 'completed':
        return seen.isEnrolled && isComplete;
      case 'certified':
        return seen.certified;
      case 'left':
        return !seen.isEnrolled;
    }
  }
}

const textOf = ({ bytes, from, to }: TextSpan): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();

const nameOf = (spans: readonly (TextSpan | null)[]): string =>
  spans
    .map((span) => (span === null ? '' : textOf(span).trim()))
    .filter((part) => part !== '' && part.toLowerCase() !== 'null')
    .join(' ');
