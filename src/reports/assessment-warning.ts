/** What a reader of scores and answers should be warned of. */
import type { AssessmentLag } from './report-options.js';

/** Longer than a flush and a pause of a topic take. */
const BEHIND_MS = 300_000;

/** `null` = nothing. */
export function assessmentWarning(lag: AssessmentLag | null): string | null {
  if (lag === null) return null;
  if (lag.role === 'off') {
    return 'the role assessment is off or stopped: no attempts are taken in, and reports lack them';
  }
  if (lag.lagMs < BEHIND_MS) return null;
  const minutes = String(Math.floor(lag.lagMs / 60_000));
  return `assessments are ${minutes} minutes behind: reports lack the attempts of that time`;
}
