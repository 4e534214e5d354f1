/**
 * `laurel run-job DATASET` without batches: a new run of the requests that wait or have failed. On
 * one machine a running server does it, as it has the data folder; in a cluster this command does,
 * when it is its turn.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { reportDirOf } from '../compose.js';
import type { Config } from '../config.js';
import { err, ok, type Result } from '../domain/result.js';
import type { ReportRequest, ReportRequestStore } from '../persistence/report-request.js';
import { openReader } from '../reader.js';
import { reportRequests } from '../reporting.js';
import type { Dataset } from '../reports/dataset.js';
import { progressBar } from './job-progress.js';
import { noteOn } from './note-on.js';
import { openWriter } from './open-writer.js';
import { concludeJob, warningsOf } from './run-job.js';
import { serverAssessment } from './server-assessment.js';
import { askServer, type Run } from './server-run.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

const LOOK_EVERY_MS = 250;

/** Runs them all and prints a summary; needs the data folder only when a request waits. */
export async function runWaiting(
  dataset: Dataset,
  config: Config,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const startedAt = terminal.now();
  const ended = await runAll(dataset, config, terminal);
  if (!ended.ok) {
    terminal.note(`laurel: ${ended.error}`);
    return EXIT.failed;
  }
  if (ended.value.length === 0) terminal.note('laurel: no request is waiting');
  const failures = ended.value.filter(({ status }) => status !== 'SUCCESS');
  const batches = ended.value.flatMap(({ processedBatches }) => processedBatches);
  return concludeJob(terminal, json, {
    files: batches.map(({ filePath, ...counts }) => ({
      ...counts,
      path: join(reportDirOf(config), filePath),
    })),
    seconds: (terminal.now() - startedAt) / 1000,
    errors: failures.map(failureOf),
    warnings: warningsOf(dataset, await serverAssessment(config)),
  });
}

const failureOf = ({ requestId, status, errMessage }: ReportRequest): string =>
  status === 'SUBMITTED'
    ? `request ${requestId}: waits for the next run, as its channel has used up this one`
    : `request ${requestId}: ${errMessage}`;

/** The requests that there were, as they ended. */
async function runAll(
  dataset: Dataset,
  config: Config,
  terminal: Terminal,
): Promise<Result<readonly ReportRequest[], string>> {
  if (config.profile === 'embedded' && !existsSync(config.dataDir)) return ok([]);
  const reader = await openReader(config, noteOn(terminal));
  if (!reader.ok) return reader;
  const store = reader.value.store.reportRequests;
  try {
    const waiting = await openOnes(store, dataset);
    if (waiting.length === 0) return ok([]);
    const run = await beginRun(dataset, config, terminal);
    if (!run.ok) return run;
    try {
      while (await run.value.isRunning()) {
        terminal.progress(shownProgress(await current(store, waiting)));
        await setTimeout(LOOK_EVERY_MS);
      }
    } finally {
      await run.value.end();
    }
    return ok(await current(store, waiting));
  } catch (error) {
    return err(String(error));
  } finally {
    await reader.value.close();
  }
}

/** One machine has one writer: a server that runs is asked first. */
async function beginRun(
  dataset: Dataset,
  config: Config,
  terminal: Terminal,
): Promise<Result<Run, string>> {
  if (config.profile === 'embedded') {
    const asked = await askServer(dataset, config);
    if (asked !== null) return asked;
  }
  const laurel = await openWriter(config, terminal);
  if (!laurel.ok) return laurel;
  const requests = reportRequests(config, {
    laurel: laurel.value,
    datasets: [dataset],
    downloadUrl: (file) => file,
    assessment: () => serverAssessment(config),
    trouble: (requestId, detail) => terminal.note(`laurel: request ${requestId}: ${detail}`),
  });
  requests.run(dataset);
  let isTold = false;
  return ok({
    isRunning: () => {
      if (requests.isRunning) return Promise.resolve(true);
      if (!requests.waitsForTurn) return Promise.resolve(false);
      if (!isTold) terminal.note('laurel: another process runs requests; waiting for it');
      isTold = true;
      requests.wake();
      return Promise.resolve(true);
    },
    end: async () => {
      await requests.stop();
      await laurel.value.stop();
    },
  });
}

async function openOnes(store: ReportRequestStore, dataset: Dataset): Promise<ReportRequest[]> {
  const open: ReportRequest[] = [];
  for await (const request of store.open()) if (request.dataset === dataset) open.push(request);
  return open;
}

async function current(
  store: ReportRequestStore,
  requests: readonly ReportRequest[],
): Promise<readonly ReportRequest[]> {
  const rows: ReportRequest[] = [];
  for (const request of requests) {
    const row = await store.get(request.tag, request.requestId);
    rows.push(row.ok && row.value !== null ? row.value : request);
  }
  return rows;
}

function shownProgress(requests: readonly ReportRequest[]): string {
  const ended = requests.filter(({ open }) => !open).length;
  const percents = requests.reduce(
    (sum, { open, progress }) => sum + (open ? progress.percent : 100),
    0,
  );
  const rows = requests.reduce((sum, { progress }) => sum + progress.rows, 0);
  const counted = `${String(ended)} of ${String(requests.length)} requests`;
  return progressBar(percents / requests.length, counted, rows);
}
