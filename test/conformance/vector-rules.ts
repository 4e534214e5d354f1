/** The deviations that show in values of pure functions; their numbers are those of the cases. */
import type { Decision } from './decisions.js';
import type { Difference } from './difference.js';
import { QUESTION_TEXTS, spoiled } from './exhaust-rules.js';
import type { Vector } from './exhaust-vectors.js';

export interface VectorRule extends Decision {
  explains(difference: Difference, vector: Vector): boolean;
}

export const VECTOR_RULES: readonly VectorRule[] = [
  {
    ...{ number: QUESTION_TEXTS.number, reason: QUESTION_TEXTS.reason },
    explains: ({ expected, actual }, { kind, entry }) =>
      kind === 'question_json' &&
      typeof actual === 'string' &&
      expected === spoiled(entry['value']) &&
      actual !== expected,
  },
];
