/**
 * What progress needs to know of a course: its leaf nodes, optional nodes, units and scored
 * contents, derived from a Sunbird content hierarchy of any depth. Owns no storage and no version
 * history; the catalogue numbers the versions.
 *
 * - T1 A leaf that occurs several times counts once.
 * - T2 An optional unit contributes its own id, not its leaves, which stay required
 *   (`reference/jobs.md` 6, case rel-02).
 * - T3 Two hierarchies with equal structure give equal trees: `sameTree` decides on a new version.
 */
import { compareText, type ContentId, type CourseId } from './ids.js';

/** The fields of a Sunbird hierarchy node that Laurel reads. Parsed by `gateway/hierarchy.ts`. */
export interface HierarchyNode {
  readonly identifier: string;
  readonly name: string;
  readonly mimeType: string;
  readonly contentType: string;
  readonly objectType: string;
  readonly primaryCategory: string;
  readonly visibility: string;
  /** `relationalMetadata.optional`. */
  readonly optional: boolean;
  /** The node's own `leafNodes`, when published with it. */
  readonly leafNodes: readonly string[] | null;
  readonly leafNodesCount: number;
  readonly children: readonly HierarchyNode[];
}

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
  /** Distinct leaf nodes in the order of the hierarchy; the content table of a snapshot. */
  readonly leaves: readonly ContentId[];
  readonly optional: readonly ContentId[];
  /** Leaves minus optional nodes: what completion asks for. */
  readonly required: readonly ContentId[];
  readonly units: readonly Unit[];
  /** Units above each leaf, the course itself left out. */
  readonly ancestors: ReadonlyMap<ContentId, readonly ContentId[]>;
  /** Contents whose scores reports show (`reference/exhausts.md` 3.1). */
  readonly scored: readonly ContentId[];
  /** `leafNodesCount` of the hierarchy's root, as published; reports divide by it. */
  readonly leafNodesCount: number;
}

export const COLLECTION_MIME_TYPE = 'application/vnd.ekstep.content-collection';

/** Derives the tree of a course from its hierarchy. Total: any well-typed hierarchy has a tree. */
export function courseTree(root: HierarchyNode, version: number): CourseTree {
  const leaves = leafNodes(root, true);
  const optional = optionalNodes(root);
  return {
    course: root.identifier as CourseId,
    version,
    leaves,
    optional,
    required: without(leaves, optional),
    units: unitsOf(root),
    ancestors: ancestorsOf(root),
    scored: scoredContents(root),
    leafNodesCount: root.leafNodesCount,
  };
}

/** Whether two trees agree in everything that a learner's state can depend on. */
export function sameTree(a: CourseTree, b: CourseTree): boolean {
  return fingerprint(a) === fingerprint(b);
}

/** A collection has children that count instead of itself. */
export const isCollection = (node: HierarchyNode): boolean =>
  node.mimeType === COLLECTION_MIME_TYPE || (node.mimeType === '' && node.children.length > 0);

function fingerprint(tree: CourseTree): string {
  const { leaves, optional, units, scored, leafNodesCount } = tree;
  const ancestors = [...tree.ancestors].sort(([a], [b]) => compareText(a, b));
  return JSON.stringify([leaves, optional, units, scored, leafNodesCount, ancestors]);
}

/** A collection's own `leafNodes` where published, else composed from its children. */
function leafNodes(node: HierarchyNode, ownField: boolean): ContentId[] {
  if (ownField && node.leafNodes !== null && node.leafNodes.length > 0) {
    return distinct(node.leafNodes as readonly ContentId[]);
  }
  const below = node.children.filter(isCollection).flatMap((child) => leafNodes(child, false));
  const direct = node.children.filter((child) => !isCollection(child)).map(idOf);
  return distinct([...below, ...direct]);
}

/** Direct children marked optional, and the same below every child that is not optional. */
function optionalNodes(node: HierarchyNode): ContentId[] {
  const direct = node.children.filter((child) => child.optional).map(idOf);
  const below = node.children.filter((child) => !child.optional).flatMap(optionalNodes);
  return distinct([...direct, ...below]);
}

function unitsOf(root: HierarchyNode): Unit[] {
  const units = new Map<ContentId, Unit>();
  for (const node of collectionsBelow(root)) {
    const leaves = leafNodes(node, true);
    const required = without(leaves, optionalNodes(node));
    if (!units.has(idOf(node))) {
      units.set(idOf(node), { unit: idOf(node), name: node.name, leaves, required });
    }
  }
  return [...units.values()];
}

function collectionsBelow(node: HierarchyNode): HierarchyNode[] {
  return node.children.filter(isCollection).flatMap((c) => [c, ...collectionsBelow(c)]);
}

function ancestorsOf(root: HierarchyNode): ReadonlyMap<ContentId, readonly ContentId[]> {
  const above = new Map<ContentId, Set<ContentId>>();
  const visit = (node: HierarchyNode, path: readonly ContentId[]): void => {
    for (const child of node.children) {
      if (isCollection(child)) visit(child, [...path, idOf(child)]);
      else above.set(idOf(child), new Set([...(above.get(idOf(child)) ?? []), ...path]));
    }
  };
  visit(root, []);
  return new Map([...above].map(([leaf, units]) => [leaf, [...units]]));
}

/** `reference/exhausts.md` 3.1: self-assessments and practice question sets, at any depth. */
function scoredContents(root: HierarchyNode): ContentId[] {
  const own = isScored(root) ? [idOf(root)] : [];
  return distinct([...own, ...root.children.flatMap(scoredContents)]);
}

const isScored = (node: HierarchyNode): boolean =>
  node.contentType === 'SelfAssess' ||
  (node.objectType === 'QuestionSet' && node.primaryCategory === 'Practice Question Set');

const idOf = (node: HierarchyNode): ContentId => node.identifier as ContentId;

const distinct = <T>(list: readonly T[]): T[] => [...new Set(list)];

function without(list: readonly ContentId[], left: readonly ContentId[]): ContentId[] {
  const out = new Set(left);
  return list.filter((id) => !out.has(id));
}
