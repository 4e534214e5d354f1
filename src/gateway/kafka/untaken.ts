/**
 * What of a reader's records is processed and not yet said to be taken: a place and an age for
 * each partition. Knows nothing of what the records were.
 */
import type { Instant } from '../../domain/ids.js';
import type { SourceOffset } from '../../persistence/ports.js';

export interface Portion {
  /** When the oldest record reached the topic; `null` = there is none. */
  readonly oldest: Instant | null;
  readonly records: number;
}

/** A place to begin at, without any record before it. */
export const BEGINNING: Portion = { oldest: null, records: 0 };

/** A partition's records since the last cut. */
export interface Mark extends Portion {
  readonly at: SourceOffset;
}

export interface Untaken {
  /** Records that are processed and not settled. */
  readonly records: number;
  /** When the oldest of them reached its topic; `null` = there is none. */
  readonly oldest: Instant | null;
  /** Whether a cut would bring anything. */
  readonly isEmpty: boolean;
  /** Everything below `at.next` is processed, and a portion below it just now. */
  add(at: SourceOffset, portion: Portion): void;
  /** Hands over everything until now; it still counts until it is settled or given back. */
  cut(): readonly Mark[];
  /** What was cut is taken. */
  settle(marks: readonly Mark[]): void;
  /** What was cut is durable and could not be said to be taken: it comes with the next cut. */
  giveBack(marks: readonly Mark[]): void;
}

export function newUntaken(): Untaken {
  const fresh = new Map<string, Mark>();
  let underWay: readonly Mark[] = [];
  let records = 0;
  const put = (mark: Mark): void => {
    const name = `${mark.at.topic}/${mark.at.partition}`;
    const before = fresh.get(name);
    fresh.set(name, before === undefined ? mark : joined(before, mark));
  };
  return {
    get records() {
      return records;
    },
    get oldest() {
      const times = [...fresh.values(), ...underWay].flatMap(({ oldest }) => oldest ?? []);
      return times.length === 0 ? null : Math.min(...times);
    },
    get isEmpty() {
      return fresh.size === 0;
    },
    add(at, portion) {
      records += portion.records;
      put({ at, ...portion });
    },
    cut() {
      underWay = [...fresh.values()];
      fresh.clear();
      return underWay;
    },
    settle(marks) {
      underWay = [];
      for (const mark of marks) records -= mark.records;
    },
    giveBack(marks) {
      underWay = [];
      const later = [...fresh.values()];
      fresh.clear();
      for (const mark of [...marks, ...later]) put(mark);
    },
  };
}

function joined(before: Mark, after: Mark): Mark {
  const times = [before.oldest, after.oldest].filter((time) => time !== null);
  return {
    at: after.at,
    oldest: times.length === 0 ? null : Math.min(...times),
    records: before.records + after.records,
  };
}
