/**
 * What a projection is made of, and whether progress is to be derived anew in it.
 *
 * Source: `reference/jobs.md` 1.4-1.8: the job derives progress when a completed content is told.
 */
import { sameContent } from '../../domain/content.js';
import type { CourseTree } from '../../domain/course.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import { NEVER, type Instant } from '../../domain/ids.js';
import type { AttemptRow } from '../ports.js';
import type { RowZone } from './rows.js';

/**
 * Derived columns that are written though no state changed: `progress` after an enrolment sync, a
 * recomputation, a new course version, or the first command since an enrolment was adopted;
 * `scores` after a request to score again.
 */
export type Renewal = 'progress' | 'scores';

export interface Projection {
  /** The state that the rows show; `null` = nothing is known of them: everything is written. */
  readonly before: EnrolmentState | null;
  readonly after: EnrolmentState;
  /** `null` = retired or not known: nothing is derived from it. */
  readonly tree: CourseTree | null;
  /** Answers of the attempts that changed; an attempt without any keeps its stored ones. */
  readonly attempts: readonly AttemptRow[];
  readonly renew: ReadonlySet<Renewal>;
  /**
   * `jobs`: another service is the API and alone writes membership, times, progress of contents
   * and what was read last.
   */
  readonly columns: 'all' | 'jobs';
  readonly withUnits: boolean;
  /** Stamped on rows as the time of writing. */
  readonly now: Instant;
  readonly zone: RowZone;
}

/** Whether progress is derived: a completed content is new or was told again, or it is asked. */
export function progressIsDue({ before, after, renew }: Projection): boolean {
  if (renew.has('progress')) return true;
  if ((before?.completedAt ?? NEVER) !== after.completedAt) return true;
  if (before?.contents === after.contents) return false;
  return [...after.contents.values()].some((content) => {
    const held = before?.contents.get(content.content);
    return content.status === 2 && (held === undefined || !sameContent(held, content));
  });
}

/** The course, where progress can be derived from it: one without leaves has none. */
export const countedTree = ({ tree }: Projection): CourseTree | null =>
  tree !== null && tree.leaves.length > 0 ? tree : null;
