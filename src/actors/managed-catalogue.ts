/**
 * The catalogue as the engine's callers see it: a change of a course, batch or user also starts
 * what follows from it.
 *
 * - M1 That a batch is to be indexed is remembered with the batch and performed only after both are
 *   there. On one process a crash in between leaves an effect too many and never one too few (R3).
 *   In a cluster the batch comes first: whoever put it was not answered, and puts it again.
 * - M2 Every change of a batch has a later time than the one before, whatever clock told it: the
 *   search index orders the states of a batch by it.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Batch } from '../domain/batch.js';
import type { CourseStructure } from '../domain/course.js';
import type { Effect } from '../domain/effects.js';
import type { EnrolmentKey } from '../domain/ids.js';
import { ok } from '../domain/result.js';
import type { Answer, Catalogue } from '../engine.js';
import type { CatalogueCache } from '../persistence/catalogue.js';
import type { CourseInfo, Stored, UserStore } from '../persistence/ports.js';

export interface CatalogueConsequences {
  /** See `EngineParts`. */
  readonly relate: ((course: CourseStructure) => Stored<void>) | null;
  /** The structure of a course changed: its learners are to be derived again. */
  published(info: CourseInfo): void;
  /** Effects that wait for what changed may be tried again: those of these enrolments. */
  changed(concerns: (key: EnrolmentKey) => boolean): void;
  /** Batches are shown to those who search outside. */
  readonly isIndexed: boolean;
  /** Makes effects durable, then the change that they follow from; then they are performed. */
  remember(effects: readonly Effect[], change: () => Stored<void>): Answer<void>;
}

export function managedCatalogue(
  cache: CatalogueCache,
  users: UserStore,
  consequences: CatalogueConsequences,
): Catalogue {
  return {
    course: (course) => cache.course(course),
    allCourses: () => cache.courses(),
    tree: (course, version = 0) => cache.structure(course, version)?.tree ?? null,
    publish: async (info, hierarchy) => {
      const published = await cache.publish(info, hierarchy);
      if (!published.ok) return published;
      const related = (await consequences.relate?.(hierarchy)) ?? ok(undefined);
      // Whoever publishes repeats it, and finds the structure there already.
      if (!related.ok) return related;
      const { version, evaluatedVersion } = published.value;
      if (evaluatedVersion < version) consequences.published(published.value);
      return published;
    },
    batch: (batch) => cache.batch(batch),
    batchesOf: (course) => cache.batches().filter((batch) => batch.course === course),
    allBatches: () => cache.batches(),
    putBatch: (batch) => {
      const index: Effect = { kind: 'index', batch: batch.batch };
      const put = async (): Stored<void> => {
        const stored = await cache.putBatch(changedForward(cache.batch(batch.batch), batch));
        if (stored.ok) consequences.changed((key) => key.batch === batch.batch);
        return stored;
      };
      return consequences.isIndexed ? consequences.remember([index], put) : put();
    },
    user: (learner) => users.user(learner),
    putUsers: async (entries) => {
      const stored = await users.putUsers(entries);
      if (!stored.ok) return stored;
      const changed = new Set(entries.map(([learner]) => learner));
      consequences.changed((key) => changed.has(key.learner));
      return stored;
    },
  };
}

/** M2. */
function changedForward(stored: Batch | null, batch: Batch): Batch {
  if (stored === null || stored.updatedAt < batch.updatedAt) return batch;
  if (isDeepStrictEqual(stored, batch)) return batch;
  return { ...batch, updatedAt: stored.updatedAt + 1 };
}
