/**
 * Sunbird's relation sets of a course: leaf nodes and optional nodes by collection, ancestors by
 * content. Derived from a hierarchy, or read from and written to the keys under which Sunbird keeps
 * them (Redis db 10, or the table `hierarchy_relations` with the same key text).
 *
 * - N1 A leaf that occurs several times counts once; its ancestors are those of all its places.
 * - N2 An optional unit contributes its own id, not its leaves, which stay required (case rel-02).
 * - N3 An empty set is no set: it has no key, and a key that has lost its members goes (Q14).
 *
 * Source: `reference/jobs.md` 1.6, 6.
 */
import { collectionsBelow, isCollection, type HierarchyNode } from './hierarchy.js';
import { compareText, type ContentId, type CourseId } from './ids.js';

export type Relation = ReadonlyMap<ContentId, readonly ContentId[]>;

export interface RelationSets {
  readonly course: CourseId;
  /** By collection, the course included. */
  readonly leafNodes: Relation;
  /** By collection, the course included; contents and units. */
  readonly optionalNodes: Relation;
  /** The collections above each content, the course included. */
  readonly ancestors: Relation;
}

/** Derives the sets of a hierarchy. Total: any well-typed hierarchy has sets. */
export function relationSets(root: HierarchyNode): RelationSets {
  const collections = firstById([root, ...collectionsBelow(root)]);
  return {
    course: root.identifier as CourseId,
    leafNodes: nonEmpty(collections.map((node) => [idOf(node), leafNodes(node, true)])),
    optionalNodes: nonEmpty(collections.map((node) => [idOf(node), optionalNodes(node)])),
    ancestors: ancestorsOf(root),
  };
}

/** The sets as Sunbird keeps them: key text -> members (N3). */
export function relationKeys(sets: RelationSets): ReadonlyMap<string, readonly ContentId[]> {
  return new Map(
    KINDS.flatMap(([kind, field]) =>
      [...sets[field]].map(([node, members]) => [`${sets.course}:${node}:${kind}`, members]),
    ),
  );
}

/** Of the keys that exist, those of this course that no longer have members (N3). */
export function goneKeys(existing: Iterable<string>, sets: RelationSets): string[] {
  const kept = relationKeys(sets);
  return [...existing].filter((key) => keyParts(key)?.course === sets.course && !kept.has(key));
}

/**
 * The sets that a number of keys and their members stand for, by course; other keys are ignored.
 * Members come in no order, so they are sorted: equal sets read twice are one structure.
 */
export function readRelations(
  keys: Iterable<readonly [string, readonly string[]]>,
): ReadonlyMap<CourseId, RelationSets> {
  const courses = new Map<CourseId, Readonly<Record<SetsField, Map<ContentId, ContentId[]>>>>();
  const inOrder = [...keys].sort(([a], [b]) => compareText(a, b));
  for (const [key, members] of inOrder) {
    const part = keyParts(key);
    if (part === null || members.length === 0) continue;
    const held = courses.get(part.course) ?? noSets();
    held[part.field].set(part.node, distinct(members as readonly ContentId[]).sort(compareText));
    courses.set(part.course, held);
  }
  return new Map([...courses].map(([course, sets]) => [course, { course, ...sets }]));
}

/** The ancestors that follow from the leaf nodes of the collections, where none are given. */
export function ancestorsFrom(leafNodesOf: Relation): Relation {
  const above = new Map<ContentId, ContentId[]>();
  for (const [collection, leaves] of leafNodesOf) {
    for (const leaf of new Set(leaves)) above.set(leaf, [...(above.get(leaf) ?? []), collection]);
  }
  return above;
}

type SetsField = Exclude<keyof RelationSets, 'course'>;

const KINDS: readonly (readonly [string, SetsField])[] = [
  ['leafnodes', 'leafNodes'],
  ['optionalnodes', 'optionalNodes'],
  ['ancestors', 'ancestors'],
];

interface KeyParts {
  readonly course: CourseId;
  readonly node: ContentId;
  readonly field: SetsField;
}

/** Sunbird's ids hold no colon, so a key has three parts. */
function keyParts(key: string): KeyParts | null {
  const [course = '', node = '', kind, ...more] = key.split(':');
  const field = KINDS.find(([name]) => name === kind)?.[1];
  if (field === undefined || course === '' || node === '' || more.length > 0) return null;
  return { course: course as CourseId, node: node as ContentId, field };
}

const noSets = (): Record<SetsField, Map<ContentId, ContentId[]>> => ({
  leafNodes: new Map(),
  optionalNodes: new Map(),
  ancestors: new Map(),
});

/** A collection's own `leafNodes` where published, else composed from its children. */
function leafNodes(node: HierarchyNode, ownField: boolean): ContentId[] {
  if (ownField && node.leafNodes !== null && node.leafNodes.length > 0) {
    return distinct(node.leafNodes as readonly ContentId[]);
  }
  const below = node.children.filter(isCollection).flatMap((child) => leafNodes(child, false));
  const direct = node.children.filter((child) => !isCollection(child)).map(idOf);
  return distinct([...below, ...direct]);
}

/** Direct children marked optional, and the same below every child that is not optional (N2). */
function optionalNodes(node: HierarchyNode): ContentId[] {
  const direct = node.children.filter((child) => child.optional).map(idOf);
  const below = node.children.filter((child) => !child.optional).flatMap(optionalNodes);
  return distinct([...direct, ...below]);
}

function ancestorsOf(root: HierarchyNode): Relation {
  const above = new Map<ContentId, Set<ContentId>>();
  const visit = (node: HierarchyNode, path: readonly ContentId[]): void => {
    for (const child of node.children) {
      if (isCollection(child)) visit(child, [...path, idOf(child)]);
      else above.set(idOf(child), new Set([...(above.get(idOf(child)) ?? []), ...path]));
    }
  };
  visit(root, [idOf(root)]);
  return new Map([...above].map(([leaf, collections]) => [leaf, [...collections]]));
}

/** A unit that is placed twice has the leaf nodes of its first place. */
function firstById(nodes: readonly HierarchyNode[]): HierarchyNode[] {
  const first = new Map<string, HierarchyNode>();
  for (const node of nodes) if (!first.has(node.identifier)) first.set(node.identifier, node);
  return [...first.values()];
}

const nonEmpty = (sets: readonly (readonly [ContentId, readonly ContentId[]])[]): Relation =>
  new Map(sets.filter(([, members]) => members.length > 0));

const idOf = (node: HierarchyNode): ContentId => node.identifier as ContentId;

const distinct = <T>(list: readonly T[]): T[] => [...new Set(list)];
