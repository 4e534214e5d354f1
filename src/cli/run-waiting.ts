/**
 * `laurel run-job DATASET` without batches: runs the report requests that wait. A running server
 * runs them as they come, so that there is something to do only after a stop or a crash.
 */
import { existsSync } from 'node:fs';
import type { Laurel } from '../compose.js';
import { openReader } from '../reader.js';
import { noteOn } from './note-on.js';
import type { Config } from '../config.js';
import { ok, type Result } from '../domain/result.js';
import type { ReportFile } from '../engine.js';
import type { ReportRequest, ReportRequestStore } from '../persistence/ports.js';
import { downloadKeyOf, reportRequests } from '../serving.js';
import { openWriter } from './open-writer.js';
import type { Dataset } from '../reports/dataset.js';
import { concludeJob } from './run-job.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

/** Runs them all and prints a summary; needs the data folder only when a request waits. */
export async function runWaiting(
  dataset: Dataset,
  config: Config,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  const startedAt = terminal.now();
  const done = await runAll(dataset, config, terminal);
  if (!done.ok) {
    terminal.note(`laurel: ${done.error}`);
    return EXIT.failed;
  }
  const { requests, files } = done.value;
  const failures = requests.filter((request) => request.status !== 'SUCCESS');
  if (requests.length === 0) terminal.note('laurel: no request is waiting');
  return concludeJob(terminal, json, {
    files,
    seconds: (terminal.now() - startedAt) / 1000,
    errors: failures.map(({ requestId, errMessage }) => `request ${requestId}: ${errMessage}`),
  });
}

interface Done {
  /** As they ended. */
  readonly requests: readonly ReportRequest[];
  readonly files: readonly ReportFile[];
}

async function runAll(
  dataset: Dataset,
  config: Config,
  terminal: Terminal,
): Promise<Result<Done, string>> {
  if (config.profile === 'embedded' && !existsSync(config.dataDir)) {
    return ok({ requests: [], files: [] });
  }
  const reader = await openReader(config, noteOn(terminal));
  if (!reader.ok) return reader;
  const waiting = await unfinished(reader.value.store.reportRequests, dataset);
  await reader.value.close();
  if (waiting.length === 0) return ok({ requests: [], files: [] });
  const laurel = await openWriter(config, terminal);
  if (!laurel.ok) return laurel;
  try {
    return ok(await runWith(laurel.value, config, terminal, waiting));
  } finally {
    await laurel.value.stop();
  }
}

async function runWith(
  { engine, store }: Laurel,
  config: Config,
  terminal: Terminal,
  waiting: readonly ReportRequest[],
): Promise<Done> {
  const files: ReportFile[] = [];
  const report: typeof engine.report = async (order) => {
    const file = await engine.report(order);
    if (file.ok) files.push(file.value);
    return file;
  };
  const { catalogue } = engine;
  const trouble = (requestId: string, detail: string): void =>
    terminal.note(`laurel: request ${requestId}: ${detail}`);
  const runner = { engine: { catalogue, report }, store };
  const requests = reportRequests(config, runner, downloadKeyOf(config), trouble);
  await requests.resume();
  await requests.idle();
  const ended: ReportRequest[] = [];
  for (const { tag, requestId } of waiting) {
    const row = await store.reportRequests.get(tag, requestId);
    if (row.ok && row.value !== null) ended.push(row.value);
  }
  return { requests: ended, files };
}

async function unfinished(store: ReportRequestStore, dataset: Dataset): Promise<ReportRequest[]> {
  const waiting: ReportRequest[] = [];
  for await (const request of store.list()) {
    const open = request.status === 'SUBMITTED' || request.status === 'PROCESSING';
    if (open && request.dataset === dataset) waiting.push(request);
  }
  return waiting;
}
