import { describe, expect, it } from 'vitest';
import { en } from '../../src/gateway/console/texts/en.js';
import { hi } from '../../src/gateway/console/texts/hi.js';

const KEYS = Object.keys(en) as (keyof typeof en)[];

describe('the texts of the console', () => {
  it('are the same ones in every language', () => {
    expect(Object.keys(hi)).toEqual(KEYS);
  });

  it.each(KEYS)('says %s in Hindi, with the same values in it', (key) => {
    expect(hi[key].trim()).not.toBe('');
    expect(placeholders(hi[key])).toEqual(placeholders(en[key]));
    expect(hi[key]).toMatch(/\p{Script=Devanagari}/u);
  });
});

const placeholders = (text: string): string[] => [...text.matchAll(/\{\d\}/g)].map(String).sort();
