/** Runs one case of a stream job, or each of its trials, and judges it. */
import { jobVerdict } from './decisions.js';
import { parseJobCase, type Expected, type Trial } from './job-case.js';
import { runJob } from './job-driver.js';
import { judgeJob } from './judge-job.js';
import type { Observed, Verdict } from './observed.js';

/** What a trial left behind, as Laurel is and under the switches that only upstream has. */
export interface TrialRun {
  readonly trial: Trial;
  readonly observed: Observed;
  readonly switched: Observed | null;
}

export async function runJobCase(value: unknown): Promise<Verdict> {
  const runs: TrialRun[] = [];
  for (const trial of parseJobCase(value).trials) runs.push(await runTrial(trial, Date.now()));
  return joined(runs.map((run) => judgedTrial(run, run.trial.expected)));
}

export async function runTrial(trial: Trial, startedAt: number): Promise<TrialRun> {
  const { given } = trial;
  const hasSwitch = given.config['enable.suppress.exception'] === true;
  const observed = await runJob(given, { suppressesExceptions: false }, startedAt);
  const switched = hasSwitch
    ? await runJob(given, { suppressesExceptions: true }, startedAt)
    : null;
  return { trial, observed, switched };
}

/** The verdict on what a run left behind; it depends on nothing else. */
export function judgedTrial({ trial, observed, switched }: TrialRun, expected: Expected): Verdict {
  const context = {
    given: trial.given,
    ...{ expected, observed },
    switched: switched === null ? null : judgeJob(expected, switched),
  };
  return jobVerdict(judgeJob(expected, observed), context, observed.run);
}

/** The first failure of several trials, else all deviations. */
export function joined(verdicts: readonly Verdict[]): Verdict {
  const failed = verdicts.findIndex(({ kind }) => kind === 'fail');
  const failure = verdicts[failed];
  if (failure?.kind === 'fail') {
    const place = verdicts.length === 1 ? '' : `row ${String(failed)} of the table: `;
    return { kind: 'fail', reason: place + failure.reason };
  }
  const numbers = verdicts.flatMap((v) => (v.kind === 'deviates' ? v.numbers : []));
  if (numbers.length === 0) return { kind: 'pass' };
  return { kind: 'deviates', numbers: [...new Set(numbers)].sort((a, b) => a - b) };
}
