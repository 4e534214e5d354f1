/**
 * Whether the service lives, takes requests, and how it is.
 */
import type { FastifyInstance } from 'fastify';
import { ok } from '../../../domain/result.js';
import { assessmentWarning } from '../../../reports/assessment-warning.js';
import type { GatewayDeps, TopicsHealth } from '../deps.js';
import type { Sunbird } from '../sunbird-route.js';
import { LIVE_ANSWERS, READY_ANSWERS } from '../schemas/documents.js';

/** Adds the routes of this resource. */
export function healthRoutes(app: FastifyInstance, { deps, add }: Sunbird): void {
  const tags = ['operations'];
  app.get(
    '/health/live',
    { schema: { summary: 'The process answers', tags, response: LIVE_ANSWERS } },
    () => LIVE,
  );
  app.get(
    '/health/ready',
    {
      schema: {
        summary: '200 when requests are taken, else 503',
        tags,
        response: READY_ANSWERS,
      },
    },
    (_request, reply) => {
      const { ready, trouble } = deps.engine.status();
      reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', trouble });
    },
  );
  for (const path of ['/health', '/service/health']) {
    add({
      method: 'GET',
      path,
      named: '/v1/health',
      access: 'open',
      role: null,
      schema: { summary: 'Health in detail', tags, hide: path !== '/health' },
      handle: () => ok(healthOf(deps)),
    });
  }
}

const LIVE = { status: 'live' };

/** What `/health` tells. */
export function healthOf({ engine, topics, assessment, settings }: GatewayDeps): {
  readonly name: string;
  readonly version: string;
  readonly healthy: boolean;
  readonly checks: readonly TopicsHealth[];
} {
  const status = engine.status();
  const healthy = status.ready && status.trouble === '';
  const checks: TopicsHealth[] = [{ name: 'engine', ...status, healthy }];
  const read = topics();
  if (read !== null) checks.push(read);
  const lag = assessment();
  // Being off can be meant, so that it is told and is no fault of this process.
  checks.push({ name: 'assessment', ...lag, healthy: true, trouble: assessmentWarning(lag) ?? '' });
  const { version } = settings;
  return { name: 'laurel', version, healthy: checks.every((check) => check.healthy), checks };
}
