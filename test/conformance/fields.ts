/**
 * Reads objects of a case strictly: every key must be one that the reader knows, so that nothing
 * a case says is passed over.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** A case that cannot be understood; its message names the place. */
export class Misread extends Error {}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as an object; where it is absent, an empty one. */
export function fieldsOf(value: unknown, place: string): Fields {
  if (value === undefined || value === null) return {};
  if (!isFields(value)) throw new Misread(`${place} is not an object`);
  return value;
}

/** The value as a list; where it is absent, an empty one. */
export function listOf(value: unknown, place: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Misread(`${place} is not a list`);
  return value as readonly unknown[];
}

export function textOf(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new Misread(`${place} is not a text`);
  return value;
}

/** The value as a text; `otherwise` when it is none. */
export const textOr = (value: unknown, otherwise = ''): string =>
  typeof value === 'string' ? value : otherwise;

/** Throws on a key that is not among the known ones. */
export function onlyKeys(fields: Fields, known: readonly string[], place: string): void {
  const unknown = Object.keys(fields).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new Misread(`${place} has the unknown key ${unknown}`);
}

/** A name without the remark in brackets that a case may put behind it. */
export const withoutRemark = (name: string): string => name.replace(/\s*\(.*\)\s*$/s, '').trim();
