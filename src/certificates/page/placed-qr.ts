/**
 * QR codes with medium error correction (15 %) as path data. The PDF library's own codes come in
 * whole points a module, so that a slightly longer address would print at half the size; a path
 * scales to its box exactly.
 */
import { create, type BitMatrix } from 'qrcode';
import type { QrDesign } from '../../domain/certificate-design.js';
import type { PlacedQr } from './placed-page.js';

/**
 * The quiet zone of four modules around it is the design's. Throws when the text is longer than a
 * code can hold (2331 bytes).
 */
export function placedQr({ x, y, size, color }: QrDesign, text: string): PlacedQr {
  const { modules } = create([{ data: Buffer.from(text), mode: 'byte' }], SETTINGS);
  const rows = Array.from({ length: modules.size }, (_, row) => darkRuns(modules, row));
  return { x, y, size, color, side: modules.size, path: rows.join('') };
}

/**
 * The library tries eight masks and takes the one that looks most even, which costs 0.5 to 2 ms,
 * more than all else of a certificate. What codes hold here is mostly a signature, as even as
 * chance under any mask; the mask is named in the code, so that every reader undoes it.
 */
const SETTINGS = { errorCorrectionLevel: 'M', maskPattern: 2 } as const;

function darkRuns(modules: BitMatrix, row: number): string {
  let path = '';
  let start = -1;
  for (let column = 0; column <= modules.size; column++) {
    const dark = column < modules.size && modules.get(row, column) !== 0;
    if (dark && start < 0) start = column;
    if (dark || start < 0) continue;
    const length = String(column - start);
    path += `M${String(start)} ${String(row)}h${length}v1h-${length}z`;
    start = -1;
  }
  return path;
}
