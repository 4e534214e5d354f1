/**
 * The two ways to a course tree, from its hierarchy and from the relation sets that Sunbird made of
 * it, agree in everything that sets can say (`reference/jobs.md` 6).
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { courseTree, type CourseTree } from '../src/domain/course.js';
import {
  goneKeys,
  readRelations,
  relationKeys,
  relationSets,
} from '../src/domain/relation-sets.js';
import type { RelationSets } from '../src/domain/relation-sets.js';
import { KEY } from './arbitraries.js';
import { holds } from './check.js';
import { hierarchy } from './hierarchies.js';

describe('Relation sets', () => {
  holds(
    'A course read from its sets has the tree of its hierarchy',
    fc.property(hierarchy, (root) => {
      const sets = readRelations(relationKeys(relationSets(root))).get(KEY.course);

      expect(comparable(courseTree(sets ?? NO_SETS, 1))).toEqual(comparable(courseTree(root, 1)));
    }),
  );

  holds(
    'Sets written over those of another version leave exactly their own keys',
    fc.property(hierarchy, hierarchy, (before, after) => {
      const keys = new Map([...relationKeys(relationSets(before))]);
      const sets = relationSets(after);

      for (const gone of goneKeys(keys.keys(), sets)) keys.delete(gone);
      for (const [key, members] of relationKeys(sets)) keys.set(key, members);

      expect(Object.fromEntries(keys)).toEqual(Object.fromEntries(relationKeys(sets)));
    }),
  );
});

const NO_SETS: RelationSets = {
  course: KEY.course,
  leafNodes: new Map(),
  optionalNodes: new Map(),
  ancestors: new Map(),
};

/** What sets can say of a tree, in one order: a unit that nothing is in has no set. */
function comparable(tree: CourseTree): unknown {
  const named = new Set([...tree.ancestors.values()].flat());
  const units = tree.units.filter((u) => u.leaves.length > 0 || named.has(u.unit));
  return {
    leaves: sorted(tree.leaves),
    optional: sorted(tree.optional),
    required: sorted(tree.required),
    units: units
      .map((u) => [u.unit, sorted(u.leaves), sorted(u.required)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    ancestors: Object.fromEntries([...tree.ancestors].map(([leaf, ids]) => [leaf, sorted(ids)])),
  };
}

const sorted = (ids: readonly string[]): string[] => [...ids].sort();
