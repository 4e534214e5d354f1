/**
 * The course tree against a naive model: a flat list of the hierarchy's nodes with their paths, and
 * each rule as a sentence over that list (`reference/jobs.md` 6, N1-N2 of `relation-sets.ts`).
 */
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Command } from '../src/domain/command.js';
import { courseTree, sameTree, type CourseTree } from '../src/domain/course.js';
import { isCollection, type HierarchyNode } from '../src/domain/hierarchy.js';
import { NEVER, type Instant } from '../src/domain/ids.js';
import { courseProgress } from '../src/domain/progress.js';
import { holds } from './check.js';
import { hierarchy, tree } from './hierarchies.js';
import { stateAfter, history } from './histories.js';

/** A node and the nodes above it, from the one that was asked about downwards. */
interface Placed {
  readonly node: HierarchyNode;
  readonly path: readonly HierarchyNode[];
}

describe('A course tree', () => {
  holds(
    'Leaves are the contents below collections, or what the root was published with, each once',
    fc.property(hierarchy, (root) => {
      const { leaves } = courseTree(root, 1);

      expect(new Set(leaves).size).toBe(leaves.length);
      expect(sorted(leaves)).toEqual(sorted(naiveLeaves(root)));
    }),
  );

  holds(
    'Optional nodes are those marked so that lie below no other optional node',
    fc.property(hierarchy, (root) => {
      const { optional, leaves, required } = courseTree(root, 1);

      expect(new Set(optional).size).toBe(optional.length);
      expect(sorted(optional)).toEqual(sorted(naiveOptional(root)));
      expect(required).toEqual(leaves.filter((c) => !optional.includes(c)));
    }),
  );

  holds(
    'A leaf below an optional unit stays required unless it is optional elsewhere',
    fc.property(hierarchy, (root) => {
      const { required } = courseTree(root, 1);
      const kept = placed(root)
        .filter(({ node, path }) => isLeaf(node) && path.some((p) => p !== root && p.optional))
        .map(({ node }) => node.identifier)
        .filter((id) => naiveLeaves(root).has(id) && !naiveOptional(root).has(id));

      expect(required).toEqual(expect.arrayContaining(kept));
    }),
  );

  holds(
    'Units are the collections below the course, in order, with leaf nodes of their own',
    fc.property(hierarchy, (root) => {
      const units = firstById(collectionsOf(root));

      expect(courseTree(root, 1).units.map((u) => u.unit)).toEqual(units.map((u) => u.identifier));
      courseTree(root, 1).units.forEach((unit, i) => {
        const own = units[i]!;
        const open = [...naiveLeaves(own)].filter((c) => !naiveOptional(own).has(c));
        expect(unit.name).toBe(own.name);
        expect(sorted(unit.leaves)).toEqual(sorted(naiveLeaves(own)));
        expect(sorted(unit.required)).toEqual(sorted(open));
      });
    }),
  );

  holds(
    'The ancestors of a content are all units above any of its places',
    fc.property(hierarchy, (root) => {
      const { ancestors } = courseTree(root, 1);
      const inUnits = placed(root).filter(({ node, path }) => isLeaf(node) && inCollections(path));

      expect(sorted(ancestors.keys())).toEqual(sorted(inUnits.map((p) => p.node.identifier)));
      for (const [content, units] of ancestors) {
        const above = inUnits
          .filter((p) => p.node.identifier === content)
          .flatMap((p) => p.path.filter((n) => n !== root).map((n) => n.identifier));
        expect(new Set(units).size).toBe(units.length);
        expect(sorted(units)).toEqual(sorted(above));
      }
    }),
  );

  holds(
    'Scored contents are the self-assessments and practice question sets at any depth',
    fc.property(hierarchy, (root) => {
      const nodes = [root, ...placed(root).map((p) => p.node)];
      const scored = nodes.filter(
        (n) => n.contentType === 'SelfAssess' || n.primaryCategory === 'Practice Question Set',
      );

      expect(sorted(courseTree(root, 1).scored)).toEqual(sorted(scored.map((n) => n.identifier)));
    }),
  );

  holds(
    'Equal hierarchies give equal trees under any version, and one more leaf a different one',
    fc.property(hierarchy, fc.integer({ min: 2, max: 9 }), (root, version) => {
      const copy = structuredClone(root);
      const longer = { ...root, leafNodes: [...naiveLeaves(root), 'one-more'] };

      expect(sameTree(courseTree(root, 1), courseTree(copy, version))).toBe(true);
      expect(sameTree(courseTree(root, 1), courseTree(longer, 1))).toBe(false);
    }),
  );
});

describe('Completion', () => {
  holds(
    'A course is completed exactly when and at the time that the observations say',
    fc.property(history, tree, (commands, course) => {
      expect(stateAfter(commands, course).completedAt).toBe(naiveCompletion(commands, course));
    }),
  );

  holds(
    'The counts are those of the contents with an observed completion',
    fc.property(history, tree, (commands, course) => {
      const done = new Set(firstCompletions(commands).keys());
      const state = stateAfter(commands, course);

      const progress = courseProgress(state, course);

      expect(progress.completed).toBe(course.required.filter((c) => done.has(c)).length);
      expect(progress.required).toBe(course.required.length);
      expect(progress.units.map((u) => u.completed)).toEqual(
        course.units.map((u) => u.required.filter((c) => done.has(c)).length),
      );
      expect(progress.status).toBe(state.completedAt !== NEVER ? 2 : done.size > 0 ? 1 : 0);
    }),
  );
});

/** All nodes below a node with their paths, found by walking a list, parents before children. */
function placed(from: HierarchyNode): Placed[] {
  const found: Placed[] = [];
  const waiting: Placed[] = [{ node: from, path: [] }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const path = [...next.path, next.node];
    const below = next.node.children.map((node) => ({ node, path }));
    found.push(...below);
    waiting.unshift(...below);
  }
  return found;
}

const isLeaf = (node: HierarchyNode): boolean => !isCollection(node);

/** The path's first node is the one asked about, whatever its kind. */
const inCollections = (path: readonly HierarchyNode[]): boolean =>
  path.slice(1).every(isCollection);

function naiveLeaves(of: HierarchyNode): Set<string> {
  if (of.leafNodes !== null && of.leafNodes.length > 0) return new Set(of.leafNodes);
  const contents = placed(of).filter(({ node, path }) => isLeaf(node) && inCollections(path));
  return new Set(contents.map((p) => p.node.identifier));
}

function naiveOptional(of: HierarchyNode): Set<string> {
  const marked = placed(of).filter(
    ({ node, path }) => node.optional && !path.slice(1).some((above) => above.optional),
  );
  return new Set(marked.map((p) => p.node.identifier));
}

/** Collections in the order in which a reader of the hierarchy meets them. */
function collectionsOf(node: HierarchyNode): HierarchyNode[] {
  const found: HierarchyNode[] = [];
  for (const child of node.children) {
    if (isCollection(child)) found.push(child, ...collectionsOf(child));
  }
  return found;
}

const firstById = (nodes: readonly HierarchyNode[]): HierarchyNode[] =>
  nodes.filter((n, i) => nodes.findIndex((m) => m.identifier === n.identifier) === i);

function firstCompletions(commands: readonly Command[]): Map<string, Instant> {
  const firsts = new Map<string, Instant>();
  for (const seen of commands.flatMap((c) => (c.kind === 'observe' ? c.contents : []))) {
    if (seen.status !== 2) continue;
    const held = firsts.get(seen.content) ?? Infinity;
    firsts.set(seen.content, Math.min(held, seen.firstCompletedAt));
  }
  return firsts;
}

/** The definition: enrolled, all required contents done; of an all-optional course, any content. */
function naiveCompletion(commands: readonly Command[], course: CourseTree): Instant {
  const enrolments = commands.flatMap((c) => (c.kind === 'enrol' ? [c.at] : []));
  const firsts = firstCompletions(commands);
  if (enrolments.length === 0 || firsts.size === 0 || course.leaves.length === 0) return NEVER;
  if (!course.required.every((c) => firsts.has(c))) return NEVER;
  const work =
    course.required.length === 0
      ? Math.min(...firsts.values())
      : Math.max(...course.required.map((c) => firsts.get(c)!));
  return Math.max(Math.min(...enrolments), work);
}

const sorted = (ids: Iterable<string>): string[] => [...new Set(ids)].sort();
