import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparkCells } from '../../../src/persistence/sunbird/spark-csv.js';
import { sparkLine } from '../archive/archived-files.js';

describe('a line of CSV as Spark writes it', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    [' a ,"",null', [' a ', '', 'null']],
    ['"[{\\"id\\":\\"q\\"}]"', ['[{"id":"q"}]']],
    ['"{\\\\\\"text\\\\\\":\\\\\\"A\\\\\\\\n\\\\\\"}"', ['{\\"text\\":\\"A\\\\n\\"}']],
    ['"a\\nb"', ['a\\nb']],
    ['a\\"b', ['a\\"b']],
  ])('reads %s', (line, cells) => {
    expect(sparkCells(line)).toEqual({ ok: true, value: cells });
  });

  it.each([
    ['"a', 'a quote is not closed on its line'],
    ['"a\\"', 'a quote is not closed on its line'],
    ['"a" ,b', 'text stands behind a closing quote'],
    ['"say ""x"""', 'a quote is doubled, where a backslash before it was to be'],
  ])('refuses %s', (line, error) => {
    expect(sparkCells(line)).toEqual({ ok: false, error });
  });

  it('gives back whatever was written', () => {
    const unit = fc.constantFrom('"', '\\', ',', 'a', 'n', ' ', 'é', '{', '😀');
    // A line break ends a record, and what looks like a quote outside of quotes is never written.
    const cells = fc.array(fc.string({ unit, maxLength: 12 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(cells, (written) => {
        const line = sparkLine(written).slice(0, -1);
        expect(sparkCells(line)).toEqual({ ok: true, value: written });
      }),
      { numRuns: 1000 },
    );
  });
});
