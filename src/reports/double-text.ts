/**
 * Numbers in exhausts as the JVM prints a double, since readers know Sunbird's files: `1.0`,
 * `0.33`, `1.0E-5`.
 */

/** The text of a finite number. */
export function doubleText(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= PLAIN_MIN && size < PLAIN_LIMIT)) return withPoint(String(value));
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  return `${withPoint(digits)}E${String(Number(exponent))}`;
}

/** Halves go away from zero, as Spark's `round` has it. */
export const roundHalfUp = (value: number): number =>
  Math.sign(value) * Math.floor(Math.abs(value) + 0.5);

/** Between these the JVM prints a number without an exponent. */
const PLAIN_MIN = 1e-3;
const PLAIN_LIMIT = 1e7;

const withPoint = (text: string): string => (text.includes('.') ? text : `${text}.0`);
