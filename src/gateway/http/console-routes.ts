/** All routes of the console: what it asks, what it is told, and its pages. */
import type { FastifyInstance } from 'fastify';
import type { Zone } from '../zone.js';
import { consoleContext } from './console-context.js';
import type { GatewayDeps } from './deps.js';
import { consoleBatchRoutes } from './routes/console-batch.js';
import { consoleCertificateRoutes } from './routes/console-certificate.js';
import { consoleCourseRoutes } from './routes/console-course.js';
import { consoleDemoRoutes } from './routes/console-demo.js';
import { consoleEventRoutes } from './routes/console-event.js';
import { consoleLearnerRoutes } from './routes/console-learner.js';
import { consoleLetterRoutes } from './routes/console-letter.js';
import { consoleMeRoutes } from './routes/console-me.js';
import { consoleOverviewRoutes } from './routes/console-overview.js';
import { consoleReportRoutes } from './routes/console-report.js';
import { consoleShellRoutes } from './routes/console-shell.js';
import { consoleWhatIfRoutes } from './routes/console-what-if.js';
import type { Sunbird } from './sunbird-route.js';

/** Adds them; without a console there is a page at `/` all the same. */
export function consoleRoutes(
  app: FastifyInstance,
  deps: GatewayDeps,
  gateway: Sunbird,
  zone: Zone,
): void {
  consoleShellRoutes(app, deps, zone);
  if (deps.console === null) return;
  const context = consoleContext(deps, deps.console, zone);
  consoleMeRoutes(gateway, context);
  const demo = consoleDemoRoutes(app, gateway, context);
  consoleOverviewRoutes(gateway, context, demo);
  consoleBatchRoutes(gateway, context);
  consoleCourseRoutes(gateway, context);
  consoleWhatIfRoutes(app, context);
  consoleLearnerRoutes(gateway, context);
  consoleCertificateRoutes(gateway, context);
  consoleLetterRoutes(gateway, context);
  consoleReportRoutes(gateway, context);
  consoleEventRoutes(app, context);
}
