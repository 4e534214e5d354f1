/**
 * The HTTP gateway as a fastify app that does not listen: tests inject into it, `main` listens.
 *
 * - G1 Nothing is logged for a request that went as foreseen, but for what was changed by hand; an
 *   unforeseen error is, once.
 * - G2 Schemas document and do not validate, so that codes and their order are the parsers'.
 * - G3 A route of a role that is off refuses before anything of its request is read. Which role a
 *   route is of stands in its configuration, and nowhere else.
 * - G4 Every request has an id: in its answer, and in every line of the log about it.
 */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify';
import { inRequest } from '../../telemetry/request-scope.js';
import { fault } from '../fault.js';
import { zoneOf, type Zone } from '../zone.js';
import { consoleRoutes } from './console-routes.js';
import type { GatewayDeps } from './deps.js';
import { failureOfFault, type Heading } from './envelope.js';
import { failureOfError } from './errors.js';
import { parseJsonBodies } from './json-body.js';
import { batchRoutes } from './routes/batch.js';
import { certificateArchiveRoute } from './routes/certificate-archive.js';
import { certificateIssueRoutes } from './routes/certificate-issue.js';
import { certificateLifeRoutes } from './routes/certificate-life.js';
import { certificateTemplateRoutes } from './routes/certificate-template.js';
import { templatePreviewRoute } from './routes/template-preview.js';
import { certificateRoutes } from './routes/certificate.js';
import { consentRoutes } from './routes/consent.js';
import { contentStateRoutes } from './routes/content-state.js';
import { courseRoutes } from './routes/course.js';
import { datasetRoutes } from './routes/dataset.js';
import { downloadRoutes } from './routes/download.js';
import { enrolmentRoutes } from './routes/enrolment.js';
import { explainRoutes } from './routes/explain.js';
import { groupRoutes } from './routes/group.js';
import { healthRoutes } from './routes/health.js';
import { issuerRoutes } from './routes/issuer.js';
import { jobRequestRoutes } from './routes/job-request.js';
import { metricsRoutes } from './routes/metrics.js';
import { olderCertificateRoutes } from './routes/older-certificate.js';
import { recomputeRoutes } from './routes/recompute.js';
import { registryRoutes } from './routes/registry-certificate.js';
import { certificateStatusRoute, revocationRoutes } from './routes/revocation.js';
import { userRoutes } from './routes/user.js';
import { FAILURE } from './schemas/answer.js';
import { headings, printFailure, sendFailure, sunbird } from './sunbird-route.js';
import { observeRequests } from './telemetry.js';
import { RefusalLog } from './refusal-log.js';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

/** Longest path parameter: an id of 128 characters, each escaped as up to nine. */
const PARAMETER_LENGTH_MAX = 1152;
const KEEP_ALIVE_MS = 72_000;

/** Builds the app. It listens to nothing and starts nothing until `ready` or `listen`. */
export function buildHttp(deps: GatewayDeps): FastifyInstance {
  const { settings } = deps;
  const zone = zoneOf(settings.timeZone);
  const app = fastify({
    ...(deps.logger === null ? { logger: false } : { loggerInstance: deps.logger }),
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    genReqId: ({ headers }) => requestIdOf(headers, deps.newId),
    requestIdHeader: false,
    bodyLimit: settings.bodyBytesMax,
    onProtoPoisoning: 'remove',
    onConstructorPoisoning: 'remove',
    requestTimeout: settings.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX },
  });
  nameRequests(app, deps);
  if (deps.telemetry !== null) observeRequests(app, deps.telemetry);
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  parseJsonBodies(app);
  answerFailures(app, deps, zone);
  app.addSchema(FAILURE);
  documentation(app, settings.publicUrl);
  app.register((scope, _options, done) => {
    refuseRolesOff(scope, deps, zone);
    addRoutes(scope, deps, zone);
    done();
  });
  return app;
}

function addRoutes(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const gateway = sunbird(app, deps, zone);
  contentStateRoutes(gateway);
  enrolmentRoutes(gateway);
  batchRoutes(gateway);
  certificateTemplateRoutes(gateway);
  templatePreviewRoute(app, deps, zone);
  certificateIssueRoutes(gateway);
  courseRoutes(gateway);
  userRoutes(gateway);
  groupRoutes(gateway);
  recomputeRoutes(gateway);
  consentRoutes(gateway);
  explainRoutes(gateway);
  revocationRoutes(gateway);
  certificateLifeRoutes(gateway);
  certificateArchiveRoute(app, deps, zone);
  olderCertificateRoutes(gateway);
  registryRoutes(app, deps, zone);
  certificateRoutes(app, deps, zone);
  certificateStatusRoute(app, deps, zone);
  issuerRoutes(app, deps, zone);
  datasetRoutes(app, deps);
  jobRequestRoutes(gateway);
  downloadRoutes(app, deps, zone);
  healthRoutes(app, gateway);
  consoleRoutes(app, deps, gateway, zone);
  if (deps.telemetry !== null) metricsRoutes(app, deps.telemetry);
}

/** G4. */
function nameRequests(app: FastifyInstance, { settings, clock }: GatewayDeps): void {
  app.decorate('refusals', new RefusalLog(clock));
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    done();
  });
  if (!settings.carriesRequestIds) return;
  app.addHook('onRequest', (request, _reply, done) => inRequest(request.id, done));
  // Reading a body leaves the context that the request began in.
  app.addHook('preHandler', (request, _reply, done) => inRequest(request.id, done));
}

/** G3. */
function refuseRolesOff(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { role = null, servicePath = null } = request.routeOptions.config;
    if (role === null || deps.roles.has(role)) return done();
    const heading = headings(deps, zone, servicePath)(request);
    sendFailure(reply, heading, failureOfFault(fault('ROLE_OFF', role)));
  });
}

function answerFailures(app: FastifyInstance, deps: GatewayDeps, zone: Zone): void {
  const heading = (request: FastifyRequest): Heading =>
    headings(deps, zone, request.routeOptions.config.servicePath ?? null)(request);
  app.setNotFoundHandler((request, reply) =>
    sendFailure(reply, heading(request), failureOfFault(fault('RESOURCE_NOT_FOUND'))),
  );
  app.setErrorHandler((error, request, reply) => {
    const failure = failureOfError(error, deps.settings.bodyBytesMax);
    if (failure.status < 500) return sendFailure(reply, heading(request), failure);
    request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    return printFailure(reply, heading(request), failure);
  });
}

function documentation(app: FastifyInstance, publicUrl: string): void {
  app.register(swagger, {
    refResolver: {
      buildLocalReference: ({ $id: name }) => (typeof name === 'string' ? name : 'Shape'),
    },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Laurel',
        description:
          "Course progress, certificates and reports with the API of Sunbird's LMS. " +
          'Every Sunbird route is reachable by its public path (`/api/course/v1/...`), too.',
        version: '1',
      },
      servers: [{ url: publicUrl }],
    },
  });
  app.register(swaggerUi, { routePrefix: '/documentation' });
}
