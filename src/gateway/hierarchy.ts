/**
 * Reads a course from what a content service, a file or a request gives: a Sunbird hierarchy, an
 * API answer that holds one, or its relation sets. Derives nothing of it; `domain/course.ts` does.
 *
 * - H1 Depth and number of nodes are bounded, so that no input exhausts the stack or the memory.
 * - H2 Only the fields of `HierarchyNode` are read; anything else is ignored, whatever its name.
 */
import type { CourseStructure } from '../domain/course.js';
import type { HierarchyNode } from '../domain/hierarchy.js';
import {
  NEVER,
  parseContentId,
  parseCourseId,
  type ContentId,
  type CourseId,
  type Instant,
} from '../domain/ids.js';
import { ancestorsFrom, type Relation } from '../domain/relation-sets.js';
import { err, ok, type Result } from '../domain/result.js';
import type { PublishedCourse } from '../engine.js';
import { fault, type Fault } from './fault.js';
import { isFields, own, type Fields } from './wire.js';

export const HIERARCHY_DEPTH_MAX = 64;
export const HIERARCHY_NODES_MAX = 100_000;

export interface ParsedCourse {
  readonly info: PublishedCourse;
  readonly structure: CourseStructure;
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
  if (!root.ok) return root;
  const info = infoOf(course.value, fields, root.value.leafNodesCount);
  return ok({ info, structure: root.value });
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

/**
 * The relation sets of `reference/jobs.md` 6, as one object: ids by collection, and by content.
 * Where no ancestors are given, they are the collections that name a content as their leaf node.
 */
function parseRelations(fields: Fields): Result<ParsedCourse, Fault> {
  const course = parseCourseId(own(fields, 'courseId'));
  if (!course.ok) return err(fault('INVALID_HIERARCHY', `courseId is ${course.error}`));
  const sets = own(fields, 'leafnodes');
  const leaves = isFields(sets) ? ids(own(sets, course.value)) : null;
  if (leaves === null)
    return err(fault('INVALID_HIERARCHY', `leafnodes.${course.value} is no list`));
  if (leaves.length > HIERARCHY_NODES_MAX) {
    return tooLarge('larger', HIERARCHY_NODES_MAX, 'nodes');
  }
  const leafNodes = relation(sets);
  const ancestors = own(fields, 'ancestors');
  const structure = {
    course: course.value,
    leafNodes,
    optionalNodes: relation(own(fields, 'optionalnodes')),
    ancestors: isFields(ancestors) ? relation(ancestors) : ancestorsFrom(leafNodes),
  };
  return ok({ info: infoOf(course.value, fields, new Set(leaves).size), structure });
}

/** The well-formed sets of an object: ids by id; anything else is left out. */
function relation(value: unknown): Relation {
  const sets = new Map<ContentId, readonly ContentId[]>();
  for (const [name, members] of isFields(value) ? Object.entries(value) : []) {
    const id = parseContentId(name);
    const list = [...new Set(ids(members) ?? [])];
    if (id.ok && list.length > 0) sets.set(id.value, list);
  }
  return sets;
}

const infoOf = (course: CourseId, fields: Fields, leafNodesCount: number): PublishedCourse => ({
  course,
  name: text(fields, 'name') || course,
  description: text(fields, 'description'),
  appIcon: text(fields, 'appIcon'),
  status: text(fields, 'status') || 'Live',
  channel: text(fields, 'channel'),
  userConsent: text(fields, 'userConsent'),
  leafNodesCount,
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
function ids(value: unknown): ContentId[] | null {
  if (!Array.isArray(value)) return null;
  return value.filter((id): id is ContentId => parseContentId(id).ok);
}
