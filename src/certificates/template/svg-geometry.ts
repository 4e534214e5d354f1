/** Lengths, transforms and directions of SVG, in numbers. */

/** `a b c d e f`: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

export type Point = readonly [number, number];

/** The matrix that applies `inner` first. */
export const product = (outer: Matrix, inner: Matrix): Matrix => [
  outer[0] * inner[0] + outer[2] * inner[1],
  outer[1] * inner[0] + outer[3] * inner[1],
  outer[0] * inner[2] + outer[2] * inner[3],
  outer[1] * inner[2] + outer[3] * inner[3],
  outer[0] * inner[4] + outer[2] * inner[5] + outer[4],
  outer[1] * inner[4] + outer[3] * inner[5] + outer[5],
];

export const applied = (m: Matrix, [x, y]: Point): Point => [
  m[0] * x + m[2] * y + m[4],
  m[1] * x + m[3] * y + m[5],
];

/** How much longer a step along x becomes. */
export const scaleOf = (m: Matrix): number => Math.hypot(m[0], m[1]);

/** It moves and enlarges alone: no turn, no mirror, the same both ways. */
export const isUpright = (m: Matrix): boolean =>
  m[0] > 0 && Math.abs(m[1]) < SMALL && Math.abs(m[2]) < SMALL && Math.abs(m[0] - m[3]) < SMALL;

const SMALL = 1e-6;

/** A list of transforms; `null` = it is none. */
export function parseTransform(text: string): Matrix | null {
  let whole = IDENTITY;
  let rest = text.trim();
  while (rest !== '') {
    const step = /^(\w+)\s*\(([^()]*)\)[\s,]*/.exec(rest);
    const matrix = step === null ? null : transformOf(step[1] ?? '', numbersIn(step[2] ?? ''));
    if (step === null || matrix === null || !matrix.every(Number.isFinite)) return null;
    whole = product(whole, matrix);
    rest = rest.slice(step[0].length);
  }
  return whole;
}

export const numbersIn = (text: string): number[] =>
  text
    .trim()
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number);

function transformOf(name: string, n: readonly number[]): Matrix | null {
  const [a = 0, b = 0, c = 0] = n;
  switch (name) {
    case 'translate':
      return [1, 0, 0, 1, a, b];
    case 'scale':
      return [a, 0, 0, n.length > 1 ? b : a, 0, 0];
    case 'rotate':
      return product(product([1, 0, 0, 1, b, c], turn(a)), [1, 0, 0, 1, -b, -c]);
    case 'skewX':
      return [1, 0, Math.tan(radians(a)), 1, 0, 0];
    case 'skewY':
      return [1, Math.tan(radians(a)), 0, 1, 0, 0];
    case 'matrix': {
      const [, , , d = NaN, e = NaN, f = NaN] = n;
      return [a, b, c, d, e, f];
    }
    default:
      return null;
  }
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

const turn = (degrees: number): Matrix => {
  const [cos, sin] = [Math.cos(radians(degrees)), Math.sin(radians(degrees))];
  return [cos, sin, -sin, cos, 0, 0];
};

/** A length in user units; `null` = it is none. Percentages are of `whole`, `em` of `fontSize`. */
export function lengthOf(text: string, whole: number, fontSize: number): number | null {
  const parts = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)\s*$/i.exec(text);
  if (parts === null) return null;
  const unit = (parts[2] ?? '').toLowerCase();
  const factor =
    unit === '%' ? whole / 100 : unit === 'em' ? fontSize : unit === 'ex' ? fontSize / 2 : null;
  const fixed = factor ?? UNITS.get(unit);
  const value = fixed === undefined ? NaN : Number(parts[1]) * fixed;
  return Number.isFinite(value) ? value : null;
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['px', 1],
  ['pt', 4 / 3],
  ['pc', 16],
  ['in', 96],
  ['mm', 96 / 25.4],
  ['cm', 96 / 2.54],
  ['rem', 16],
]);

/** How far a ray goes inside the rectangle `0 0 width height`; 0 where it starts outside. */
export function roomAlong(from: Point, step: Point, width: number, height: number): number {
  const [x, y] = from;
  const length = Math.hypot(step[0], step[1]);
  if (length === 0 || x < 0 || y < 0 || x > width || y > height) return 0;
  const [dx, dy] = [step[0] / length, step[1] / length];
  const across = dx > 0 ? (width - x) / dx : dx < 0 ? -x / dx : Infinity;
  const down = dy > 0 ? (height - y) / dy : dy < 0 ? -y / dy : Infinity;
  return Math.min(across, down);
}

/** Two decimals: enough for print, and the same text on every machine. */
export const rounded = (value: number): number => {
  const whole = Math.round(value * 100) / 100;
  return whole === 0 ? 0 : whole;
};
