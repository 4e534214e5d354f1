/**
 * Random courses: hierarchies of any depth with shared leaves and units, optional nodes and units,
 * collections with `leafNodes` of their own, and scored contents.
 */
import fc from 'fast-check';
import { courseTree, type CourseTree } from '../src/domain/course.js';
import { COLLECTION_MIME_TYPE, type HierarchyNode } from '../src/domain/hierarchy.js';
import type { ContentId } from '../src/domain/ids.js';
import { CONTENTS, KEY } from './arbitraries.js';

const DEPTH_MAX = 4;
const CHILDREN_MAX = 4;

const optional = fc.oneof(
  { arbitrary: fc.constant(false), weight: 3 },
  { arbitrary: fc.constant(true), weight: 1 },
);

const kinds = fc.constantFrom(
  { contentType: 'Resource', objectType: 'Content', primaryCategory: 'Learning Resource' },
  { contentType: 'SelfAssess', objectType: 'Content', primaryCategory: 'Course Assessment' },
  { contentType: '', objectType: 'QuestionSet', primaryCategory: 'Practice Question Set' },
  { contentType: '', objectType: 'QuestionSet', primaryCategory: 'Demo Question Set' },
);

const ownLeafNodes = fc.oneof(
  { arbitrary: fc.constant(null), weight: 4 },
  {
    arbitrary: fc.array(fc.constantFrom<string>(...CONTENTS, 'gone'), { maxLength: 4 }),
    weight: 1,
  },
);

const leaf: fc.Arbitrary<HierarchyNode> = fc
  .record({
    identifier: fc.constantFrom<string>(...CONTENTS),
    mimeType: fc.constantFrom('application/pdf', ''),
    kind: kinds,
    optional,
  })
  .map(({ kind, ...given }) => ({
    ...given,
    ...kind,
    name: given.identifier,
    visibility: 'Default',
    leafNodes: null,
    leafNodesCount: 0,
    children: [],
  }));

const collection = (
  identifier: fc.Arbitrary<string>,
  children: fc.Arbitrary<HierarchyNode[]>,
): fc.Arbitrary<HierarchyNode> =>
  fc.record({
    identifier,
    name: fc.constantFrom('Unit one', 'Unit two'),
    mimeType: fc.constant(COLLECTION_MIME_TYPE),
    contentType: fc.constantFrom('CourseUnit', 'SelfAssess'),
    objectType: fc.constant('Collection'),
    primaryCategory: fc.constant('Course Unit'),
    visibility: fc.constant('Parent'),
    optional,
    leafNodes: ownLeafNodes,
    leafNodesCount: fc.integer({ min: 0, max: 9 }),
    children,
  });

const { children } = fc.letrec<{ node: HierarchyNode; children: HierarchyNode[] }>((tie) => ({
  node: fc.oneof(
    { maxDepth: DEPTH_MAX, withCrossShrink: true },
    { arbitrary: leaf, weight: 2 },
    { arbitrary: collection(fc.constantFrom('u0', 'u1', 'u2', 'u3'), tie('children')), weight: 1 },
  ),
  children: fc.array(tie('node'), { maxLength: CHILDREN_MAX }),
}));

/** A course's hierarchy from its root. */
export const hierarchy: fc.Arbitrary<HierarchyNode> = collection(
  fc.constant<string>(KEY.course),
  children,
);

/** A course of few leaves, so that random work completes it often. */
const smallTree: fc.Arbitrary<CourseTree> = fc
  .record({ leaves: fc.subarray([...CONTENTS]), optional: fc.subarray([...CONTENTS]) })
  .map(({ leaves, optional: spared }) => treeOf(leaves.slice(0, 3), spared));

/** A course under version 1. */
export const tree: fc.Arbitrary<CourseTree> = fc.oneof(
  { arbitrary: smallTree, weight: 3 },
  { arbitrary: hierarchy.map((root) => courseTree(root, 1)), weight: 1 },
);

function treeOf(leaves: readonly ContentId[], spared: readonly ContentId[]): CourseTree {
  const optionalLeaves = leaves.filter((c) => spared.includes(c));
  const required = leaves.filter((c) => !spared.includes(c));
  return {
    course: KEY.course,
    version: 1,
    leaves,
    optional: optionalLeaves,
    required,
    units: [{ unit: 'u0' as ContentId, name: 'Unit', leaves, required }],
    ancestors: new Map(leaves.map((c) => [c, ['u0' as ContentId]])),
    scored: leaves,
    firstLevel: ['u0' as ContentId],
    titles: new Map(),
    leafNodesCount: leaves.length,
  };
}
