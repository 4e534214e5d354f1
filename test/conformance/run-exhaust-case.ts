/** Runs one case of the exhausts, or one vector of theirs, and judges it. */
import { exhaustVerdict, vectorVerdict } from './decisions.js';
import { parseExhaustCase, type ExhaustExpected, type ExhaustGiven } from './exhaust-case.js';
import { runExhaust } from './exhaust-driver.js';
import { judgeVector, type Vector } from './exhaust-vectors.js';
import { judgeExhaust, type ExhaustObserved } from './judge-exhaust.js';
import type { Verdict } from './observed.js';

/** `common` are the fixtures that all cases of the folder share. */
export async function runExhaustCase(
  value: unknown,
  folder: string,
  common: readonly string[],
): Promise<Verdict> {
  const { given, expected } = parseExhaustCase(value, folder, common);
  return judgedExhaust(given, expected, await runExhaust(given, Date.now()));
}

/** The verdict on what a run left behind; it depends on nothing else. */
export const judgedExhaust = (
  given: ExhaustGiven,
  expected: ExhaustExpected,
  observed: ExhaustObserved,
): Verdict =>
  exhaustVerdict(judgeExhaust(expected, observed), { given, expected, observed }, observed.run);

export const judgedVector = (vector: Vector): Verdict => vectorVerdict(judgeVector(vector), vector);
