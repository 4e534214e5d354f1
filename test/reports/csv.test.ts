import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRow, startsFormula } from '../../src/reports/csv.js';

describe('CSV rows', () => {
  it('are separated by commas and end with a line feed', () => {
    expect(encodeRow(['a', '', 'b c', ''])).toBe('a,,b c,\n');
  });

  it('quote commas, quotes and line breaks, and double the quotes', () => {
    expect(encodeRow(['a,b', 'a"b', 'a\nb', 'a\rb'])).toBe('"a,b","a""b","a\nb","a\rb"\n');
  });

  it.each(['=1+1', '@SUM(A1)', '\t=1', '＝1+1', '-1+cmd', '+A1', '-', "-2+3+cmd|' /C calc'!A0"])(
    'put an apostrophe before %j, which would start a formula',
    (cell) => {
      expect(encodeRow([cell])).toBe(`'${cell}\n`);
    },
  );

  it('put an apostrophe before a line break that could start a formula', () => {
    expect(encodeRow(['\r=1', '\n=1'])).toBe(`"'\r=1","'\n=1"\n`);
  });

  it.each(['+91 98765 43210', '+919876543210', '+1 (555) 123-4567', '-3.5', '+7', '-1e-7', '-5%'])(
    'leave %j readable as it is',
    (cell) => {
      expect(encodeRow([cell])).toBe(`${cell}\n`);
    },
  );

  it.each(['a=1', '1-1', 'me@example.org', ' =1', "it's", '2024-05-01'])(
    'leave %j alone, since it starts no formula',
    (cell) => {
      expect(encodeRow([cell])).toBe(`${cell}\n`);
    },
  );

  it('remove NUL before judging what a cell starts with', () => {
    expect(encodeRow(['a\0b', '\0=1'])).toBe("ab,'=1\n");
  });

  it('take a text of a million digits in linear time', () => {
    const cell = `+${'1'.repeat(1_000_000)}x`;

    expect(encodeRow([cell])).toBe(`'${cell}\n`);
  });
});

describe('any CSV', () => {
  it('parses back to its cells, up to the documented change', () => {
    fc.assert(
      fc.property(rows(), (table) => {
        const parsed: unknown = parse(table.map(encodeRow).join(''), { recordDelimiter: '\n' });

        expect(parsed).toEqual(table.map((row) => row.map(documented)));
      }),
      { numRuns: 1000 },
    );
  });

  it('has no cell that starts a formula', () => {
    fc.assert(
      fc.property(rows(), (table) => {
        const parsed: string[][] = parse(table.map(encodeRow).join(''), { recordDelimiter: '\n' });

        expect(parsed.flat().filter(runsInSpreadsheet)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Tables of equally long rows over the characters that matter. */
const rows = (): fc.Arbitrary<string[][]> =>
  fc.integer({ min: 1, max: 4 }).chain((width) => {
    const hot = fc.constantFrom(...Array.from('=+-@\t\r\n\0",\'1.e ()%＝क😀'));
    const cell = fc.oneof(fc.string({ unit: hot, maxLength: 6 }), fc.string({ unit: 'grapheme' }));
    return fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 });
  });

function documented(cell: string): string {
  const text = cell.replaceAll('\0', '');
  return startsFormula(text) ? `'${text}` : text;
}

/** Stated anew, not by the code under test: a sign is harmless before nothing but number marks. */
function runsInSpreadsheet(cell: string): boolean {
  if (/^[=@\t\r\n＝＠＋－]/.test(cell)) return true;
  return /^[+-]/.test(cell) && !/^[+-][\d.,eE%+ ()-]*$/.test(cell);
}
