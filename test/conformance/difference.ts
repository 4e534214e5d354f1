/**
 * Where a result is not what a case expects, and the rules by which values are compared.
 *
 * - C1 What is unset equals what is empty: absent, null, `[]`, `{}`.
 * - C2 A text with placeholders stands for many values; numbers are equal by value.
 */
import { isFields, type Fields } from './fields.js';
import { isPlaceholder, standsFor, type Run } from './placeholder.js';

export interface Difference {
  /** E.g. `events`, `telemetry.raw`; `cassandra`, a table, a row's key, a column. */
  readonly path: readonly string[];
  /** `undefined` = nothing of the kind is expected. */
  readonly expected: unknown;
  /** `undefined` = nothing of the kind is there. */
  readonly actual: unknown;
}

/** Every place in which two values differ. */
export function differences(
  path: readonly string[],
  expected: unknown,
  actual: unknown,
  run: Run,
): Difference[] {
  if (isUnset(expected) && isUnset(actual)) return [];
  if (isPlaceholder(expected)) {
    return standsFor(expected, actual, run) ? [] : [{ path, expected, actual }];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return inList(path, expected, actual, run);
  }
  if (isFields(expected) && isFields(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) => differences([...path, key], expected[key], actual[key], run));
  }
  return expected === actual ? [] : [{ path, expected, actual }];
}

/** As `differences`, but looks at nothing that is not among the expected keys. */
export function differencesOfSubset(
  path: readonly string[],
  expected: Fields,
  actual: unknown,
  run: Run,
): Difference[] {
  if (!isFields(actual)) return [{ path, expected, actual }];
  return Object.entries(expected).flatMap(([key, value]) =>
    differences([...path, key], value, actual[key], run),
  );
}

/**
 * Differences of two lists in which the order means nothing. Elements are paired when they are
 * equal; each that is left over is one difference.
 */
export function differencesOfBags<T>(
  path: readonly string[],
  expected: readonly unknown[],
  actual: readonly T[],
  equal: (expected: unknown, actual: T) => boolean,
): Difference[] {
  const left = [...actual];
  const missing = expected.filter((element) => {
    const found = left.findIndex((other) => equal(element, other));
    if (found >= 0) left.splice(found, 1);
    return found < 0;
  });
  return [
    ...missing.map((element) => ({ path, expected: element, actual: undefined })),
    ...left.map((element) => ({ path, expected: undefined, actual: element })),
  ];
}

/** C1. */
export const isUnset = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isFields(value) && !(value instanceof Date) && Object.keys(value).length === 0);

function inList(
  path: readonly string[],
  expected: readonly unknown[],
  actual: readonly unknown[],
  run: Run,
): Difference[] {
  const length = Math.max(expected.length, actual.length);
  return Array.from({ length }, (_, i) =>
    differences([...path, String(i)], expected[i], actual[i], run),
  ).flat();
}
