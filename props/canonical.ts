/**
 * One text for one state: maps by key, fields by name. Two states are the same state exactly when
 * their canonical forms are equal, whatever the order in which they came to be.
 */

/** The canonical form of any value made of plain records, arrays, maps and scalars. */
export const canonical = (value: unknown): string => JSON.stringify(ordered(value));

function ordered(value: unknown): unknown {
  if (value instanceof Map) return { map: byKey([...(value as Map<string, unknown>)]) };
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value === 'object' && value !== null) return byKey(Object.entries(value));
  return value;
}

function byKey(entries: readonly (readonly [string, unknown])[]): unknown[] {
  return entries
    .map(([key, value]) => [key, ordered(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
