/**
 * Reads a course from what a content service, a file or a request gives: a Sunbird hierarchy, an
 * API answer that holds one, or relation sets (leaf nodes by collection). Derives nothing of it;
 * `domain/course.ts` does.
 *
 * - H1 Depth and number of nodes are bounded, so that no input exhausts the stack or the memory.
 * - H2 Only the fields of `HierarchyNode` are read; anything else is ignored, whatever its name.
 */
import { COLLECTION_MIME_TYPE, type HierarchyNode } from '../domain/course.js';
import {
  NEVER,
  parseContentId,
  parseCourseId,
  type CourseId,
  type Instant,
} from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { PublishedCourse } from '../engine.js';
import { fault, type Fault } from './fault.js';
import { isFields, own, type Fields } from './wire.js';

export const HIERARCHY_DEPTH_MAX = 64;
export const HIERARCHY_NODES_MAX = 100_000;

export interface ParsedCourse {
  readonly info: PublishedCourse;
  readonly root: HierarchyNode;
}

/**
 * Reads a course. Accepts a bare hierarchy, `{request:{hierarchy}}`, `{hierarchy}`,
 * `{result:{content}}`, `{result:{hierarchy}}`, and `{courseId, leafnodes, ancestors?,
 * optionalnodes?}`. A course without a status is taken as published (`Live`); `publishedAt` is
 * `NEVER` where `lastPublishedOn` is absent.
 */
export function parseHierarchy(value: unknown): Result<ParsedCourse, Fault> {
  const fields = unwrapped(value);
  if (fields === null) return err(fault('INVALID_HIERARCHY', 'it is not an object'));
  if (isFields(own(fields, 'leafnodes'))) return parseRelations(fields);
  const course = parseCourseId(own(fields, 'identifier'));
  if (!course.ok) return err(fault('INVALID_HIERARCHY', `identifier is ${course.error}`));
  const root = parseNode(fields, 1, { nodes: 0 }, 'hierarchy');
  return root.ok ? ok({ info: infoOf(course.value, fields, root.value), root: root.value }) : root;
}

const WRAPPERS = ['request', 'result', 'hierarchy', 'content'];

function unwrapped(value: unknown): Fields | null {
  let inner = value;
  for (let depth = 0; depth < WRAPPERS.length && isFields(inner); depth++) {
    if (Object.hasOwn(inner, 'identifier') || Object.hasOwn(inner, 'leafnodes')) return inner;
    const holder: Fields = inner;
    const wrapper = WRAPPERS.find((name) => isFields(own(holder, name)));
    if (wrapper === undefined) break;
    inner = own(holder, wrapper);
  }
  return isFields(inner) ? inner : null;
}

function parseNode(
  fields: Fields,
  depth: number,
  budget: { nodes: number },
  path: string,
): Result<HierarchyNode, Fault> {
  if (depth > HIERARCHY_DEPTH_MAX) return tooLarge('deeper', HIERARCHY_DEPTH_MAX, 'levels');
  if (++budget.nodes > HIERARCHY_NODES_MAX) return tooLarge('larger', HIERARCHY_NODES_MAX, 'nodes');
  const id = parseContentId(own(fields, 'identifier'));
  if (!id.ok) return err(fault('INVALID_HIERARCHY', `${path}.identifier is ${id.error}`));
  const children = parseChildren(own(fields, 'children'), depth, budget, path);
  if (!children.ok) return children;
  const relational = own(fields, 'relationalMetadata');
  return ok({
    identifier: id.value,
    name: text(fields, 'name'),
    mimeType: text(fields, 'mimeType'),
    contentType: text(fields, 'contentType'),
    objectType: text(fields, 'objectType'),
    primaryCategory: text(fields, 'primaryCategory'),
    visibility: text(fields, 'visibility'),
    optional: isFields(relational) && own(relational, 'optional') === true,
    leafNodes: ids(own(fields, 'leafNodes')),
    leafNodesCount: count(fields),
    children: children.value,
  });
}

function parseChildren(
  value: unknown,
  depth: number,
  budget: { nodes: number },
  path: string,
): Result<HierarchyNode[], Fault> {
  if (value === undefined || value === null) return ok([]);
  if (!Array.isArray(value)) return err(fault('INVALID_HIERARCHY', `${path}.children is no list`));
  const nodes: HierarchyNode[] = [];
  for (const [i, child] of value.entries()) {
    const at = `${path}.children[${String(i)}]`;
    if (!isFields(child)) return err(fault('INVALID_HIERARCHY', `${at} is not an object`));
    const node = parseNode(child, depth + 1, budget, at);
    if (!node.ok) return node;
    nodes.push(node.value);
  }
  return ok(nodes);
}

const tooLarge = (how: string, limit: number, unit: string): Result<never, Fault> =>
  err(fault('INVALID_HIERARCHY', `it is ${how} than ${String(limit)} ${unit}`));

/** The relation sets of `reference/jobs.md` 6, as one object: sets of ids by collection. */
function parseRelations(fields: Fields): Result<ParsedCourse, Fault> {
  const course = parseCourseId(own(fields, 'courseId'));
  if (!course.ok) return err(fault('INVALID_HIERARCHY', `courseId is ${course.error}`));
  const sets = own(fields, 'leafnodes') as Fields;
  const optionalSets = own(fields, 'optionalnodes');
  const optional = new Set(
    isFields(optionalSets)
      ? Object.keys(optionalSets).flatMap((k) => ids(optionalSets[k]) ?? [])
      : [],
  );
  const all = ids(own(sets, course.value));
  if (all === null) return err(fault('INVALID_HIERARCHY', `leafnodes.${course.value} is no list`));
  if (all.length > HIERARCHY_NODES_MAX) return tooLarge('larger', HIERARCHY_NODES_MAX, 'nodes');
  const units = Object.keys(sets)
    .filter((unit) => unit !== course.value)
    .map((unit) => collection(unit, ids(sets[unit]) ?? [], optional));
  const placed = new Set(units.flatMap((unit) => unit.leafNodes ?? []));
  const loose = all.filter((id) => !placed.has(id)).map((id) => leaf(id, optional));
  const root = { ...collection(course.value, all, optional), children: [...units, ...loose] };
  return ok({ info: infoOf(course.value, fields, root), root });
}

const leaf = (identifier: string, optional: ReadonlySet<string>): HierarchyNode => ({
  identifier,
  name: '',
  mimeType: 'application/octet-stream',
  contentType: '',
  objectType: 'Content',
  primaryCategory: '',
  visibility: '',
  optional: optional.has(identifier),
  leafNodes: null,
  leafNodesCount: 0,
  children: [],
});

const collection = (
  identifier: string,
  leaves: readonly string[],
  optional: ReadonlySet<string>,
): HierarchyNode => ({
  ...leaf(identifier, optional),
  mimeType: COLLECTION_MIME_TYPE,
  leafNodes: leaves,
  leafNodesCount: leaves.length,
  children: leaves.map((id) => leaf(id, optional)),
});

const infoOf = (course: CourseId, fields: Fields, root: HierarchyNode): PublishedCourse => ({
  course,
  name: text(fields, 'name') || course,
  description: text(fields, 'description'),
  appIcon: text(fields, 'appIcon'),
  status: text(fields, 'status') || 'Live',
  channel: text(fields, 'channel'),
  userConsent: text(fields, 'userConsent'),
  leafNodesCount: root.leafNodesCount,
  publishedAt: publishedAt(own(fields, 'lastPublishedOn')),
});

/** Content services print `2020-11-27T14:07:27.025+0000`; a colon in the offset is accepted too. */
function publishedAt(value: unknown): Instant {
  if (typeof value !== 'string') return NEVER;
  const at = Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(at) ? NEVER : at;
}

function text(fields: Fields, name: string): string {
  const value = own(fields, name);
  return typeof value === 'string' ? value : '';
}

function count(fields: Fields): number {
  const value = own(fields, 'leafNodesCount');
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** The well-formed ids of a list; `null` when it is none. */
function ids(value: unknown): string[] | null {
  if (!Array.isArray(value)) return null;
  return value.filter((id): id is string => parseContentId(id).ok);
}
