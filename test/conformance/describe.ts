/** A difference in one line for whoever runs the cases. */
import { differences, type Difference } from './difference.js';
import type { Run } from './placeholder.js';

const TEXT_LENGTH_MAX = 160;

/** The difference; where a whole record is missing, how the likest one at its place differs. */
export function describe(difference: Difference, all: readonly Difference[], run: Run): string {
  const [nearest] = candidates(difference, all)
    .map((other) => differences(difference.path, difference.expected, other.actual, run))
    .sort((a, b) => a.length - b.length);
  const [shown = difference] = nearest ?? [];
  const { path, expected, actual } = shown;
  return `${path.join('.')}: expected ${shortly(expected)}, is ${shortly(actual)}`;
}

/** Records at the same place that nothing expects. */
function candidates({ path, actual }: Difference, all: readonly Difference[]): Difference[] {
  if (actual !== undefined) return [];
  const place = JSON.stringify(path);
  return all.filter(
    (other) =>
      other.expected === undefined &&
      typeof other.actual === 'object' &&
      JSON.stringify(other.path) === place,
  );
}

function shortly(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= TEXT_LENGTH_MAX ? text : `${text.slice(0, TEXT_LENGTH_MAX)}...`;
}
