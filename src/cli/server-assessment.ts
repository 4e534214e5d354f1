/** What a running server knows of assessments, for commands beside it. */
import type { Config } from '../config.js';
import type { AssessmentLag } from '../reports/report-options.js';
import { assessmentWarning } from '../reports/assessment-warning.js';
import { warning, well, type Finding } from './doctor/finding.js';
import { localUrlOf } from './server-run.js';

const ANSWER_WAIT_MS = 2_000;

interface Health {
  readonly result?: { readonly checks?: readonly unknown[] };
}

/** `null` = no server answers, so that nobody knows. */
export async function serverAssessment(config: Config): Promise<AssessmentLag | null> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WAIT_MS);
    const answer = await fetch(`${localUrlOf(config)}/health`, { signal });
    return lagIn((await answer.json()) as Health);
  } catch {
    return null;
  }
}

function lagIn(health: Health): AssessmentLag | null {
  const checks = health.result?.checks ?? [];
  const check = checks.find((one) => (one as { readonly name?: unknown }).name === 'assessment');
  if (check === undefined) return null;
  const { role, lagMs } = check as Partial<AssessmentLag>;
  if ((role !== 'on' && role !== 'off') || typeof lagMs !== 'number') return null;
  return { role, lagMs };
}

/** What `doctor` says of it; nothing where no server answers. */
export function assessmentFinding(lag: AssessmentLag | null): readonly Finding[] {
  if (lag === null) return [];
  const subject = 'assessments';
  const trouble = assessmentWarning(lag);
  if (trouble !== null) return [warning(subject, trouble, REMEDY)];
  return [well(subject, `taken in, ${String(Math.ceil(lag.lagMs / 1000))} s behind`)];
}

const REMEDY = 'give a process the role `assessment` (LAUREL_ROLES), and see that it keeps up';
