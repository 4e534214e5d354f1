/**
 * The server's composition root: reads as the dependency graph, and stops in reverse order. Runs
 * when it is imported, so nothing imports it but the command line's entry, for `serve`.
 */
import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { openErrorText } from './cli/open-error.js';
import { EXIT, processTerminal, type ExitCode } from './cli/terminal.js';
import { openLaurel } from './compose.js';
import { faultText, parseConfig, publicUrlOf } from './config.js';
import type { Result } from './domain/result.js';
import { buildHttp } from './gateway/http/app.js';
import {
  closeHttp,
  gatewayDeps,
  newDownloadKey,
  reportRequests,
  tokensFor,
  withPort,
} from './serving.js';

const STDERR = 2;

const terminal = processTerminal();
const parsed = parseConfig(process.env, process.cwd());
const config = await withPort(orExit(parsed, EXIT.usage, faultText));
const logger = pino({ level: config.logLevel }, pino.destination(STDERR));
const tokens = orExit(await tokensFor(config), EXIT.usage, (detail) => detail);

const opened = await openLaurel(config, {
  flushIntervalMs: config.flushIntervalMs,
  note: (message, detail) => logger.warn(detail, message),
});
const laurel = orExit(opened, EXIT.failed, (error) => openErrorText(error, config.dataDir));
const downloadKey = newDownloadKey();
const reports = reportRequests(config, laurel, downloadKey, (requestId, detail) =>
  logger.error({ requestId, detail }, 'report request failed'),
);
const http = buildHttp(gatewayDeps({ config, laurel, reports, downloadKey, tokens, logger }));

async function stop(): Promise<void> {
  await closeHttp(http);
  await reports.stop();
  await laurel.stop();
}

closeWithGrace({ delay: config.shutdownMsMax, logger }, async ({ err, signal }) => {
  logger.info({ err, signal }, 'stopping');
  await stop();
});
await reports.resume();
try {
  await http.listen({ host: config.host, port: config.port });
  terminal.print(banner());
} catch (error) {
  terminal.note(`laurel: cannot listen: ${String(error)}; set LAUREL_PORT or LAUREL_HOST`);
  await stop();
  process.exit(EXIT.failed);
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
