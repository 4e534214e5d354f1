/**
 * A server for the load generator: Laurel's own gateway, or (`bare`) a fastify route that takes the
 * same body and answers as much. Tells its parent the port, then its CPU time when asked. On a
 * folder of `report-fill` it writes reports, one after another, while it is told to.
 */
import { certificateLife } from '../../src/certificate-life.js';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { pino } from 'pino';
import { buildHttp } from '../../src/gateway/http/app.js';
import type { BatchId } from '../../src/domain/ids.js';
import { reportRequests } from '../../src/reporting.js';
import { telemetryOf } from '../../src/telemetry-sources.js';
import { downloadKeyOf, gatewayDeps } from '../../src/serving.js';
import type { Laurel } from '../../src/compose.js';
import { EXHAUST_BATCH, reportOrder } from '../exhaust-input.js';
import { configOn, emptyConfig, eventFiles, open, publish } from '../input.js';
import { memoryMb } from '../measure.js';

const BATCH = 'bench-batch' as BatchId;

const [, , kind, folder] = process.argv;
let writesReports = false;
let reports: Promise<number> = Promise.resolve(0);
let writeReports = (): Promise<number> => Promise.resolve(0);
const port = kind === 'bare' ? await serveBare() : await serveLaurel();
process.send?.({ port });
process.on('message', (message) => {
  if (message === 'usage') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuSeconds: (user + system) / 1e6, memoryMb: memoryMb() });
  } else if (message === 'reports on') {
    writesReports = true;
    reports = writeReports();
  } else {
    writesReports = false;
    void reports.then((rows) => process.send?.({ rows }));
  }
});

async function serveBare(): Promise<number> {
  const app = fastify();
  app.patch('/v1/content/state/update', (request) => {
    const { request: body } = request.body as { request: { contents: { contentId: string }[] } };
    const [content] = body.contents;
    return { id: 'api.content.state.update', result: { [content?.contentId ?? '']: 'SUCCESS' } };
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return portOf(app);
}

async function serveLaurel(): Promise<number> {
  const config = folder === undefined ? emptyConfig().config : configOn(folder);
  const laurel = await open(config, config.flushIntervalMs);
  // A folder has this course with the same contents in other units: to publish the events' one over
  // it would derive every learner of the folder again.
  const inFolder = laurel.engine.catalogue.batch(EXHAUST_BATCH)?.course;
  const course = inFolder ?? (await publish(laurel, eventFiles(1000).course));
  await laurel.engine.catalogue.putBatch({
    ...{ batch: BATCH, course, name: 'Bench', description: '', enrolmentType: 'open' },
    ...{ startDate: '2020-01-01', endDate: null, enrolmentEndDate: null },
    ...{ createdBy: '', createdFor: [], mentors: [], createdAt: 1, updatedAt: 1, templates: {} },
  });
  writeReports = () => reportsOf(laurel);
  const downloadKey = downloadKeyOf(config);
  const requests = reportRequests(config, {
    laurel,
    downloadUrl: (file) => file,
    assessment: () => Promise.resolve(null),
    trouble: () => undefined,
  });
  const logger = pino({ level: 'warn' }, pino.destination(2));
  const life = certificateLife(laurel.engine, laurel.store.certificates, {
    ...{ now: () => Date.now(), trouble: () => undefined },
  });
  const app = buildHttp(
    gatewayDeps({
      ...{ config, laurel, reports: requests, life, downloadKey, tokens: null, logger },
      ...{ topics: () => null, assessment: () => ({ role: 'on', lagMs: 0 }) },
      drawPreview: () => Promise.reject(new Error('nothing is looked at')),
      telemetry: telemetryOf(config, () => performance.now()),
    }),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  return portOf(app);
}

/** Rows of the reports that were written until it was told to stop. */
async function reportsOf({ engine }: Laurel): Promise<number> {
  let rows = 0;
  while (writesReports) {
    const file = await engine.report(reportOrder(engine));
    if (!file.ok) throw new Error(JSON.stringify(file.error));
    rows += file.value.rows;
  }
  return rows;
}

function portOf(app: { readonly server: { address(): unknown } }): number {
  const { port } = app.server.address() as AddressInfo;
  return port;
}
