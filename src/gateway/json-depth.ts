/** How deep JSON may nest that is walked by recursion. */

/** Deepest nesting of a body: a course hierarchy of 64 levels needs two for each. */
export const BODY_DEPTH_MAX = 200;

/** Whether a JSON value nests deeper than `depthMax`; looks no deeper than that itself. */
export function isDeeperThan(value: unknown, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depthMax === 0) return true;
  if (Array.isArray(value)) return value.some((element) => isDeeperThan(element, depthMax - 1));
  for (const key in value) {
    if (isDeeperThan((value as Record<string, unknown>)[key], depthMax - 1)) return true;
  }
  return false;
}
