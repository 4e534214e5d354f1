/**
 * What progress needs to know of a course: its leaf nodes, optional nodes, units and scored
 * contents, from a Sunbird content hierarchy of any depth or from the relation sets that Sunbird
 * made of one. The rules of the sets are `relation-sets.ts`'s, so both ways give one answer. Owns
 * no storage and no version history; the catalogue numbers the versions.
 *
 * - T1 Two structures that are equal give equal trees: `sameTree` decides on a new version.
 * - T3 Titles change without a new version: nothing that a learner's state holds depends on them.
 * - T2 Sets know no names and no scored contents: units are named by their ids.
 */
import { collectionsBelow, isCollection, type HierarchyNode } from './hierarchy.js';
import { compareText, type ContentId, type CourseId } from './ids.js';
import { relationSets, type RelationSets } from './relation-sets.js';

/** What a course can be read from. */
export type CourseStructure = HierarchyNode | RelationSets;

export interface Unit {
  readonly unit: ContentId;
  readonly name: string;
  readonly leaves: readonly ContentId[];
  readonly required: readonly ContentId[];
}

export interface CourseTree {
  readonly course: CourseId;
  /** 1, 2, ...: numbered by the catalogue, one number a structure. */
  readonly version: number;
  /** Distinct leaf nodes in the order of the structure; the content table of a snapshot. */
  readonly leaves: readonly ContentId[];
  readonly optional: readonly ContentId[];
  /** Leaves minus optional nodes: what completion asks for. */
  readonly required: readonly ContentId[];
  readonly units: readonly Unit[];
  /** Units above each leaf, the course itself left out. */
  readonly ancestors: ReadonlyMap<ContentId, readonly ContentId[]>;
  /** Contents whose scores reports show (`reference/exhausts.md` 3.1). */
  readonly scored: readonly ContentId[];
  /** Units right below the course, in its order. */
  readonly firstLevel: readonly ContentId[];
  /** Names of the contents that have one; a name is no part of the structure (T3). */
  readonly titles: ReadonlyMap<ContentId, string>;
  /** `leafNodesCount` of the hierarchy's root, as published; reports divide by it. */
  readonly leafNodesCount: number;
}

/** Derives the tree of a course. Total: any well-typed structure has a tree. */
export function courseTree(structure: CourseStructure, version: number): CourseTree {
  return 'identifier' in structure
    ? treeOfHierarchy(structure, version)
    : treeOfSets(structure, version);
}

/** Whether two trees agree in everything that a learner's state can depend on. */
export function sameTree(a: CourseTree, b: CourseTree): boolean {
  return fingerprint(a) === fingerprint(b);
}

function fingerprint(tree: CourseTree): string {
  const { leaves, optional, units, scored, leafNodesCount } = tree;
  const ancestors = [...tree.ancestors].sort(([a], [b]) => compareText(a, b));
  return JSON.stringify([leaves, optional, units, scored, leafNodesCount, ancestors]);
}

type Related = Omit<CourseTree, 'version' | 'scored' | 'leafNodesCount' | 'firstLevel' | 'titles'>;

function treeOfHierarchy(root: HierarchyNode, version: number): CourseTree {
  const names = new Map<ContentId, string>();
  for (const { identifier, name } of collectionsBelow(root)) {
    const unit = identifier as ContentId;
    if (!names.has(unit)) names.set(unit, name);
  }
  return {
    ...related(relationSets(root), names),
    version,
    scored: scoredContents(root),
    firstLevel: distinct(root.children.filter(isCollection).map(idOf)),
    titles: new Map(contentsBelow(root).map((node) => [idOf(node), node.name])),
    leafNodesCount: root.leafNodesCount,
  };
}

/** Every collection that the sets name is a unit, also one that has no leaf nodes of its own. */
function treeOfSets(sets: RelationSets, version: number): CourseTree {
  const units = [...sets.leafNodes.keys(), ...[...sets.ancestors.values()].flat()];
  const tree = related(sets, new Map(units.map((unit) => [unit, unit])));
  const firstLevel = tree.units.filter((unit) => isOutermost(unit, tree.units));
  return {
    ...tree,
    version,
    scored: [],
    firstLevel: firstLevel.map(({ unit }) => unit),
    titles: new Map(),
    leafNodesCount: tree.leaves.length,
  };
}

/** Whether no other unit holds all that this one holds, and more. */
function isOutermost({ leaves }: Unit, units: readonly Unit[]): boolean {
  return !units.some((other) => {
    if (other.leaves.length <= leaves.length) return false;
    const held = new Set(other.leaves);
    return leaves.every((leaf) => held.has(leaf));
  });
}

/** What the sets say, for units that are named in order. */
function related(sets: RelationSets, names: ReadonlyMap<ContentId, string>): Related {
  const isUnit = (id: string): boolean => id !== sets.course;
  const ofCourse = unitOf(sets, sets.course, '');
  return {
    course: sets.course,
    leaves: ofCourse.leaves,
    optional: membersOf(sets.optionalNodes, sets.course),
    required: ofCourse.required,
    units: [...names].filter(([id]) => isUnit(id)).map(([id, name]) => unitOf(sets, id, name)),
    ancestors: new Map([...sets.ancestors].map(([leaf, ids]) => [leaf, ids.filter(isUnit)])),
  };
}

function unitOf(sets: RelationSets, id: string, name: string): Unit {
  const leaves = membersOf(sets.leafNodes, id);
  const optional = new Set(membersOf(sets.optionalNodes, id));
  const required = leaves.filter((leaf) => !optional.has(leaf));
  return { unit: id as ContentId, name, leaves, required };
}

/** The course is a collection like its units, and the sets name it by the same text. */
const membersOf = (relation: RelationSets['leafNodes'], id: string): readonly ContentId[] =>
  relation.get(id as ContentId) ?? [];

/** `reference/exhausts.md` 3.1: self-assessments and practice question sets, at any depth. */
function scoredContents(root: HierarchyNode): ContentId[] {
  const own = isScored(root) ? [root.identifier as ContentId] : [];
  return [...new Set([...own, ...root.children.flatMap(scoredContents)])];
}

/** Contents with a name, at any depth; of one that occurs twice the last name counts. */
const contentsBelow = (root: HierarchyNode): HierarchyNode[] =>
  root.children.flatMap((node) => {
    if (isCollection(node)) return contentsBelow(node);
    return node.name === '' ? [] : [node];
  });

const idOf = (node: HierarchyNode): ContentId => node.identifier as ContentId;

const distinct = (ids: readonly ContentId[]): ContentId[] => [...new Set(ids)];

const isScored = (node: HierarchyNode): boolean =>
  node.contentType === 'SelfAssess' ||
  (node.objectType === 'QuestionSet' && node.primaryCategory === 'Practice Question Set');
