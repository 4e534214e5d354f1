/**
 * A server for the load generator: Laurel's own gateway, or (`bare`) a fastify route that takes the
 * same body and answers as much. Tells its parent the port, then its CPU time when asked.
 */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { pino } from 'pino';
import { buildHttp } from '../../src/gateway/http/app.js';
import type { BatchId } from '../../src/domain/ids.js';
import { reportRequests } from '../../src/reporting.js';
import { downloadKeyOf, gatewayDeps } from '../../src/serving.js';
import { emptyConfig, eventFiles, open, publish } from '../input.js';
import { memoryMb } from '../measure.js';

const BATCH = 'bench-batch' as BatchId;

const bare = process.argv[2] === 'bare';
const port = bare ? await serveBare() : await serveLaurel();
process.send?.({ port });
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuSeconds: (user + system) / 1e6, memoryMb: memoryMb() });
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
  const { config } = emptyConfig();
  const laurel = await open(config, config.flushIntervalMs);
  const course = await publish(laurel, eventFiles(1000).course);
  await laurel.engine.catalogue.putBatch({
    ...{ batch: BATCH, course, name: 'Bench', description: '', enrolmentType: 'open' },
    ...{ startDate: '2020-01-01', endDate: null, enrolmentEndDate: null },
    ...{ createdBy: '', createdFor: [], mentors: [], createdAt: 1, updatedAt: 1, templates: {} },
  });
  const downloadKey = downloadKeyOf(config);
  const reports = reportRequests(config, {
    laurel,
    downloadUrl: (file) => file,
    assessment: () => Promise.resolve(null),
    trouble: () => undefined,
  });
  const logger = pino({ level: 'warn' }, pino.destination(2));
  const app = buildHttp(
    gatewayDeps({
      ...{ config, laurel, reports, downloadKey, tokens: null, logger },
      ...{ topics: () => null, assessment: () => ({ role: 'on', lagMs: 0 }) },
    }),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  return portOf(app);
}

function portOf(app: { readonly server: { address(): unknown } }): number {
  const { port } = app.server.address() as AddressInfo;
  return port;
}
