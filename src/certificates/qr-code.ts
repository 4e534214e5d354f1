/**
 * QR codes as path data. The PDF library's own codes come in whole points a module, so that a
 * slightly longer address would print at half the size; a path scales to its box exactly.
 */
import { create, type BitMatrix } from 'qrcode';

/**
 * The dark modules, to fill, of a code with medium error correction (15 %) in a square whose upper
 * left corner is (x, y). The quiet zone of four modules around it is the caller's. Throws when the
 * text is longer than a code can hold (2331 bytes).
 */
export function qrPath(text: string, x: number, y: number, width: number): string {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const edges = Array.from({ length: modules.size + 1 }, (_, i) => (i * width) / modules.size);
  const across = edges.map((edge) => rounded(x + edge));
  const down = edges.map((edge) => rounded(y + edge));
  const rows = Array.from({ length: modules.size }, (_, row) => darkRuns(modules, row));
  return rows
    .flatMap((runs, row) =>
      runs.map(([from = 0, to = 0]) => {
        const [left, right] = [across[from] ?? '', across[to] ?? ''];
        return `M${left} ${down[row] ?? ''}H${right}V${down[row + 1] ?? ''}H${left}Z`;
      }),
    )
    .join('');
}

/** Runs of dark modules in a row, as [first, behind the last]. */
function darkRuns(modules: BitMatrix, row: number): number[][] {
  const runs: number[][] = [];
  let start = -1;
  for (let column = 0; column <= modules.size; column++) {
    const dark = column < modules.size && modules.get(row, column) !== 0;
    if (dark && start < 0) start = column;
    if (dark || start < 0) continue;
    runs.push([start, column]);
    start = -1;
  }
  return runs;
}

const rounded = (value: number): string => String(Math.round(value * 1000) / 1000);
