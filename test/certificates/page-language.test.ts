import { describe, expect, it } from 'vitest';
import { PAGE_LANGUAGES, pageLanguage } from '../../src/certificates/page-language.js';
import { certificatePage } from '../../src/certificates/public-page.js';
import { ENGLISH } from '../../src/certificates/public-texts/en.js';
import type { PageTexts } from '../../src/certificates/public-texts/page-texts.js';
import { sampleFacts } from './sample.js';

const others = PAGE_LANGUAGES.filter((texts) => texts !== ENGLISH);

describe('the languages of the page', () => {
  it('are eight', () => {
    const codes = PAGE_LANGUAGES.map(({ code }) => code);
    expect(codes.sort()).toEqual(['bn', 'en', 'gu', 'hi', 'kn', 'ta', 'te', 'ur']);
  });

  it.each(others.map((texts) => [texts.code, texts] as const))(
    'say everything in %s, with the same values, and in its own words',
    (_code, texts) => {
      const english = leaves(ENGLISH);
      const own = leaves(texts);
      expect([...own.keys()].sort()).toEqual([...english.keys()].sort());
      for (const [path, text] of own) {
        expect(text.trim(), path).not.toBe('');
        expect(namesIn(text), path).toEqual(namesIn(english.get(path) ?? ''));
        if (path !== 'direction') expect(text, path).not.toBe(english.get(path));
      }
    },
  );

  it.each(PAGE_LANGUAGES.map((texts) => [texts.code, texts] as const))(
    'lead from %s to all others',
    (code, texts) => {
      const page = pageIn(texts);
      expect(page).toContain(`<html lang="${code}" dir="${texts.direction}">`);
      for (const other of PAGE_LANGUAGES) {
        expect(page.includes(`href="?lang=${other.code}"`), other.code).toBe(other !== texts);
      }
      expect(page).not.toMatch(/\{(?:number|date|keys|command|time)\}/);
    },
  );

  it('print days in their own words with the digits of the paper', () => {
    const hindi = PAGE_LANGUAGES.find(({ code }) => code === 'hi');
    expect(pageIn(hindi ?? ENGLISH)).toContain('24 नवंबर 2026');
  });
});

describe('the language of a viewer', () => {
  const wish = (more: object) =>
    pageLanguage({ asked: '', accepted: '', ofLearner: '', ...more }).code;

  it('is the one asked for before all', () => {
    expect(wish({ asked: 'ta', accepted: 'hi', ofLearner: '["Urdu"]' })).toBe('ta');
  });

  it.each([
    ['hi-IN,hi;q=0.9,en;q=0.8', 'hi'],
    ['fr, bn;q=0.3, te;q=0.7', 'te'],
    ['en;q=0.1, kn', 'kn'],
    ['gu;q=0, ur;q=0.1', 'ur'],
    ['*', 'en'],
    ['de', 'en'],
    [`${'x,'.repeat(10_000)}hi`, 'en'],
  ])('is of %s the first that is known', (accepted, code) => {
    expect(wish({ accepted })).toBe(code);
  });

  it.each([
    ['["Tamil","English"]', 'ta'],
    ['hindi', 'hi'],
    ['["Odia"]', 'en'],
    ['[broken', 'en'],
  ])("is the learner's, %s, where the browser names none", (ofLearner, code) => {
    expect(wish({ accepted: 'fr', ofLearner })).toBe(code);
  });

  it('is English where an unknown one is asked for', () => {
    expect(wish({ asked: '"><script>' })).toBe('en');
  });
});

const pageIn = (texts: PageTexts): string =>
  certificatePage(
    { facts: sampleFacts(), status: 'valid', delayed: false, revocation: null, replacedBy: '' },
    { id: 'x', pdfPath: 'x.pdf', now: 0, signed: true, texts, registry: 'none' },
  );

const namesIn = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

/** Every text by its path. */
function leaves(value: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, part] of Object.entries(value) as [string, unknown][]) {
    const at = path === '' ? key : `${path}.${key}`;
    if (typeof part === 'string') found.set(at, part);
    else for (const [p, text] of leaves(part as object, at)) found.set(p, text);
  }
  return found;
}
