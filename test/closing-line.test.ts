import { expect, it } from 'vitest';
import { closingLine } from '../scripts/closing-line.js';

it('counts each outcome in one plain line', () => {
  expect(closingLine(['passed', 'failed', 'passed', 'skipped'], 0, 1)).toBe(
    '2 passed, 1 failed, 1 skipped',
  );
});

it('counts an error outside of any test as a failure', () => {
  expect(closingLine(['passed'], 2, 1)).toBe('1 passed, 2 failed, 0 skipped');
});

it('counts a run that failed without a test to blame as one failure', () => {
  expect(closingLine([], 0, 1)).toBe('0 passed, 1 failed, 0 skipped');
});
