/** The rule below a name: a thin line with a diamond in its middle, as a path to fill. */
import { pointOf } from './matrix.js';
import type { Matrix } from './placed-page.js';

/** `half` = half of the width there is; the rule takes no more than it needs. */
export function namePath(x: number, y: number, half: number, matrix: Matrix | null): string {
  const reach = Math.min(half, HALF_MAX);
  const bar = (from: number, to: number): Corners => [
    [x + from, y - HEIGHT / 2],
    [x + to, y - HEIGHT / 2],
    [x + to, y + HEIGHT / 2],
    [x + from, y + HEIGHT / 2],
  ];
  const tip = Math.min(TIP, reach);
  const diamond: Corners = [
    [x - tip, y],
    [x, y - tip],
    [x + tip, y],
    [x, y + tip],
  ];
  const bars = reach > GAP ? [bar(-reach, -GAP), bar(GAP, reach)] : [];
  return [...bars, diamond]
    .map((corners) => `M${corners.map((corner) => pointOf(corner, matrix)).join('L')}Z`)
    .join('');
}

type Corners = readonly (readonly [number, number])[];

/** Points. */
const HALF_MAX = 150;
const GAP = 9;
const TIP = 3.2;
const HEIGHT = 0.7;
