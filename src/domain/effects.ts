/**
 * What the world still has to be told about an enrolment, derived from its durable state.
 * An effect is remembered in the same commit as the state it follows from and repeated until it is
 * confirmed (R3).
 *
 * - `certify`: completed, scored differently, or joined with results from before, under a batch
 *   that may have templates: judge them.
 * - `render`: a certificate was decided and its document is not durable yet.
 */
import { bestScores } from './attempt.js';
import type { EnrolmentState } from './enrolment.js';
import { NEVER, type CertificateId, type EnrolmentKey } from './ids.js';

export type Effect =
  | { readonly kind: 'certify'; readonly key: EnrolmentKey }
  | { readonly kind: 'render'; readonly key: EnrolmentKey; readonly certificate: CertificateId };

/** The effects that arise between two states of one enrolment; stable under repetition. */
export function effectsBetween(before: EnrolmentState, after: EnrolmentState): Effect[] {
  const effects: Effect[] = [];
  if (mayHaveEarned(before, after)) effects.push({ kind: 'certify', key: after.key });
  for (const generation of after.generations.values()) {
    if (generation.rendered || before.generations.has(generation.id)) continue;
    effects.push({ kind: 'render', key: after.key, certificate: generation.id });
  }
  return effects;
}

function mayHaveEarned(before: EnrolmentState, after: EnrolmentState): boolean {
  if (after.membership?.active !== true || before === after) return false;
  const completedNow = before.completedAt === NEVER && after.completedAt !== NEVER;
  const joined = before.membership?.active !== true;
  const hasResults = after.completedAt !== NEVER || after.attempts.size > 0;
  return completedNow || (joined && hasResults) || scoresChanged(before, after);
}

/** Any change, since a criterion may ask for a low score, and a later record may lower one. */
function scoresChanged(before: EnrolmentState, after: EnrolmentState): boolean {
  if (before.attempts === after.attempts) return false;
  const scores = (s: EnrolmentState): string => JSON.stringify(bestScores(s.attempts.values()));
  return scores(before) !== scores(after);
}
