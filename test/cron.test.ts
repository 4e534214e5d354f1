import { describe, expect, it } from 'vitest';
import { isCronLine, lastTime, nextTime } from '../src/cron.js';

const at = (time: string): number => Date.parse(time);

describe('a cron line', () => {
  it.each([
    ['0 8 * * *', true],
    ['30 3,14 * * 1-5', true],
    ['off', true],
    ['', false],
    ['0 8 * *', false],
    ['61 8 * * *', false],
    ['0 0 8 * * *', false],
    ['0 0 31 2 *', false],
  ])('%j can be read: %s', (line, readable) => {
    expect(isCronLine(line)).toBe(readable);
  });

  it.each([
    ['2024-05-01T07:59:59.999Z', '2024-04-30T08:00:00Z', '2024-05-01T08:00:00Z'],
    ['2024-05-01T08:00:00.000Z', '2024-05-01T08:00:00Z', '2024-05-02T08:00:00Z'],
    ['2024-05-01T08:00:00.001Z', '2024-05-01T08:00:00Z', '2024-05-02T08:00:00Z'],
  ])('counts in UTC: at %s it came at %s and comes at %s', (now, last, next) => {
    expect(lastTime('0 8 * * *', at(now))).toBe(at(last));
    expect(nextTime('0 8 * * *', at(now))).toBe(at(next));
  });

  it('that is off never comes', () => {
    expect(lastTime('off', at('2024-05-01T08:00:00Z'))).toBeNull();
    expect(nextTime('off', at('2024-05-01T08:00:00Z'))).toBeNull();
  });
});
