/** Every way in which one leaf of a value can be changed. */
import { isFields } from './fields.js';

export interface Mutant {
  readonly path: readonly string[];
  /** The whole value with the one leaf changed. */
  readonly value: unknown;
}

/** Copies of a value with one leaf changed, but for leaves that `skips` names by their path. */
export function* mutants(
  value: unknown,
  skips: (path: readonly string[]) => boolean,
  path: readonly string[] = [],
): Generator<Mutant> {
  if (skips(path)) return;
  const entries = Array.isArray(value)
    ? [...value.entries()].map(([i, element]) => [String(i), element as unknown] as const)
    : isFields(value)
      ? Object.entries(value)
      : [];
  if (entries.length === 0) {
    yield { path, value: changed(value) };
    return;
  }
  for (const [key, inner] of entries) {
    for (const mutant of mutants(inner, skips, [...path, key])) {
      yield { path: mutant.path, value: replaced(value, key, mutant.value) };
    }
  }
}

function changed(leaf: unknown): unknown {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  if (typeof leaf === 'string') return `${leaf}~`;
  if (Array.isArray(leaf)) return ['changed-1'];
  return isFields(leaf) ? { changed: 'changed-1' } : 'changed-1';
}

function replaced(value: unknown, key: string, inner: unknown): unknown {
  if (Array.isArray(value)) return value.with(Number(key), inner) as unknown[];
  return { ...(value as object), [key]: inner };
}
