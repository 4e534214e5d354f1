/** Runs one case of the LMS API and judges it. */
import { lmsVerdict } from './decisions.js';
import { judgeLms, type LmsObserved } from './judge-lms.js';
import { parseLmsCase, type LmsExpected, type LmsGiven } from './lms-case.js';
import { runLms } from './lms-driver.js';
import type { Verdict } from './observed.js';

export async function runLmsCase(value: unknown): Promise<Verdict> {
  const { given, expected } = parseLmsCase(value);
  return judgedLms(given, expected, await runLms(given, Date.now()));
}

/** The verdict on what a run left behind; it depends on nothing else. */
export const judgedLms = (given: LmsGiven, expected: LmsExpected, observed: LmsObserved): Verdict =>
  lmsVerdict(judgeLms(given, expected, observed), { given, observed }, observed.run);
