import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expiryAt, hasExpired, isExpiry } from '../../src/domain/expiry.js';

const ZONE = 'Asia/Kolkata';
const ISSUED = Date.parse('2021-05-24T10:00:00Z');

describe('when a certificate ends', () => {
  it.each([
    ['30d', '2021-06-23T10:00:00.000Z'],
    ['1M', '2021-06-24T10:00:00.000Z'],
    ['2y', '2023-05-24T10:00:00.000Z'],
    ['1y 2m 3d', '2022-07-27T10:00:00.000Z'],
    [' 3D ', '2021-05-27T10:00:00.000Z'],
    ['2022-01-01T00:00:00Z', '2022-01-01T00:00:00.000Z'],
    ['2022-01-01T00:00:00+0530', '2021-12-31T18:30:00.000Z'],
  ])('is, for %s, %s', (text, end) => {
    expect(iso(expiryAt(text, ISSUED, ZONE))).toBe(end);
  });

  it('counts a last day whole, in the zone of the printed dates', () => {
    expect(iso(expiryAt('2022-01-31', ISSUED, ZONE))).toBe('2022-01-31T18:29:59.999Z');
    expect(iso(expiryAt('2022-01-31', ISSUED, 'UTC'))).toBe('2022-01-31T23:59:59.999Z');
  });

  it('is the last day of a month that has no such day, in the zone', () => {
    const lateOnThirtieth = Date.parse('2024-01-30T20:00:00Z');
    expect(iso(expiryAt('1m', lateOnThirtieth, ZONE))).toBe('2024-02-28T20:00:00.000Z');
    expect(iso(expiryAt('1m', Date.parse('2023-01-31T05:00:00Z'), ZONE))).toBe(
      '2023-02-28T05:00:00.000Z',
    );
    expect(iso(expiryAt('1y', Date.parse('2024-02-29T05:00:00Z'), ZONE))).toBe(
      '2025-02-28T05:00:00.000Z',
    );
  });

  it('is never where nothing is said', () => {
    expect([expiryAt('', ISSUED, ZONE), expiryAt('  ', ISSUED, ZONE)]).toEqual([0, 0]);
  });

  it.each(['soon', '1w', '2021-02-30', '2021-13-01', '1y,2m', '-1d', '9999y', '1 y', '24 May'])(
    'is not said by %s',
    (text) => {
      expect([expiryAt(text, ISSUED, ZONE), isExpiry(text)]).toEqual([null, false]);
    },
  );

  it('is later for a longer span', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom('d', 'm', 'y'),
        (issued, count, unit) => {
          const shorter = expiryAt(`${String(count)}${unit}`, issued, ZONE) ?? 0;
          expect(shorter).toBeGreaterThan(issued);
          expect(expiryAt(`${String(count + 1)}${unit}`, issued, ZONE)).toBeGreaterThan(shorter);
        },
      ),
    );
  });
});

describe('what has expired', () => {
  it('ended before now', () => {
    expect(hasExpired(5, 6)).toBe(true);
    expect([hasExpired(5, 5), hasExpired(0, 6), hasExpired(undefined, 6)]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

const iso = (at: number | null): string => new Date(at ?? 0).toISOString();
