/**
 * Which lines of a text were changed into which: the fewest that are removed and added (the longest
 * common subsequence of lines). Pure; knows no page.
 */

export interface LineChange {
  readonly kind: 'removed' | 'added';
  /** From 1; of the text before where it was removed, of the text after where it was added. */
  readonly line: number;
  readonly text: string;
}

/**
 * Cells of the table of lines before by lines after. Beyond it all lines between the first and the
 * last that differ count as changed: quick, right, and longer than it need be.
 */
const CELLS_MAX = 1_000_000;

/** In the order of the text; removed lines before the added ones in their place. */
export function lineDiff(before: string, after: string): readonly LineChange[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
  let [aEnd, bEnd] = [a.length, b.length];
  while (aEnd > from && bEnd > from && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd -= 1;
    bEnd -= 1;
  }
  return between(a.slice(from, aEnd), b.slice(from, bEnd)).map((change) => ({
    ...change,
    line: change.line + from,
  }));
}

function between(a: readonly string[], b: readonly string[]): LineChange[] {
  const isSmall = (a.length + 1) * (b.length + 1) <= CELLS_MAX;
  const width = b.length + 1;
  const common = isSmall ? commonLengths(a, b) : null;
  const at = (i: number, j: number): number => common?.[i * width + j] ?? 0;
  const changes: LineChange[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [one, other] = [a[i], b[j]];
    if (common !== null && one !== undefined && one === other) {
      i += 1;
      j += 1;
    } else if (one !== undefined && (other === undefined || at(i + 1, j) >= at(i, j + 1))) {
      i += 1;
      changes.push({ kind: 'removed', line: i, text: one });
    } else {
      j += 1;
      changes.push({ kind: 'added', line: j, text: other ?? '' });
    }
  }
  return changes;
}

/** Lengths of the longest common subsequences of the rests from (i, j), row by row. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [here, down, right] = [i * width + j, (i + 1) * width + j, i * width + j + 1];
      lengths[here] =
        a[i] === b[j]
          ? (lengths[down + 1] ?? 0) + 1
          : Math.max(lengths[down] ?? 0, lengths[right] ?? 0);
    }
  }
  return lengths;
}
