/**
 * Runs the waiting requests of a case of the exhausts, or a report without one, by Laurel's own
 * request life cycle and writer, and reads back what stands there afterwards.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, type Config } from '../../src/config.js';
import type { BatchId } from '../../src/domain/ids.js';
import type { Engine, ReportFile, ReportOrder } from '../../src/engine.js';
import type { MemoryStore } from '../../src/persistence/memory-store.js';
import type { ReportRequest } from '../../src/persistence/report-request.js';
import { reportDirOf, reportWriter } from '../../src/report-writer.js';
import { reportRequests } from '../../src/reporting.js';
import { exhaustFolder } from '../../src/reports/file-name.js';
import { NO_OPTIONS } from '../../src/reports/report-options.js';
import { alone } from '../../src/reports/run-guard.js';
import { isDue, isDuplicate } from '../../src/reports/run-rules.js';
import { readCsv, type ExhaustGiven } from './exhaust-case.js';
import { consentsOf, installExhausts } from './exhaust-installation.js';
import { serveFixtures } from './exhaust-services.js';
import { textOr, type Fields } from './fields.js';
import { insist } from './installation.js';
import { requestOfRow, rowOfRequest } from './job-request.js';
import type { ExhaustFile, ExhaustObserved } from './judge-exhaust.js';
import { openedReport } from './opened-report.js';
import { TIME_ZONE } from './outside.js';

/** Milliseconds between the submissions of a case's requests. */
const SUBMITTED_EVERY_MS = 1_000;

export async function runExhaust(given: ExhaustGiven, startedAt: number): Promise<ExhaustObserved> {
  const folder = await mkdtemp(join(tmpdir(), 'laurel-exhaust-'));
  const services = await serveFixtures(given.fixtures, ORGANISATION.publicKey);
  try {
    return await runIn(configOf(given, folder, services.url), given, startedAt);
  } finally {
    await services.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Written {
  readonly file: ReportFile;
  readonly order: ReportOrder;
}

interface Stage {
  readonly engine: Pick<Engine, 'catalogue' | 'report'>;
  readonly store: MemoryStore;
  readonly config: Config;
  readonly given: ExhaustGiven;
  readonly startedAt: number;
}

async function runIn(
  config: Config,
  given: ExhaustGiven,
  startedAt: number,
): Promise<ExhaustObserved> {
  const installation = await installExhausts(given.fixtures, startedAt, ({ users }) =>
    reportWriter(config, {
      ...{ users, answersBefore: null, consentsBefore: consentsOf(given.fixtures) },
      reportDir: reportDirOf(config),
      now: () => Date.now(),
    }),
  );
  const { engine, store } = installation;
  const written: Written[] = [];
  const report: Engine['report'] = async (order, onRows) => {
    const file = await engine.report(order, onRows);
    if (file.ok) written.push({ file: file.value, order });
    return file;
  };
  const noted = { catalogue: engine.catalogue, report };
  const stage = { engine: noted, store, config, given, startedAt };
  const { before, after } = await (given.standalone === null ? runRequests : runAlone)(stage);
  await engine.stop();
  return {
    run: { from: startedAt, to: Date.now(), env: 'dev' },
    requests: new Map(after.map((row) => [row.requestId, rowOfRequest(row)])),
    files: await Promise.all(written.map((one) => opened(one, given))),
    metrics: metricsOf(before, after),
  };
}

interface Rows {
  readonly before: readonly ReportRequest[];
  readonly after: readonly ReportRequest[];
}

/** Runs what waits, as an operator's call does. */
async function runRequests({ engine, store, config, given, startedAt }: Stage): Promise<Rows> {
  const count = given.requests.length;
  const before = given.requests.map((row, i) =>
    requestOfRow(row, startedAt - (count - i) * SUBMITTED_EVERY_MS),
  );
  for (const request of before) await insist(store.reportRequests.put(request));
  const troubles: string[] = [];
  const requests = reportRequests(config, {
    laurel: { engine, store, reportGuard: alone(store.reportRequests) },
    downloadUrl: (file) => file,
    assessment: () => Promise.resolve(null),
    trouble: (id, detail) => troubles.push(`${id}: ${detail}`),
  });
  requests.run(given.dataset);
  await requests.idle();
  await requests.stop();
  if (troubles.length > 0) throw new Error(troubles.join('; '));
  const after: ReportRequest[] = [];
  for await (const row of store.reportRequests.list()) after.push(row);
  return { before, after };
}

/** A report without a request is the installation's own. */
async function runAlone({ engine, given: { dataset, standalone } }: Stage): Promise<Rows> {
  for (const id of standalone ?? []) {
    const batch = engine.catalogue.batch(id as BatchId);
    if (batch === null) continue;
    const report = await engine.report({
      ...{ dataset, course: batch.course, batch: batch.batch, requesterOrg: '' },
      ...{ folder: exhaustFolder(dataset, ''), protection: { kind: 'plain' } },
      ...{ options: NO_OPTIONS, assessment: null },
    });
    if (!report.ok) throw new Error(JSON.stringify(report.error));
  }
  return { before: [], after: [] };
}

/** As whoever asked for the report opens it. */
async function opened({ file, order }: Written, given: ExhaustGiven): Promise<ExhaustFile> {
  const request = given.requests.find((row) =>
    order.folder.endsWith(`/${String(row['request_id'])}`),
  );
  const text = textOr(request?.['encryption_key']);
  const csv = await openedReport(file.path, { text, privateKey: ORGANISATION.privateKey });
  return { batch: file.batch, table: readCsv(csv) };
}

/** The key pair of every organisation. */
const ORGANISATION = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** As upstream's metric event counts them: equal requests are counted once, and as equal. */
function metricsOf(before: readonly ReportRequest[], after: readonly ReportRequest[]): Fields {
  const due = before.filter((row) => row.open && isDue(row, NOW));
  const equal = due.filter((row, i) => due.slice(0, i).some((head) => isDuplicate(row, head)));
  const ended = (status: ReportRequest['status']): number =>
    due
      .filter((row) => !equal.includes(row))
      .filter(({ requestId }) =>
        after.some((row) => row.requestId === requestId && row.status === status),
      ).length;
  return {
    totalRequests: due.length,
    failedRequests: ended('FAILED'),
    successRequests: ended('SUCCESS'),
    duplicateRequests: equal.length,
  };
}

const NOW = {
  retryBefore: Number.POSITIVE_INFINITY,
  usageFrom: Number.POSITIVE_INFINITY,
  takeBefore: Number.POSITIVE_INFINITY,
};

/** Laurel's settings in the place of upstream's. */
function configOf({ fixtures }: ExhaustGiven, folder: string, services: string): Config {
  const { config, contents } = fixtures;
  const settings = {
    LAUREL_DATA_DIR: folder,
    LAUREL_TIME_ZONE: TIME_ZONE,
    LAUREL_SEARCH_SERVICE_URL: services,
    LAUREL_PREFERENCE_SERVICE_URL: services,
    LAUREL_CONTENT_SERVICE_URL: contents.length === 0 ? '' : services,
    LAUREL_PLATFORM_KEY: textOr(config['sunbird_encryption_key']),
    LAUREL_REPORT_BATCHES_MAX: limitIn(config, 'data_exhaust.batch.limit.per.request'),
    LAUREL_REPORT_CHANNEL_BATCHES_MAX: limitIn(config, 'exhaust.batches.limit.per.channel'),
    LAUREL_REPORT_CHANNEL_BYTES_MAX: limitIn(config, 'exhaust.file.size.limit.per.channel'),
  };
  const parsed = parseConfig(settings, folder);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

/** '' = the default. */
function limitIn(config: Fields, key: string): string {
  const limit = config[key];
  return typeof limit === 'number' ? String(limit) : '';
}
