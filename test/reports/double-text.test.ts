import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubleText, roundHalfUp } from '../../src/reports/double-text.js';

describe('a double', () => {
  it.each([
    [0, '0.0'],
    [1, '1.0'],
    [0.33, '0.33'],
    [10, '10.0'],
    [-2.5, '-2.5'],
    [0.001, '0.001'],
    [0.00012, '1.2E-4'],
    [9_999_999, '9999999.0'],
    [10_000_000, '1.0E7'],
    [12_345_678.9, '1.23456789E7'],
  ])('%d is printed as %s, as the JVM does', (value, text) => {
    expect(doubleText(value)).toBe(text);
  });

  it('is read back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(doubleText(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('rounding', () => {
  it.each([
    [0.5, 1],
    [1.49, 1],
    [2.5, 3],
    [-0.5, -1],
  ])('takes %d to %d', (value, rounded) => {
    expect(roundHalfUp(value)).toBe(rounded);
  });
});
