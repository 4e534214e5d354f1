/**
 * Report requests as the LMS hands them on: the same requests, in the envelope of the LMS. Upstream
 * answers every refusal of the service behind it as a server error; here the reason is told. Also
 * the installation's own way to begin a run.
 *
 * Source: `reference/exhausts.md` 5.1.
 */
import type { FastifyRequest } from 'fastify';
import { err, ok, type Result } from '../../../domain/result.js';
import type { Refusal } from '../../../engine.js';
import type { RequestError } from '../../../reports/requests.js';
import type { Caller } from '../../caller.js';
import { parseReportSubmission } from '../../dataset-request.js';
import { fault, type Fault } from '../../fault.js';
import type { ReportAction } from '../../report-access.js';
import { parseReportRun, RUN_PATH } from '../../report-run.js';
import { channelOf, refusalOfReports } from '../report-caller.js';
import { REPORT_LIST_QUERY, REPORT_REQUEST, REPORT_RUN } from '../schemas/reports.js';
import { failure } from '../schemas/answer.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';
import { listLimitOf } from './dataset.js';

const FORBIDDEN = { 403: failure('Not for this caller') };

/** Adds the routes of this resource. */
export function jobRequestRoutes({ deps, add }: Sunbird): void {
  const { reports } = deps;
  const tags = ['report request'];
  const allowed =
    (
      action: ReportAction,
      handle: (request: FastifyRequest, caller: Caller) => Promise<Answered>,
    ) =>
    async (request: FastifyRequest, caller: Caller): Promise<Answered> => {
      const refused = await refusalOfReports(action, caller, channelOf(request), deps);
      return refused === null ? handle(request, caller) : err(refused);
    };
  add({
    method: 'POST',
    path: '/v1/jobrequest/submit',
    access: 'user',
    schema: { summary: 'Ask for a report', tags, body: REPORT_REQUEST, response: FORBIDDEN },
    handle: allowed('submit', async (request, caller) => {
      const user = caller.requestedBy ?? '';
      const submission = parseReportSubmission(request.body, channelOf(request), user);
      if (!submission.ok) return submission;
      const { tag, dataset } = submission.value;
      if (tag === '') return err(fault('MANDATORY_PARAMETER_MISSING', 'tag'));
      if (dataset === '') return err(fault('MANDATORY_PARAMETER_MISSING', 'dataset'));
      return answered(await reports.submit(submission.value));
    }),
  });
  add({
    method: 'GET',
    path: '/v1/jobrequest/list/:tag',
    access: 'user',
    schema: {
      ...{ summary: 'List report requests', tags, response: FORBIDDEN },
      ...{ params: params('tag'), querystring: REPORT_LIST_QUERY },
    },
    handle: allowed('read', async (request) => {
      const { tag } = request.params as { readonly tag: string };
      const jobs = await reports.list(tag, channelOf(request), listLimitOf(request));
      return ok({ count: jobs.length, jobs });
    }),
  });
  add({
    method: 'POST',
    path: RUN_PATH,
    access: 'system',
    schema: { summary: 'Run the requests that wait or have failed', tags, body: REPORT_RUN },
    handle: (request) => {
      const dataset = parseReportRun(request.body);
      if (!dataset.ok) return dataset;
      reports.run(dataset.value);
      return ok({ running: reports.isRunning });
    },
  });
  add({
    method: 'GET',
    path: RUN_PATH,
    access: 'system',
    schema: { summary: 'Whether a report request runs', tags },
    handle: () => ok({ running: reports.isRunning }),
  });
}

function answered<T>(result: Result<T, RequestError>): Result<T, Fault | Refusal> {
  if (result.ok) return result;
  const { error } = result;
  if (error.kind === 'invalid') return err(fault('CLIENT_ERROR', error.message));
  return err(error.kind === 'unknown' ? fault('RESOURCE_NOT_FOUND') : error);
}
