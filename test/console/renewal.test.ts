import { describe, expect, it } from 'vitest';
import { isDue, renewalOf } from '../../src/gateway/console/renewal.js';

describe('a token', () => {
  it.each([
    ['half a minute before its end', 300_000, 270_000],
    ['in the middle of its life where that is short', 20_000, 10_000],
    ['at the same moment by both rules', 60_000, 30_000],
  ])('is renewed %s', (_, lifeMs, afterMs) => {
    const renewAt = renewalOf(1_000, lifeMs);

    expect(renewAt).toBe(1_000 + afterMs);
    expect([isDue(renewAt, renewAt - 1), isDue(renewAt, renewAt)]).toEqual([false, true]);
  });

  it('is never due where nobody said how long it lives', () => {
    expect(isDue(renewalOf(1_000, 0), Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});
