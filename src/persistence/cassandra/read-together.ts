/**
 * Reads of many learners of one batch as one request. A flush asks for fifty learners at once, each
 * for rows in a partition of its own; a request for each costs both sides far more than its row.
 *
 * - T1 Only what is asked for before its read is sent goes with it: nobody is answered from a read
 *   that began before the question.
 * - T2 What fails a read fails it for all who wait for it.
 */
import type { BatchId, CourseId, EnrolmentKey, LearnerId } from '../../domain/ids.js';
import { ok } from '../../domain/result.js';
import type { Stored } from '../ports.js';

/** Partitions of one request; the server asks for all of them at once. */
export const LEARNERS_A_READ_MAX = 50;

/** Reads what is stored of some learners in a batch; of whom there is nothing, nothing is told. */
export type ReadLearners<T> = (
  course: CourseId,
  batch: BatchId,
  learners: readonly LearnerId[],
) => Stored<ReadonlyMap<string, T>>;

/** A read that is about to be sent. */
interface Gathering<T> {
  readonly learners: Set<LearnerId>;
  readonly found: Stored<ReadonlyMap<string, T>>;
}

/** A read of one enrolment, sent with the others of the moment; `null` = nothing is stored. */
export function readTogether<T>(read: ReadLearners<T>): (key: EnrolmentKey) => Stored<T | null> {
  const gatherings = new Map<string, Gathering<T>>();
  const begin = (name: string, { course, batch }: EnrolmentKey): Gathering<T> => {
    const learners = new Set<LearnerId>();
    const found = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      // T1. A full one has made way for the next already.
      if (gatherings.get(name)?.learners === learners) gatherings.delete(name);
      return read(course, batch, [...learners]);
    });
    return { learners, found };
  };
  return async (key) => {
    const name = `${key.course}\u0000${key.batch}`;
    let gathering = gatherings.get(name);
    if (gathering === undefined || gathering.learners.size >= LEARNERS_A_READ_MAX) {
      gatherings.set(name, (gathering = begin(name, key)));
    }
    gathering.learners.add(key.learner);
    const found = await gathering.found;
    return found.ok ? ok(found.value.get(key.learner) ?? null) : found;
  };
}
