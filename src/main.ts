/**
 * The server's composition root: reads as the dependency graph, and stops in reverse order. Runs
 * when it is imported, so nothing imports it but the command line's entry, for `serve`.
 */
import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { EXIT, processTerminal, type ExitCode } from './cli/terminal.js';
import { certificateLife } from './certificate-life.js';
import type { Note } from './compose.js';
import { faultText, publicUrlOf } from './config.js';
import { ok, type Result } from './domain/result.js';
import { buildHttp } from './gateway/http/app.js';
import { assessmentLag } from './assessment-lag.js';
import { openProfile } from './open-profile.js';
import { startReportCleaning } from './report-cleaning.js';
import { lookForRequests, reportRequests } from './reporting.js';
import { loadConfig } from './server-tls.js';
import {
  closeHttp,
  downloadKeyOf,
  downloadLinks,
  gatewayDeps,
  tokensFor,
  withPort,
} from './serving.js';
import { Renderer } from './certificates/renderer.js';
import type { AssessmentLag } from './reports/report-options.js';
import { startSummaries } from './summary-schedule.js';
import { systemClock } from './system-clock.js';
import { metricSources, telemetryOf } from './telemetry-sources.js';
import { UNWATCHED, watchOf } from './telemetry/watch.js';
import { startTopicIngress, topicsHealth } from './topic-ingress.js';

const STDERR = 2;

const terminal = processTerminal();
const parsed = loadConfig(process.env, process.cwd());
const config = await withPort(orExit(parsed, EXIT.usage, faultText));
const logger = pino({ level: config.logLevel }, pino.destination(STDERR));
const tokens = orExit(await tokensFor(config), EXIT.usage, (detail) => detail);

const note: Note = (message, detail) => logger.warn(detail, message);
const { flushIntervalMs } = config;
const telemetry = telemetryOf(config, () => performance.now());
const watch = telemetry === null ? UNWATCHED : watchOf(telemetry);
const opened = await openProfile(config, { flushIntervalMs, takesShards: true, note, watch });
const laurel = orExit(opened, EXIT.failed, (error) => error);
const ingress = orExit(await ingressIn(), EXIT.failed, (error) => error);
telemetry?.metrics.read(metricSources(laurel, ingress));
const downloadKey = downloadKeyOf(config);
const lag = (): AssessmentLag => assessmentLag(config, laurel, ingress);
const reports = reportRequests(config, {
  ...{ laurel, downloadUrl: downloadLinks(config, downloadKey) },
  assessment: () => Promise.resolve(lag()),
  trouble: (requestId, detail) => logger.error({ requestId, detail }, 'report request failed'),
});
const clock = systemClock();
const summaries = startSummaries(config, {
  ...{ laurel, note, now: () => Date.now() },
  after: (ms, work) => clock.after(ms, work),
});
const life = certificateLife(laurel.engine, laurel.store.certificates, {
  now: () => Date.now(),
  trouble: (job, detail) => logger.error({ job, detail }, 'a re-issue goes on later'),
});
const cleaning = startReportCleaning(config, () => Date.now(), note);
const previews = new Renderer();
const http = buildHttp(
  gatewayDeps({
    ...{ config, laurel, reports, life, downloadKey, tokens, logger },
    drawPreview: (facts, content, format) =>
      previews.render(facts, content, facts.verifyUrl, format),
    assessment: lag,
    telemetry,
    topics: () => (ingress === null ? null : topicsHealth(ingress)),
  }),
);

async function stop(): Promise<void> {
  stopLooking();
  await closeHttp(http);
  await previews.close();
  await ingress?.stop();
  await reports.stop();
  await life.certificateJobs.stop();
  await cleaning.stop();
  await summaries.stop();
  await laurel.stop();
}

closeWithGrace({ delay: config.shutdownMsMax, logger }, async ({ err, signal }) => {
  logger.info({ err, signal }, 'stopping');
  await stop();
});
life.certificateJobs.wake();
const stopLooking = lookForRequests(config, reports, (ms, work) => clock.after(ms, work));
try {
  await http.listen({ host: config.host, port: config.port });
  terminal.print(banner());
} catch (error) {
  terminal.note(`laurel: cannot listen: ${String(error)}; set LAUREL_PORT or LAUREL_HOST`);
  await stop();
  process.exit(EXIT.failed);
}

/** Topics are read where there are brokers. */
async function ingressIn(): ReturnType<typeof startTopicIngress> {
  if (config.kafkaBrokers === '') return ok(null);
  return startTopicIngress({ config, laurel, now: () => Date.now(), note });
}

/** The one line that a start prints. */
function banner(): string {
  const url = publicUrlOf(config);
  const places = [`console ${url}/`, `docs ${url}/documentation`, `data ${config.dataDir}`];
  return `Laurel at ${url} | ${places.join(' | ')} | profile ${config.profile}`;
}

function orExit<T, E>(result: Result<T, E>, code: ExitCode, text: (error: E) => string): T {
  if (result.ok) return result.value;
  terminal.note(`laurel: ${text(result.error)}`);
  process.exit(code);
}
