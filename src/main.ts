/**
 * The server's composition root: reads as the dependency graph. Runs when it is imported, so nothing
 * imports it but the entry of the command line, for `serve`.
 */
import { randomBytes } from 'node:crypto';
import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { processTerminal } from './cli/terminal.js';
import { openLaurel } from './compose.js';
import { faultText, parseConfig } from './config.js';
import { buildHttp } from './gateway/http/app.js';
import { gatewayDeps } from './serving.js';

const terminal = processTerminal();
const config = parseConfig(process.env, process.cwd());
if (!config.ok) {
  terminal.note(faultText(config.error));
  process.exit(2);
}
const settings = config.value;
const logger = pino({ level: settings.logLevel }, pino.destination(2));
const laurel = await openLaurel(settings);
const http = buildHttp(await gatewayDeps(settings, laurel, logger));
closeWithGrace({ delay: settings.shutdownMsMax, logger }, async ({ err, signal }) => {
  logger.info({ err, signal }, 'stopping');
  await http.close();
  await laurel.stop();
});
await http.listen({ host: settings.host, port: settings.port });
