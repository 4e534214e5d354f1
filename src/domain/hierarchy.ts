/**
 * A Sunbird content hierarchy, as far as Laurel reads it. Derives nothing: `relation-sets.ts` and
 * `course.ts` do. Parsed by `gateway/hierarchy.ts`.
 */

/** The fields of a node that Laurel reads. */
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

export const COLLECTION_MIME_TYPE = 'application/vnd.ekstep.content-collection';

/** A collection has children that count instead of itself. */
export const isCollection = (node: HierarchyNode): boolean =>
  node.mimeType === COLLECTION_MIME_TYPE || (node.mimeType === '' && node.children.length > 0);

/** The collections below a node, each before what it holds, as often as they occur. */
export function collectionsBelow(node: HierarchyNode): HierarchyNode[] {
  return node.children.filter(isCollection).flatMap((c) => [c, ...collectionsBelow(c)]);
}
