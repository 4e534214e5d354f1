/**
 * The sheet that certificates are printed on: landscape A4 in points, its colours, and everything
 * on it that does not depend on whose certificate it is.
 */
import type { CanvasElement } from 'pdfmake/interfaces.js';
import { cornerSprig, notchedFrame, star, wreath } from './ornament.js';
import { pathVector } from './path-vector.js';

export const SHEET_WIDTH = 841.89;
export const SHEET_HEIGHT = 595.28;

export const GREEN = '#1e4d3b';
export const GOLD = '#a8832f';
export const INK = '#1d2924';
/** Green of 4.5 % on white: transparency came to PDF later than the version used. */
const SHADE = '#f5f7f6';
export const MUTED = '#56625b';

/** Border, corner sprigs, laurel wreath with star, and a pale wreath behind the text. */
export function sheetVectors(): CanvasElement[] {
  const emblem = wreath(MIDDLE, EMBLEM_Y, 33);
  const backdrop = wreath(MIDDLE, 280, 138);
  const frame = notchedFrame(32, SHEET_WIDTH, SHEET_HEIGHT, 20);
  return [
    pathVector(backdrop.leaves, { color: SHADE }),
    rectangle(19, GREEN, 5),
    rectangle(25, GOLD, 0.6),
    pathVector(frame, { lineColor: GOLD, lineWidth: 1.1 }),
    pathVector(cornerSprigs(), { color: GREEN }),
    pathVector(emblem.leaves, { color: GREEN }),
    pathVector(emblem.stems, { lineColor: GREEN, lineWidth: 0.9 }),
    pathVector(star(MIDDLE, EMBLEM_Y, 12), { color: GOLD }),
  ];
}

const MIDDLE = SHEET_WIDTH / 2;
const EMBLEM_Y = 88;

const rectangle = (inset: number, lineColor: string, lineWidth: number): CanvasElement => ({
  type: 'rect',
  x: inset,
  y: inset,
  w: SHEET_WIDTH - 2 * inset,
  h: SHEET_HEIGHT - 2 * inset,
  lineColor,
  lineWidth,
});

function cornerSprigs(): string {
  const [left, top] = [33, 33];
  const [right, bottom] = [SHEET_WIDTH - left, SHEET_HEIGHT - top];
  const eighth = Math.PI / 4;
  return [
    cornerSprig(left, top, eighth, 15),
    cornerSprig(right, top, 3 * eighth, 15),
    cornerSprig(right, bottom, 5 * eighth, 15),
    cornerSprig(left, bottom, 7 * eighth, 15),
  ].join('');
}
