/** What Prometheus reads. Open as the health routes are; a proxy to the outside leaves it out. */
import type { FastifyInstance } from 'fastify';
import { METRICS_ANSWERS } from '../schemas/documents.js';
import type { Telemetry } from '../telemetry.js';

/** Adds the route. */
export function metricsRoutes(app: FastifyInstance, { metrics }: Telemetry): void {
  app.get(
    '/metrics',
    {
      schema: {
        summary: 'Metrics of this process',
        tags: ['operations'],
        response: METRICS_ANSWERS,
      },
    },
    async (_request, reply) => {
      reply.header('content-type', metrics.contentType);
      return metrics.text();
    },
  );
}
