/**
 * Every request as one observation and one span. Adds nothing to answers.
 *
 * - T1 A route is named as it is registered; what no route answers is one name for all.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../../telemetry/metrics.js';
import type { RequestSpan, Traces } from '../../telemetry/traces.js';

export interface Telemetry {
  readonly metrics: Metrics;
  readonly traces: Traces;
  /** A monotonic clock, in milliseconds. */
  monotonic(): number;
}

interface Begun {
  readonly from: number;
  readonly span: RequestSpan;
}

/** Observes all requests of an app; call it before routes are added. */
export function observeRequests(app: FastifyInstance, telemetry: Telemetry): void {
  const { metrics, traces, monotonic } = telemetry;
  const begun = new WeakMap<FastifyRequest, Begun>();
  app.addHook('onRequest', (request, _reply, done) => {
    const span = traces.request(request.method, request.headers);
    begun.set(request, { from: monotonic(), span });
    const { traceId } = span;
    if (traceId !== '') request.log = request.log.child({ traceId });
    span.within(done);
  });
  // Reading a body leaves the context that the request began in.
  app.addHook('preHandler', (request, _reply, done) => {
    const inside = begun.get(request);
    if (inside === undefined) done();
    else inside.span.within(done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const inside = begun.get(request);
    if (inside !== undefined) {
      const route = request.routeOptions.url ?? NO_ROUTE;
      const seconds = (monotonic() - inside.from) / 1000;
      metrics.request(request.method, route, reply.statusCode, seconds);
      inside.span.end(route, reply.statusCode);
    }
    done();
  });
}

/** T1. */
const NO_ROUTE = 'none';
