import { describe, expect, it } from 'vitest';
import { dayOf, daySpan } from '../../src/gateway/console/day-span.js';

describe('The days of a chart', () => {
  it('are all from the first to the last, with none where nothing was', () => {
    const days = [
      { day: '2024-02-27', count: 3 },
      { day: '2024-03-05', count: 1 },
    ];
    const { times, values } = daySpan(days);
    expect(times.map(dayOf).slice(0, 4)).toEqual([
      '2024-02-27',
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
    ]);
    expect(values).toEqual([3, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('are a week where fewer have any', () => {
    const { times, values } = daySpan([{ day: '2024-03-02', count: 5 }]);
    expect(times.map(dayOf).at(0)).toBe('2024-02-25');
    expect(values).toEqual([0, 0, 0, 0, 0, 0, 5]);
  });
});
