/**
 * What publishing a structure would change: counts of all learners of the course, and the first of
 * those who change. Reads durable snapshots and changes nothing.
 */
import { courseTree, type CourseStructure } from '../domain/course.js';
import type { CourseId } from '../domain/ids.js';
import { underStructure } from '../domain/what-if.js';
import type { Engine } from '../engine.js';
import {
  compareStructures,
  NO_CHANGES,
  sumOf,
  type ChangeCounts,
  type ChangedLearner,
} from '../reports/what-if.js';

/** Learners that one answer shows. */
const SHOWN_COUNT_MAX = 100;

export interface CoursePreview {
  readonly courseId: string;
  readonly dryRun: true;
  /** Learners who would be completed by it, and those whose percentage would move. */
  readonly completes: number;
  readonly progressUp: number;
  readonly progressDown: number;
  readonly unchanged: number;
  /** Of each kind the first, in the order of batches and learners. */
  readonly learners: readonly ChangedLearner[];
}

/** Counts over every batch of the course; throws what keeps a snapshot from being read. */
export async function previewOf(
  engine: Pick<Engine, 'participants'> & {
    readonly catalogue: Pick<Engine['catalogue'], 'tree' | 'batchesOf'>;
  },
  course: CourseId,
  structure: CourseStructure,
): Promise<CoursePreview> {
  const before = engine.catalogue.tree(course);
  const after = courseTree(structure, (before?.version ?? 0) + 1);
  const learners: ChangedLearner[] = [];
  let counts: Readonly<ChangeCounts> = NO_CHANGES;
  for (const { batch } of engine.catalogue.batchesOf(course)) {
    const found = await compareStructures(
      engine.participants(course, batch),
      (state) => underStructure(state, before, after),
      (learner) => {
        if (learners.length < SHOWN_COUNT_MAX) learners.push(learner);
      },
    );
    counts = sumOf(counts, found);
  }
  return {
    ...{ courseId: course, dryRun: true, completes: counts.completes },
    ...{ progressUp: counts['progress-up'], progressDown: counts['progress-down'] },
    ...{ unchanged: counts.none, learners },
  };
}
