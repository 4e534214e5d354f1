/** Transforms of the page's coordinates, `a b c d e f` as in SVG. */
import type { Matrix } from './placed-page.js';

/** First `inner`, then `outer`. */
export function chained(outer: Matrix | null, inner: Matrix): Matrix {
  if (outer === null) return inner;
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [
    a * p + c * q,
    b * p + d * q,
    a * r + c * s,
    b * r + d * s,
    a * t + c * u + e,
    b * t + d * u + f,
  ];
}

/** A point's place on the page, as path data. */
export function pointOf([x, y]: readonly [number, number], matrix: Matrix | null): string {
  const [a, b, c, d, e, f] = matrix ?? [1, 0, 0, 1, 0, 0];
  return `${decimal(a * x + c * y + e)} ${decimal(b * x + d * y + f)}`;
}

/** At most three decimals, never with an exponent: equal on every machine, fine enough to print. */
export function decimal(value: number): string {
  const rounded = Math.round(value * 1000) / 1000;
  return Number.isFinite(rounded) && Math.abs(rounded) < 1e15 ? String(rounded + 0) : '0';
}
