/**
 * The sheet that the built-in certificate is printed on: landscape A4 in points, its colours, and
 * everything on it that does not depend on whose certificate it is, as an SVG document.
 */
import { cornerSprigs, notchedFrame, star, wreath } from './ornament.js';
import type { RowPlace } from './signatory-row.js';

export const SHEET_WIDTH = 841.89;
export const SHEET_HEIGHT = 595.28;

export const GREEN = '#1e4d3b';
export const GOLD = '#a8832f';
export const INK = '#1d2924';
/** Green of 4.5 % on white, without transparency, which some printers draw as a picture. */
const SHADE = '#f5f7f6';
export const MUTED = '#56625b';

/** Border, corner sprigs, laurel wreath with star, a pale wreath, and lines to sign on. */
export function sheetArt(signatureLines: readonly RowPlace[]): string {
  const emblem = wreath(MIDDLE, EMBLEM_Y, 33);
  const backdrop = wreath(MIDDLE, 280, 138);
  const frame = notchedFrame(32, SHEET_WIDTH, SHEET_HEIGHT, 20);
  const size = `${String(SHEET_WIDTH)} ${String(SHEET_HEIGHT)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}">`,
    filled(backdrop.leaves, SHADE),
    rectangle(19, GREEN, 5),
    rectangle(25, GOLD, 0.6),
    drawn(frame, GOLD, 1.1),
    filled(cornerSprigs(33, SHEET_WIDTH, SHEET_HEIGHT), GREEN),
    filled(emblem.leaves, GREEN),
    drawn(emblem.stems, GREEN, 0.9),
    filled(star(MIDDLE, EMBLEM_Y, 12), GOLD),
    ...signatureLines.map(({ x, y, width }) => {
      const from = `${String(x)} ${String(y)}`;
      return drawn(`M${from}h${String(width)}`, GOLD, 0.6);
    }),
    '</svg>',
  ].join('');
}

const MIDDLE = SHEET_WIDTH / 2;
const EMBLEM_Y = 88;

const filled = (path: string, color: string): string => `<path d="${path}" fill="${color}"/>`;

const drawn = (path: string, color: string, width: number): string =>
  `<path d="${path}" fill="none" stroke="${color}" stroke-width="${String(width)}"/>`;

function rectangle(inset: number, color: string, width: number): string {
  const [right, bottom] = [SHEET_WIDTH - inset, SHEET_HEIGHT - inset];
  const [from, to] = [String(inset), `${String(right)}V${String(bottom)}`];
  return drawn(`M${from} ${from}H${to}H${from}Z`, color, width);
}
