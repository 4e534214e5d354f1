import { describe, expect, it } from 'vitest';
import { printedDay, printedPercent, printedTitle } from '../../src/certificates/printed-value.js';
import { cleanText } from '../../src/certificates/clean-text.js';

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
