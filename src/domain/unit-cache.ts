/**
 * What Sunbird keeps of a course's units for other readers: each unit's own part of the hierarchy
 * as JSON text, by the unit's id (Redis db 5). Works on the hierarchy as published, since those
 * readers want fields that progress does not.
 *
 * Source: `reference/jobs.md` 6 item 4.
 */
import { COLLECTION_MIME_TYPE } from './hierarchy.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * The units of a published hierarchy: collections with visibility `Parent` and with children. A
 * unit that occurs several times is kept as it stands in its last place.
 */
export function unitCache(hierarchy: Json): ReadonlyMap<string, string> {
  const units = new Map<string, string>();
  const visit = (node: Json): void => {
    const { identifier, children } = node;
    if (!says(node, 'mimeType', COLLECTION_MIME_TYPE) || !Array.isArray(children)) return;
    const isUnit = children.length > 0 && says(node, 'visibility', 'parent');
    if (isUnit && typeof identifier === 'string') units.set(identifier, JSON.stringify(node));
    for (const child of children as unknown[]) if (isJson(child)) visit(child);
  };
  visit(hierarchy);
  return units;
}

/** Upstream compares both without regard to case. */
const says = (node: Json, field: string, wanted: string): boolean => {
  const value = node[field];
  return typeof value === 'string' && value.toLowerCase() === wanted;
};

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
