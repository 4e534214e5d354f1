import { describe, expect, it } from 'vitest';
import { fitText } from '../../src/certificates/fit.js';
import { printedDay, printedPercent, printedTitle } from '../../src/certificates/printed-value.js';
import { cleanText, scriptRuns } from '../../src/certificates/script-run.js';

describe('fitText', () => {
  const box = { width: 200, sizes: [20, 10, 5], linesMax: [1, 2, 3] };

  it('keeps the largest size for a short text', () => {
    expect(fitText('Ananya', box)).toEqual({ text: 'Ananya', size: 20, lines: 1 });
  });

  it('takes a smaller size before it cuts', () => {
    const text = 'Ananya Venkataraman of Bengaluru';
    expect(fitText(text, box)).toMatchObject({ text, size: 10 });
  });

  it('cuts what fits at no size, and says so with an ellipsis', () => {
    const { text, size, lines } = fitText('Ananya '.repeat(100), box);
    expect([size, lines]).toEqual([5, 3]);
    expect(text).toMatch(/^(?:Ananya )+[Anay]+…$/);
  });

  it('counts the lines of a word that is wider than its box', () => {
    expect(fitText('W'.repeat(50), box)).toMatchObject({ size: 5, lines: 2 });
  });

  it('cuts no letter from its marks', () => {
    const { text } = fitText('कि'.repeat(400), box);
    expect(text).toMatch(/^(?:कि)+…$/u);
  });
});

describe('scriptRuns', () => {
  it('gives each script its font and keeps words whole', () => {
    expect(scriptRuns('Zoë r̥ṣi (शिक्षा।) 2')).toEqual([
      { text: 'Zoë ', font: 'Serif' },
      { text: 'r̥ṣi', font: 'SerifExtended' },
      { text: ' (', font: 'Serif' },
      { text: 'शिक्षा।', font: 'Devanagari' },
      { text: ') 2', font: 'Serif' },
    ]);
  });

  it('keeps joiners inside a Devanagari word', () => {
    expect(scriptRuns('क्‍ष')).toEqual([{ text: 'क्‍ष', font: 'Devanagari' }]);
  });

  it('loses nothing', () => {
    const text = 'a தமிழ் 山田 😀 शि b';
    expect(
      scriptRuns(text)
        .map((run) => run.text)
        .join(''),
    ).toBe(text);
  });
});

describe('cleanText', () => {
  it('composes letters and folds white space', () => {
    expect(cleanText(' Jose\u0301 \n\t A\u0301ngel ')).toBe('José Ángel');
  });

  it('removes characters that turn or hide text', () => {
    expect(cleanText('a\u202eb\u0000c\u200bd\ud800e')).toBe('abcde');
  });
});

describe('printed values', () => {
  it('print the day of the zone', () => {
    const lateInUtc = Date.UTC(2026, 10, 23, 20);
    expect(printedDay(lateInUtc, 'Asia/Kolkata')).toBe('24 November 2026');
    expect(printedDay(lateInUtc, 'UTC')).toBe('23 November 2026');
  });

  it.each([
    [100, '100%'],
    [99.96, '99.9%'],
    [64.1, '64.1%'],
    [0, '0%'],
  ])('print the score %d as %s', (percent, text) => {
    expect(printedPercent(percent)).toBe(text);
  });

  it.each([
    ['Certificate of Merit', 'Certificate of Merit'],
    ['100PercentCompletionCertificate', '100 Percent Completion Certificate'],
    ['course_merit', 'course merit'],
    [' ', 'Certificate of Completion'],
  ])('print the name %j as %j', (name, title) => {
    expect(printedTitle(name)).toBe(title);
  });
});
