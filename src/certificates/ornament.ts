/**
 * The drawings of a certificate as SVG path data: laurel wreath, star, border with notched corners.
 * The document and the public page draw the same paths. Lengths are in points, y grows downwards.
 */

/** A wreath open at the top: leaves (to fill) and stems (to stroke). */
export interface Wreath {
  readonly leaves: string;
  readonly stems: string;
}

/** Two laurel branches around a centre; `radius` is that of the stems. */
export function wreath(x: number, y: number, radius: number): Wreath {
  const leaves: string[] = [];
  for (const side of [-1, 1]) {
    for (let i = 0; i < LEAF_PAIR_COUNT; i++) {
      const along = i / (LEAF_PAIR_COUNT - 1);
      leaves.push(...leafPair(x, y, radius, side, along));
    }
    leaves.push(leaf(onStem(x, y, radius, side, 1), heading(side, 1) + side * 0.18, radius * 0.42));
  }
  return { leaves: leaves.join(''), stems: stems(x, y, radius) };
}

/** A star of five points, the first at the top. */
export function star(x: number, y: number, radius: number): string {
  const corners = Array.from({ length: 10 }, (_, i) => {
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    return polar(x, y, i % 2 === 0 ? radius : radius * 0.42, angle);
  });
  return `M${corners.map(at).join('L')}Z`;
}

/** A rectangle whose corners are cut inwards in quarter circles. */
export function notchedFrame(inset: number, width: number, height: number, notch: number): string {
  const [left, top, right, bottom] = [inset, inset, width - inset, height - inset];
  const arc = `A${String(notch)} ${String(notch)} 0 0 0 `;
  return [
    `M${at([left + notch, top])}`,
    `L${at([right - notch, top])}${arc}${at([right, top + notch])}`,
    `L${at([right, bottom - notch])}${arc}${at([right - notch, bottom])}`,
    `L${at([left + notch, bottom])}${arc}${at([left, bottom - notch])}`,
    `L${at([left, top + notch])}${arc}${at([left + notch, top])}Z`,
  ].join('');
}

/** A sprig in each corner of a sheet, so far from its edges. */
export function cornerSprigs(inset: number, width: number, height: number): string {
  const [right, bottom] = [width - inset, height - inset];
  const eighth = Math.PI / 4;
  return [
    cornerSprig(inset, inset, eighth, SPRIG_LENGTH),
    cornerSprig(right, inset, 3 * eighth, SPRIG_LENGTH),
    cornerSprig(right, bottom, 5 * eighth, SPRIG_LENGTH),
    cornerSprig(inset, bottom, 7 * eighth, SPRIG_LENGTH),
  ].join('');
}

const SPRIG_LENGTH = 15;

/** Three leaves that spring from a corner's notch towards the middle of the sheet. */
function cornerSprig(x: number, y: number, angle: number, length: number): string {
  return [-0.62, 0, 0.62]
    .map((turn) => leaf([x, y], angle + turn, turn === 0 ? length : length * 0.8))
    .join('');
}

type Point = readonly [number, number];

const LEAF_PAIR_COUNT = 9;
/** Where a branch begins and ends: angles from straight down, in radians. */
const BRANCH_START = 0.16;
const BRANCH_END = 2.5;

/** An outer and an inner leaf; they grow shorter towards the tip, as on a real branch. */
function leafPair(x: number, y: number, radius: number, side: number, along: number): string[] {
  const foot = onStem(x, y, radius, side, along);
  const ahead = heading(side, along);
  const length = radius * (0.46 - 0.12 * along);
  return [leaf(foot, ahead + side * 0.62, length), leaf(foot, ahead - side * 0.55, length * 0.86)];
}

/** An almond from its foot in a direction. */
function leaf(foot: Point, angle: number, length: number): string {
  const tip = polar(foot[0], foot[1], length, angle);
  const belly = (side: number): Point => {
    const middle = polar(foot[0], foot[1], length * 0.45, angle);
    return polar(middle[0], middle[1], length * 0.34, angle + (side * Math.PI) / 2);
  };
  return `M${at(foot)}Q${at(belly(1))} ${at(tip)}Q${at(belly(-1))} ${at(foot)}Z`;
}

function stems(x: number, y: number, radius: number): string {
  const branch = (side: number): string => {
    const start = polar(x, y, radius, Math.PI / 2 - side * BRANCH_START);
    const end = onStem(x, y, radius, side, 1);
    const r = number(radius);
    return `M${at(start)}A${r} ${r} 0 0 ${side === 1 ? '1' : '0'} ${at(end)}`;
  };
  return branch(-1) + branch(1);
}

/** A point of a branch; side 1 is the left one, which runs clockwise. */
function onStem(x: number, y: number, radius: number, side: number, along: number): Point {
  return polar(x, y, radius, Math.PI / 2 + side * branchAngle(along));
}

/** Direction of growth at a point of a branch. */
const heading = (side: number, along: number): number =>
  Math.PI / 2 + side * (branchAngle(along) + Math.PI / 2);

const branchAngle = (along: number): number => BRANCH_START + along * (BRANCH_END - BRANCH_START);

const polar = (x: number, y: number, radius: number, angle: number): Point => [
  x + radius * Math.cos(angle),
  y + radius * Math.sin(angle),
];

const at = (point: Point): string => `${number(point[0])} ${number(point[1])}`;

/** Two decimals: enough for print, and the same text on every machine. */
const number = (value: number): string => String(Math.round(value * 100) / 100);
