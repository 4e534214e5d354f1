/** A seal as it is pressed beside signatures: scalloped, with a rosette and ribbons below. */
import { star } from '../ornament.js';
import { shade, tint, type Palette } from './palette.js';
import { disc, path, polygon, rosette, scalloped } from './shapes.js';

/** The seal's shapes; the ribbons reach 1.75 radii below the centre. */
export function seal(
  [x, y]: readonly [number, number],
  radius: number,
  palette: Palette,
): string[] {
  const { accent, primary } = palette;
  const pale = tint(accent, 0.35);
  return [
    path(tail(x, y, radius, -1), { fill: shade(primary, 0.12) }),
    path(tail(x, y, radius, 1), { fill: primary }),
    path(scalloped([x, y], radius * 0.96, 28), { fill: accent }),
    path(disc([x, y], radius * 0.84), { stroke: pale, width: 0.7 }),
    path(rosette([x, y], radius * 0.78, 12, 4), { stroke: tint(accent, 0.6), width: 0.4 }),
    path(disc([x, y], radius * 0.44), { fill: shade(accent, 0.14) }),
    path(disc([x, y], radius * 0.4), { stroke: pale, width: 0.6 }),
    path(star(x, y, radius * 0.3), { fill: tint(accent, 0.12) }),
  ];
}

/** A ribbon's end with a notch. */
function tail(x: number, y: number, radius: number, side: number): string {
  const [inner, outer] = [x + side * radius * 0.06, x + side * radius * 0.62];
  const lean = side * radius * 0.16;
  const foot = y + radius * 1.75;
  return polygon([
    [inner, y + radius * 0.5],
    [outer, y + radius * 0.5],
    [outer + lean, foot],
    [(inner + outer) / 2 + lean, foot - radius * 0.22],
    [inner + lean, foot],
  ]);
}
