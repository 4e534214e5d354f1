import { pack } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { isSameLetter, packLetter, unpackLetter } from '../../src/persistence/kept-letter.js';
import type { DeadLetter } from '../../src/persistence/ports.js';

const LETTER: DeadLetter = {
  ...{ source: 'a', position: '1', way: 'command', reason: 'r', at: 7, text: 't' },
  ...{ bytes: 1, sha256: '' },
};

describe('a kept letter', () => {
  it('is read back as it was', () => {
    expect(unpackLetter(packLetter(LETTER))).toEqual(LETTER);
  });

  it('of a version that did not say how it came says so', () => {
    const former = Object.fromEntries(Object.entries(LETTER).filter(([name]) => name !== 'way'));

    expect(unpackLetter(pack(former))).toEqual({ ...LETTER, way: 'unknown' });
  });

  it.each([{ at: 8 }, { reason: 's' }, { text: 'u' }])('is another one with %j', (change) => {
    expect(isSameLetter(LETTER, { ...LETTER })).toBe(true);
    expect(isSameLetter(LETTER, { ...LETTER, ...change })).toBe(false);
  });
});
