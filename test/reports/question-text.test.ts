import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { questionText, readable } from '../../src/reports/question-text.js';
import { readJson } from './sunbird-fixtures.js';

interface Vector {
  readonly value: readonly Readonly<Record<string, string>>[] | null;
  readonly expected: string;
}

const { cases } = readJson('vectors_question_json.json') as { cases: Vector[] };

describe('options and answers of a question', () => {
  const asUpstream = cases.filter(({ value, expected }) => value && !expected.includes('abla'));

  it.each(asUpstream)('read as $expected', ({ value, expected }) => {
    expect(questionText(JSON.stringify(value))).toBe(expected);
  });

  it.each(['nabla x', 'neq y', 'notin Z', 'nu'])('keep the n of the LaTeX command \\%s', (tex) => {
    const option = { 1: JSON.stringify({ text: `a \\${tex} b\n` }) };

    expect(questionText(JSON.stringify([option]))).toBe(`[{'1':'{'text':'a ${tex} b'}'}]`);
  });

  it('keep that n however deep the text lies', () => {
    const inner = JSON.stringify([{ 1: JSON.stringify({ text: '\\nabla f\n' }) }]);

    expect(questionText(JSON.stringify([{ lhs: inner }]))).toBe(
      "[{'lhs':'[{'1':'{'text':'nabla f'}'}]'}]",
    );
  });

  it('lose a line break that was escaped once too often, as upstream', () => {
    expect(readable('one\\ntwo')).toBe('onetwo');
    expect(readable('end\\n')).toBe('end');
  });

  it('show values that are no texts as JSON, and nothing for what is no list', () => {
    expect(questionText('[{"answer":{"correct":[1]}},{"n":2,"gone":null},"odd"]')).toBe(
      "[{'answer':'{'correct':[1]}'},{'n':'2'},{}]",
    );
    expect(questionText('broken')).toBe('[]');
  });

  it('are what upstream makes of them, unless a text has a backslash before an n', () => {
    const text = fc
      .string({ unit: fc.constantFrom(...Array.from('ab1 \n\t"\'{}[]:,é😀\\')) })
      .filter((s) => !s.includes('\\n'));
    const nested = text.map((t) => JSON.stringify({ text: t }));
    const deep = nested.map((t) => JSON.stringify([{ 1: t }]));
    const list = fc.array(fc.dictionary(fc.constantFrom('1', 'lhs'), fc.oneof(text, nested, deep)));

    fc.assert(
      fc.property(list, (value) => {
        const json = JSON.stringify(value);

        expect(questionText(json)).toBe(upstream(json));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** `reference/exhausts.md` 3.2, as upstream does it. */
const upstream = (json: string): string =>
  json.replaceAll('\\n', '').replaceAll('\\', '').replaceAll('"', "'");
