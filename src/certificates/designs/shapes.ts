/**
 * Shapes of designs as SVG: waves and rosettes as banknotes have them, seals, rules. Lengths are in
 * points, y grows downwards; equal arguments give equal text on every machine.
 */

export interface Paint {
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
}

/** A path, filled or stroked. */
export function path(d: string, { fill = 'none', stroke, width = 1 }: Paint): string {
  const line = stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${number(width)}"`;
  return `<path d="${d}" fill="${fill}"${line}/>`;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const rectangle = ({ x, y, width, height }: Box): string =>
  `M${at(x, y)}h${number(width)}v${number(height)}h${number(-width)}z`;

export function roundedRectangle({ x, y, width, height }: Box, radius: number): string {
  const [w, h] = [number(width - 2 * radius), number(height - 2 * radius)];
  const corner = (dx: number, dy: number): string =>
    `a${at(radius, radius)} 0 0 1 ${at(dx * radius, dy * radius)}`;
  return (
    `M${at(x + radius, y)}h${w}${corner(1, 1)}v${h}${corner(-1, 1)}` +
    `h-${w}${corner(-1, -1)}v-${h}${corner(1, -1)}z`
  );
}

/** A whole SVG document over a page. */
export const drawing = (width: number, height: number, shapes: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}">` +
  `${shapes.join('')}</svg>`;

/**
 * A chain of lenses along a line from (x, y): waves through the same nodes, of falling heights, on
 * both sides. `halves` = half waves.
 */
export function lensChain(
  [x, y]: readonly [number, number],
  length: number,
  halves: number,
  height: number,
  direction: 'across' | 'down',
): string {
  const step = length / halves;
  const turned = (along: number, aside: number): string =>
    direction === 'across' ? at(along, aside) : at(aside, along);
  return [1, 0.72, 0.44, 0.16]
    .flatMap((part) => [part * height, -part * height])
    .map(
      (peak) =>
        `M${at(x, y)}q${turned(step / 2, peak)} ${turned(step, 0)}` +
        `t${turned(step, 0)}`.repeat(halves - 1),
    )
    .join('');
}

/** Waves side by side, each a little further on: the ground of a band. */
export function waveField(
  { x, y, width, height }: Box,
  count: number,
  halves: number,
  amplitude: number,
): string {
  const step = height / halves;
  return Array.from({ length: count }, (_, i) => {
    const left = x + (width * i) / (count - 1);
    const peak = amplitude * Math.cos((i * Math.PI * 2) / count);
    const rest = `t${at(0, step)}`.repeat(halves - 1);
    return `M${at(left, y)}q${at(peak, step / 2)} ${at(0, step)}${rest}`;
  }).join('');
}

/** A rosette: closed curves with `petals` waves around a centre, turned against each other. */
export function rosette(
  [x, y]: readonly [number, number],
  radius: number,
  petals: number,
  rings: number,
): string {
  return Array.from({ length: rings }, (_, ring) => {
    const phase = (ring * Math.PI) / rings;
    return closed(petals * PETAL_POINT_COUNT, (angle) => {
      const r = radius * (0.72 + 0.28 * Math.cos(petals * angle + phase * 2));
      return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
    });
  }).join('');
}

/** A curve as a wheel rolling inside a ring draws it. */
export function spirograph(
  [x, y]: readonly [number, number],
  radius: number,
  turns: number,
  lobes: number,
  depth: number,
): string {
  return closed(CURVE_POINT_COUNT * turns, (part) => {
    const angle = part * turns;
    const r = radius * (1 - depth + depth * Math.cos((lobes / turns) * angle));
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  });
}

/** A disc whose edge has `count` scallops. */
export function scalloped(
  [x, y]: readonly [number, number],
  radius: number,
  count: number,
): string {
  const corner = (i: number): string => {
    const angle = (2 * Math.PI * i) / count - Math.PI / 2;
    return at(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  };
  const r = number(radius * Math.sin(Math.PI / count) * 1.08);
  const arcs = Array.from({ length: count }, (_, i) => `A${r} ${r} 0 0 1 ${corner(i + 1)}`);
  return `M${corner(0)}${arcs.join('')}Z`;
}

export function disc([x, y]: readonly [number, number], radius: number): string {
  const half = (way: number): string => `a${at(radius, radius)} 0 1 1 ${at(way * 2 * radius, 0)}`;
  return `M${at(x - radius, y)}${half(1)}${half(-1)}z`;
}

export const polygon = (points: readonly (readonly [number, number])[]): string =>
  `M${points.map(([x, y]) => at(x, y)).join('L')}Z`;

const CURVE_POINT_COUNT = 240;
const PETAL_POINT_COUNT = 12;

function closed(count: number, point: (angle: number) => readonly [number, number]): string {
  const points = Array.from({ length: count }, (_, i) => point((2 * Math.PI * i) / count));
  return `M${points.map(([x, y]) => at(x, y)).join('L')}Z`;
}

const at = (x: number, y: number): string => `${number(x)} ${number(y)}`;

const number = (value: number): string => {
  const whole = Math.round(value * 100) / 100;
  return String(whole === 0 ? 0 : whole);
};
