/** The deviations in the code and those in the documentation are the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DECISIONS } from './decisions.js';

test('docs/conformance.md repeats every deviation with its reason, and no other', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/conformance.md'), 'utf8');
  const rows = text.split('\n').flatMap((line) => {
    const [, number, reason] = /^\| D(\d+) +\| (.*?) +\|/.exec(line) ?? [];
    return number === undefined ? [] : [{ number: Number(number), reason }];
  });

  expect(rows).toEqual(DECISIONS);
});

test('every deviation has a number of its own, without gaps', () => {
  const numbers = DECISIONS.map(({ number }) => number);

  expect(numbers).toEqual(DECISIONS.map((_, i) => i + 1));
});
