/**
 * Report requests, in the analytics service's own envelope.
 *
 * Source: `reference/exhausts.md` 5.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestError } from '../../../reports/requests.js';
import type { Caller } from '../../caller.js';
import { faultOfChannel, parseReportSubmission } from '../../dataset-request.js';
import { faultMessage, faultStatus, type Fault } from '../../fault.js';
import { outcomeOf } from '../../outcomes.js';
import { authenticator } from '../auth.js';
import {
  datasetEnvelope,
  datasetFailure,
  datasetResult,
  type DatasetAnswer,
} from '../dataset-envelope.js';
import type { GatewayDeps } from '../deps.js';
import { REPORT_REQUEST } from '../schemas.js';
import { params } from '../schemas/shape.js';
import { DATASET_ANSWERS } from '../schemas/documents.js';

type Handle = (request: FastifyRequest, caller: Caller, channel: string) => Promise<DatasetAnswer>;

/** Most requests in one list. */
const LIST_COUNT_MAX = 1000;

/** Adds the routes of this resource. */
export function datasetRoutes(app: FastifyInstance, deps: GatewayDeps): void {
  const { reports } = deps;
  const tags = ['report request'];
  const answer = answering(deps);
  app.route({
    method: 'POST',
    url: '/dataset/v1/request/submit',
    config: OF_REPORTS,
    schema: { summary: 'Ask for a report', tags, body: REPORT_REQUEST, response: DATASET_ANSWERS },
    handler: answer('submit', async (request, caller, channel) => {
      const user = caller.requestedBy ?? '';
      const submission = parseReportSubmission(request.body, channel, user);
      if (!submission.ok) return ofFault(submission.error);
      const view = await reports.submit(submission.value);
      return view.ok ? datasetResult(view.value) : ofError(view.error);
    }),
  });
  app.route({
    method: 'GET',
    url: '/dataset/v1/request/read/:tag',
    config: OF_REPORTS,
    schema: {
      summary: 'Read a report request',
      tags,
      params: params('tag'),
      response: DATASET_ANSWERS,
    },
    handler: answer('info', async (request, _caller, channel) => {
      const { requestId } = request.query as { readonly requestId?: string };
      const view = await reports.read(tagOf(request), channel, requestId ?? '');
      return view.ok ? datasetResult(view.value) : ofError(view.error);
    }),
  });
  app.route({
    method: 'GET',
    url: '/dataset/v1/request/list/:tag',
    config: OF_REPORTS,
    schema: {
      summary: 'List report requests',
      tags,
      params: params('tag'),
      response: DATASET_ANSWERS,
    },
    handler: answer('list', async (request, _caller, channel) => {
      const { limit } = request.query as { readonly limit?: string };
      const countMax = /^\d{1,6}$/.test(limit ?? '') ? Number(limit) : undefined;
      const jobs = await reports.list(
        tagOf(request),
        channel,
        countMax === undefined ? undefined : Math.min(countMax, LIST_COUNT_MAX),
      );
      return datasetResult({ count: jobs.length, jobs });
    }),
  });
}

const OF_REPORTS = { role: 'reports' } as const;

const tagOf = (request: FastifyRequest): string => (request.params as { readonly tag: string }).tag;

/** Wraps a handler: who asks, for which channel, and the envelope. */
function answering(deps: GatewayDeps) {
  const authenticate = authenticator(deps);
  return (operation: string, handle: Handle) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const send = (answer: DatasetAnswer): FastifyReply => {
        const body = datasetEnvelope(operation, answer, deps.clock(), deps.newId());
        return reply.code(answer.status).send(body);
      };
      const caller = await authenticate(request, 'user');
      if (!caller.ok) {
        const { error } = caller;
        return send(error === 'unauthenticated' ? UNAUTHENTICATED : ofError(error));
      }
      const header = request.headers['x-channel-id'];
      const channel = typeof header === 'string' ? header.trim() : '';
      const refused = await checkChannel(caller.value, channel, deps);
      return send(refused ?? (await handle(request, caller.value, channel)));
    };
}

const UNAUTHENTICATED = datasetFailure(401, 'CLIENT_ERROR', 'You are not authorized.');

async function checkChannel(
  caller: Caller,
  channel: string,
  { engine }: GatewayDeps,
): Promise<DatasetAnswer | null> {
  if (caller.system || caller.requestedBy === null) return null;
  const user = await engine.catalogue.user(caller.requestedBy);
  if (!user.ok) return ofError(user.error);
  const fault = faultOfChannel(caller, channel, user.value);
  return fault === null ? null : ofFault(fault);
}

const ofFault = (fault: Fault): DatasetAnswer => {
  const status = faultStatus(fault);
  const responseCode = status === 403 ? 'FORBIDDEN' : 'CLIENT_ERROR';
  return datasetFailure(status, responseCode, faultMessage(fault));
};

function ofError(error: RequestError): DatasetAnswer {
  if (error.kind === 'invalid') return datasetFailure(400, 'CLIENT_ERROR', error.message);
  if (error.kind === 'unknown') return datasetFailure(200, 'OK', NO_JOB);
  const { status, message } = outcomeOf(error);
  return datasetFailure(status, status < 500 ? 'CLIENT_ERROR' : 'ERROR', message);
}

const NO_JOB = 'no job available with the given request_id and tag';
