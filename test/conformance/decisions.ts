/**
 * Where Laurel deviates from Sunbird, each by number with its reason and by what a difference is
 * recognised. A number explains a difference only where what is expected is just what upstream
 * does, so that a wrong expectation is still found.
 *
 * - D1 No rule knows a case's id, or reads what a case says of itself.
 */
import { JOB_RULES, type JobContext } from './job-rules.js';
import { EXHAUST_RULES, type ExhaustContext } from './exhaust-rules.js';
import type { Vector } from './exhaust-vectors.js';
import { VECTOR_RULES } from './vector-rules.js';
import { LMS_RULES, type LmsContext } from './lms-rules.js';
import type { Difference } from './difference.js';
import { describe } from './describe.js';
import type { Verdict } from './observed.js';
import type { Run } from './placeholder.js';

export interface Decision {
  readonly number: number;
  readonly reason: string;
}

/** Every deviation in order; `docs/conformance.md` repeats them. */
export const DECISIONS: readonly Decision[] = [...JOB_RULES, ...LMS_RULES, ...EXHAUST_RULES]
  .map(({ number, reason }) => ({ number, reason }))
  .sort((a, b) => a.number - b.number);

export const jobVerdict = (found: readonly Difference[], context: JobContext, run: Run): Verdict =>
  verdict(found, run, (d) => JOB_RULES.find((rule) => rule.explains(d, context)));

export const lmsVerdict = (found: readonly Difference[], context: LmsContext, run: Run): Verdict =>
  verdict(found, run, (d) => LMS_RULES.find((rule) => rule.explains(d, context)));

export const exhaustVerdict = (
  found: readonly Difference[],
  context: ExhaustContext,
  run: Run,
): Verdict => verdict(found, run, (d) => EXHAUST_RULES.find((rule) => rule.explains(d, context)));

/** Vectors stand for no run. */
export const vectorVerdict = (found: readonly Difference[], vector: Vector): Verdict =>
  verdict(found, { from: 0, to: 0, env: '' }, (d) =>
    VECTOR_RULES.find((rule) => rule.explains(d, vector)),
  );

function verdict(
  found: readonly Difference[],
  run: Run,
  explain: (difference: Difference) => Decision | undefined,
): Verdict {
  const numbers = new Set<number>();
  for (const difference of found) {
    const decision = explain(difference);
    if (decision === undefined) return { kind: 'fail', reason: describe(difference, found, run) };
    numbers.add(decision.number);
  }
  if (numbers.size === 0) return { kind: 'pass' };
  return { kind: 'deviates', numbers: [...numbers].sort((a, b) => a - b) };
}
