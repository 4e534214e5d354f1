/**
 * Report requests, in the analytics service's own envelope.
 *
 * - D1 Whoever is not the installation's own finds requests of the caller's channel only.
 *
 * Source: `reference/exhausts.md` 5.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestError } from '../../../reports/requests.js';
import type { Caller } from '../../caller.js';
import { parseReportSearch, parseReportSubmission } from '../../dataset-request.js';
import { faultMessage, faultStatus, type Fault } from '../../fault.js';
import { outcomeOf } from '../../outcomes.js';
import { faultOfConsumer, type ReportAction } from '../../report-access.js';
import { authenticator, headerOf } from '../auth.js';
import {
  datasetEnvelope,
  datasetFailure,
  datasetResult,
  type DatasetAnswer,
} from '../dataset-envelope.js';
import type { GatewayDeps } from '../deps.js';
import { channelOf, refusalOfReports } from '../report-caller.js';
import { DATASET_ANSWERS } from '../schemas/documents.js';
import { REPORT_LIST_QUERY, REPORT_READ_QUERY } from '../schemas/reports.js';
import { REPORT_REQUEST, REPORT_SEARCH } from '../schemas/reports.js';
import { params } from '../schemas/shape.js';

type Handle = (request: FastifyRequest, caller: Caller, channel: string) => Promise<DatasetAnswer>;

/** Most requests in one list. */
const LIST_COUNT_MAX = 1000;

/** Adds the routes of this resource. */
export function datasetRoutes(app: FastifyInstance, deps: GatewayDeps): void {
  const { reports } = deps;
  const add = adding(app, deps);
  add(
    'POST',
    'submit',
    { summary: 'Ask for a report', body: REPORT_REQUEST },
    'submit',
  )(async (request, caller, channel) => {
    const user = caller.requestedBy ?? '';
    const submission = parseReportSubmission(request.body, channel, user);
    if (!submission.ok) return ofFault(submission.error);
    const view = await reports.submit(submission.value);
    return view.ok ? datasetResult(view.value) : ofError(view.error);
  });
  const read = { summary: 'Read a report request', querystring: REPORT_READ_QUERY };
  add('GET', 'read/:tag', { ...read, params: params('tag') })(async (request, _caller, channel) => {
    const { requestId } = request.query as { readonly requestId?: string };
    const view = await reports.read(tagOf(request), channel, requestId ?? '');
    return view.ok ? datasetResult(view.value) : ofError(view.error);
  }, 'info');
  const list = { summary: 'List report requests', querystring: REPORT_LIST_QUERY };
  add('GET', 'list/:tag', { ...list, params: params('tag') })(async (request, _caller, channel) => {
    const jobs = await reports.list(tagOf(request), channel, listLimitOf(request));
    return datasetResult({ count: jobs.length, jobs });
  });
  add('POST', 'search', { summary: 'Search report requests', body: REPORT_SEARCH })(
    async (request, caller, channel) => {
      const search = parseReportSearch(request.body);
      if (!search.ok) return ofFault(search.error);
      const jobs = await reports.search(ownOnly(search.value, caller, channel)); // D1
      return datasetResult({ count: jobs.length, jobs });
    },
  );
}

const OF_REPORTS = { role: 'reports' } as const;

const ownOnly = <T extends object>(search: T, caller: Caller, channel: string): T =>
  caller.system ? search : { ...search, channel };

const tagOf = (request: FastifyRequest): string => (request.params as { readonly tag: string }).tag;

/** `?limit=`, where it is a number. */
export function listLimitOf(request: FastifyRequest): number | undefined {
  const { limit = '' } = request.query as { readonly limit?: string };
  return /^\d{1,6}$/.test(limit) ? Math.min(Number(limit), LIST_COUNT_MAX) : undefined;
}

/** Registers a handler with what stands around it: who asks, for which channel, the envelope. */
function adding(app: FastifyInstance, deps: GatewayDeps) {
  const authenticate = authenticator(deps);
  const callerOf = async (
    request: FastifyRequest,
    action: ReportAction,
  ): Promise<Caller | DatasetAnswer> => {
    const caller = await authenticate(request, 'user');
    const channel = channelOf(request);
    if (!caller.ok) {
      if (caller.error !== 'unauthenticated') return ofError(caller.error);
      const hasToken = headerOf(request, 'x-authenticated-user-token') !== '';
      if (hasToken) return UNAUTHENTICATED;
      return ofFault(faultOfConsumer(headerOf(request, 'x-consumer-id'), channel));
    }
    const refused = await refusalOfReports(action, caller.value, channel, deps);
    if (refused === null) return caller.value;
    return refused.kind === 'fault' ? ofFault(refused) : ofError(refused);
  };
  return (method: 'GET' | 'POST', path: string, schema: object, action: ReportAction = 'read') =>
    (handle: Handle, operation = path.split('/')[0] ?? path): void => {
      const tags = ['report request'];
      app.route({
        method,
        url: `/dataset/v1/request/${path}`,
        config: OF_REPORTS,
        schema: { tags, response: DATASET_ANSWERS, ...schema },
        handler: async (request, reply): Promise<FastifyReply> => {
          const caller = await callerOf(request, action);
          const answer =
            'responseCode' in caller ? caller : await handle(request, caller, channelOf(request));
          const body = datasetEnvelope(operation, answer, deps.clock(), request.id);
          return reply.code(answer.status).send(body);
        },
      });
    };
}

const UNAUTHENTICATED = datasetFailure(401, 'CLIENT_ERROR', 'You are not authorized.');

const ofFault = (fault: Fault): DatasetAnswer => {
  const status = faultStatus(fault);
  return datasetFailure(status, RESPONSE_CODES.get(status) ?? 'CLIENT_ERROR', faultMessage(fault));
};

const RESPONSE_CODES = new Map<number, DatasetAnswer['responseCode']>([
  [403, 'FORBIDDEN'],
  [503, 'ERROR'],
]);

function ofError(error: RequestError): DatasetAnswer {
  if (error.kind === 'invalid') return datasetFailure(400, 'CLIENT_ERROR', error.message);
  if (error.kind === 'unknown') return datasetFailure(200, 'OK', NO_JOB);
  const { status, message } = outcomeOf(error);
  return datasetFailure(status, status < 500 ? 'CLIENT_ERROR' : 'ERROR', message);
}

const NO_JOB = 'no job available with the given request_id and tag';
