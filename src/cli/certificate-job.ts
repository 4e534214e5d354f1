/**
 * `laurel certificates reissue` and `revoke`: issues certificates of a batch again, or revokes
 * them. The server that has the data does it and goes on when this command is stopped; without one,
 * this process does.
 */
import { setTimeout } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { certificateLife } from '../certificate-life.js';
import type { CertificateJobs } from '../certificates/certificate-jobs.js';
import type { Config } from '../config.js';
import type { JobTask } from '../domain/certificate-job.js';
import { err, ok, type Result } from '../domain/result.js';
import {
  jobView,
  parseJobOrder,
  planView,
  progressView,
  type JobOrder,
} from '../gateway/certificate-job.js';
import { faultMessage } from '../gateway/fault.js';
import { refusalText } from '../gateway/refusal-text.js';
import { zoneOf } from '../gateway/zone.js';
import { openWriter } from './open-writer.js';
import { localUrlOf } from './server-run.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

/** As the grammar read it: the members of the request that the API takes. */
export interface JobRequest {
  readonly courseId: string;
  readonly batchId: string;
  readonly templateId?: string;
  readonly issuedAfter?: string;
  readonly issuedBefore?: string;
  readonly status?: string;
  /** Of what revokes. */
  readonly reason?: string;
  readonly dryRun: boolean;
  /** Goes on with the job of that name, or begins it. */
  readonly requestId?: string;
}

type View = Readonly<Record<string, unknown>>;
type Asked = Promise<Result<View, string>>;

/** Whoever runs the job. */
interface Runner {
  begin(request: View): Asked;
  look(jobId: string): Asked;
  end(): Promise<void>;
}

const LOOK_EVERY_MS = 500;

/** Where a server is asked for a job of a kind. */
const PATHS = { reissue: '/v1/certificate/reissue', revoke: '/v1/certificate/revoke/batch' };

/** Does something with many certificates, and ends when it is done. */
export async function runCertificateJob(
  kind: JobTask['kind'],
  request: JobRequest,
  config: Config,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const order = parseJobOrder({ request }, kind, zoneOf(config.timeZone));
  if (!order.ok) return failed(terminal, faultMessage(order.error), EXIT.usage);
  const runner = await runnerFor(order.value, config, terminal);
  if (!runner.ok) return failed(terminal, runner.error, EXIT.failed);
  try {
    const begun = await runner.value.begin({ requestId: randomUUID(), ...request });
    if (!begun.ok) return failed(terminal, begun.error, EXIT.failed);
    if (request.dryRun) return shown(begun.value, terminal, json);
    const ended = await followed(String(begun.value['jobId']), runner.value, terminal);
    return ended.ok
      ? shown(ended.value, terminal, json)
      : failed(terminal, ended.error, EXIT.failed);
  } finally {
    await runner.value.end();
  }
}

async function followed(jobId: string, runner: Runner, terminal: Terminal): Asked {
  for (;;) {
    const view = await runner.look(jobId);
    if (!view.ok || view.value['status'] === 'DONE') return view;
    const { issued, revoked = issued, certificates, learners } = view.value;
    const counted = `${String(revoked)} of ${String(certificates)} certificates`;
    terminal.progress(`${counted}, ${String(learners)} learners looked at`);
    await setTimeout(LOOK_EVERY_MS);
  }
}

/** One machine has one writer: a server that runs is asked first. */
async function runnerFor(
  order: JobOrder,
  config: Config,
  terminal: Terminal,
): Promise<Result<Runner, string>> {
  const url = localUrlOf(config) + PATHS[order.task.kind];
  if (await answers(url)) return ok(serverRunner(url));
  const opened = await openWriter(config, terminal);
  if (!opened.ok) return opened;
  const { engine, store, stop } = opened.value;
  const { certificateJobs } = certificateLife(engine, store.certificates, {
    now: () => Date.now(),
    trouble: (job, detail) => terminal.note(`laurel: job ${job} waits: ${detail}`),
  });
  const batch = engine.catalogue.batch(order.filter.batch);
  if (batch?.course !== order.filter.course) {
    await stop();
    return err(`batch ${order.filter.batch} of course ${order.filter.course} is not known`);
  }
  return ok({ ...ownRunner(certificateJobs, order), end: () => certificateJobs.stop().then(stop) });
}

function ownRunner(jobs: CertificateJobs, { task, filter, dryRun }: JobOrder): Omit<Runner, 'end'> {
  return {
    begin: async ({ requestId }) => {
      if (dryRun) {
        const plan = await jobs.plan({ task, filter });
        return plan.ok ? ok(planView(plan.value)) : err(refusalText(plan.error));
      }
      const job = await jobs.start(String(requestId), { task, filter });
      return job.ok ? ok(jobView(job.value)) : err(refusalText(job.error));
    },
    look: async (jobId) => {
      const progress = await jobs.read(jobId);
      if (!progress.ok) return err(refusalText(progress.error));
      return progress.value === null
        ? err('there is no such job')
        : ok(progressView(progress.value));
    },
  };
}

const serverRunner = (url: string): Runner => ({
  begin: (request) => asked(url, request),
  look: (jobId) => asked(`${url}/${encodeURIComponent(jobId)}`),
  end: () => Promise.resolve(),
});

const ANSWER_WAIT_MS = 60_000;

async function asked(url: string, request?: View): Asked {
  const headers = { 'content-type': 'application/json' };
  const posted = { method: 'POST', headers, body: JSON.stringify({ request }) };
  try {
    const signal = AbortSignal.timeout(ANSWER_WAIT_MS);
    const answer = await fetch(url, { signal, ...(request === undefined ? {} : posted) });
    const body = (await answer.json()) as {
      readonly result?: View;
      readonly params?: { readonly errmsg?: string | null };
    };
    if (answer.status === 200) return ok(body.result ?? {});
    return err(body.params?.errmsg ?? `the server answered ${String(answer.status)}`);
  } catch (error) {
    return err(`the server did not answer: ${String(error)}`);
  }
}

const PROBE_WAIT_MS = 5_000;

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(PROBE_WAIT_MS) })).status === 200;
  } catch {
    return false;
  }
}

function shown(view: View, terminal: Terminal, json: boolean): ExitCode {
  if (json) terminal.print(JSON.stringify(view));
  else {
    for (const [name, value] of Object.entries(view)) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      terminal.print(`${`${name}:`.padEnd(NAME_CHARS)} ${text}`);
    }
  }
  return EXIT.ok;
}

const NAME_CHARS = 17;

function failed(terminal: Terminal, reason: string, code: ExitCode): ExitCode {
  terminal.note(`laurel: ${reason}`);
  return code;
}
