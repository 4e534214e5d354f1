import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportDate, zoneDay } from '../../src/reports/zone-day.js';

describe('the day of an instant', () => {
  it('is the one of the zone, not of UTC', () => {
    const lateEvening = Date.parse('2024-05-01T20:00:00Z');

    expect(zoneDay('Asia/Kolkata')(lateEvening)).toBe('2024-05-02');
  });

  it('is right on both sides of midnight on a day whose offset changes', () => {
    const day = zoneDay('America/New_York');

    expect(day(Date.parse('2024-03-10T04:59:59.999Z'))).toBe('2024-03-09');
    expect(day(Date.parse('2024-03-10T05:00:00Z'))).toBe('2024-03-10');
    expect(day(Date.parse('2024-03-11T03:59:59.999Z'))).toBe('2024-03-10');
    expect(day(Date.parse('2024-03-11T04:00:00Z'))).toBe('2024-03-11');
  });

  it.each([
    'Asia/Kolkata',
    'Asia/Kathmandu',
    'America/Sao_Paulo',
    'Pacific/Apia',
    'Africa/Casablanca',
  ])('is what the formatter says, anywhere in time in %s', (timeZone) => {
    const day = zoneDay(timeZone);
    const format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });

    fc.assert(
      fc.property(fc.integer({ min: 1, max: Date.parse('2037-12-31') }), (at) => {
        expect(day(at)).toBe(format.format(at));
      }),
    );
  });
});

describe('a date in a report', () => {
  it('is written as dd/MM/yyyy', () => {
    expect(reportDate('2019-11-16')).toBe('16/11/2019');
  });
});
