/**
 * The catalogue as the engine's callers see it: a change of a course, batch or user also starts
 * what follows from it.
 */
import type { EnrolmentKey } from '../domain/ids.js';
import type { Catalogue } from '../engine.js';
import type { CatalogueCache } from '../persistence/catalogue.js';
import type { CourseInfo, UserStore } from '../persistence/ports.js';

export interface CatalogueConsequences {
  /** The structure of a course changed: its learners are to be derived again. */
  published(info: CourseInfo): void;
  /** Effects that wait for what changed may be tried again: those of these enrolments. */
  changed(concerns: (key: EnrolmentKey) => boolean): void;
}

export function managedCatalogue(
  cache: CatalogueCache,
  users: UserStore,
  consequences: CatalogueConsequences,
): Catalogue {
  return {
    course: (course) => cache.course(course),
    tree: (course, version = 0) => cache.structure(course, version)?.tree ?? null,
    publish: async (info, hierarchy) => {
      const published = await cache.publish(info, hierarchy);
      if (!published.ok) return published;
      const { version, evaluatedVersion } = published.value;
      if (evaluatedVersion < version) consequences.published(published.value);
      return published;
    },
    batch: (batch) => cache.batch(batch),
    batchesOf: (course) => cache.batches().filter((batch) => batch.course === course),
    allBatches: () => cache.batches(),
    putBatch: async (batch) => {
      const stored = await cache.putBatch(batch);
      if (stored.ok) consequences.changed((key) => key.batch === batch.batch);
      return stored;
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
