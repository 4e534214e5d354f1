/**
 * Courses by Sunbird's relation sets in Redis: kept there when a course is published, so that
 * Sunbird's own jobs go on, and read from there where nothing else knows a course. Part of the
 * composition root.
 */
import type { CourseStructure } from './domain/course.js';
import type { CourseId } from './domain/ids.js';
import { relationSets } from './domain/relation-sets.js';
import type { Catalogue, PublishedCourse } from './engine.js';
import type { Refreshed } from './gateway/topics/ingress.js';
import type { RelationStore } from './persistence/redis/relations.js';
import type { Stored } from './persistence/ports.js';

/** Replaces the sets of a published course. */
export const relationsKeptIn =
  (relations: RelationStore) =>
  (course: CourseStructure): Stored<void> =>
    relations.replace('identifier' in course ? relationSets(course) : course);

/** Tries one way after the other to find a course. */
export const firstFound =
  (...ways: readonly ((course: CourseId) => Promise<Refreshed>)[]) =>
  async (course: CourseId): Promise<Refreshed> => {
    let last: Refreshed = { kind: 'rejected', reason: `nobody knows the course ${course}` };
    for (const way of ways) {
      last = await way(course);
      if (last.kind === 'changed' || last.kind === 'unchanged') return last;
    }
    return last;
  };

/** Publishes a course as its sets have it: they know no names. */
export const courseOfRelations =
  (relations: RelationStore, catalogue: Pick<Catalogue, 'publish'>, now: () => number) =>
  async (course: CourseId): Promise<Refreshed> => {
    const sets = await relations.sets(course);
    if (!sets.ok) return { kind: 'retry', reason: sets.error.detail };
    if (sets.value === null) return { kind: 'rejected', reason: `no relations of ${course}` };
    const published = await catalogue.publish(nameless(course, now()), sets.value);
    if (published.ok) return { kind: 'changed' };
    return { kind: 'retry', reason: `the course ${course} cannot be written` };
  };

const nameless = (course: CourseId, at: number): PublishedCourse => ({
  ...{ course, name: course, description: '', appIcon: '', status: 'Live' },
  ...{ channel: '', userConsent: '', leafNodesCount: 0 },
  publishedAt: at,
});
