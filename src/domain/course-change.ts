/** What differs between two structures of a course, as far as anybody's progress depends on it. */
import type { CourseTree } from './course.js';
import { sameTree } from './course.js';
import type { ContentId } from './ids.js';

export interface CourseChange {
  /** Nothing that a learner's state can depend on differs; titles may. */
  readonly isSame: boolean;
  readonly requiredBefore: number;
  readonly requiredAfter: number;
  readonly added: readonly ContentId[];
  readonly removed: readonly ContentId[];
  readonly nowOptional: readonly ContentId[];
  readonly nowRequired: readonly ContentId[];
}

/** Contents by what becomes of them, in the order of the structures. `null` = there was none. */
export function courseChange(before: CourseTree | null, after: CourseTree): CourseChange {
  const [old, now] = [new Set(before?.leaves), new Set(after.leaves)];
  const [wasRequired, isRequired] = [new Set(before?.required), new Set(after.required)];
  const kept = after.leaves.filter((leaf) => old.has(leaf));
  return {
    isSame: before !== null && sameTree(before, after),
    requiredBefore: wasRequired.size,
    requiredAfter: isRequired.size,
    added: after.leaves.filter((leaf) => !old.has(leaf)),
    removed: [...old].filter((leaf) => !now.has(leaf)),
    nowOptional: kept.filter((leaf) => wasRequired.has(leaf) && !isRequired.has(leaf)),
    nowRequired: kept.filter((leaf) => !wasRequired.has(leaf) && isRequired.has(leaf)),
  };
}
