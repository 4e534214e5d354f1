/**
 * What an operator does with certificates that are issued: issues many again, erases what is
 * personal in them. Only for system roles.
 */
import { ok, err } from '../../../domain/result.js';
import {
  jobView,
  parseErasure,
  parseReissue,
  planView,
  progressView,
} from '../../certificate-reissue.js';
import { fault } from '../../fault.js';
import { ERASURE, REISSUE } from '../schemas/certificate-issue.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

const tags = ['certificate'];
const REISSUE_PATH = '/v1/certificate/reissue';
const ISSUE_TOPIC = 'issue.certificate.request';

/** Adds the routes of this resource. */
export function certificateLifeRoutes(gateway: Sunbird): void {
  reissueRoutes(gateway);
  erasureRoute(gateway);
}

function reissueRoutes({ deps, zone, add }: Sunbird): void {
  const { reissues } = deps;
  const common = { access: 'system', role: 'certificates' } as const;
  const start = async (body: unknown): Promise<Answered> => {
    const order = parseReissue(body, zone);
    if (!order.ok) return order;
    const { filter, dryRun, requestId } = order.value;
    const batch = deps.engine.catalogue.batch(filter.batch);
    if (batch?.course !== filter.course) return err(fault('INVALID_COURSE_BATCH_ID'));
    if (dryRun) {
      const plan = await reissues.plan(filter);
      return plan.ok ? ok(planView(plan.value)) : plan;
    }
    if (deps.listenedTopics.has(ISSUE_TOPIC)) {
      return err(fault('CLIENT_ERROR', 'Certificates are judged elsewhere: ask there.'));
    }
    const job = await reissues.start(requestId || deps.newId(), filter);
    return job.ok ? ok(jobView(job.value)) : job;
  };
  add({
    ...common,
    method: 'POST',
    path: REISSUE_PATH,
    schema: {
      summary: 'Issue the certificates of a batch again, by a filter',
      tags,
      body: REISSUE,
    },
    handle: (request) => start(request.body),
  });
  add({
    ...common,
    method: 'GET',
    path: REISSUE_PATH,
    schema: { summary: 'List the jobs that issue again', tags },
    handle: async () => ok({ jobs: (await reissues.list()).map(jobView) }),
  });
  add({
    ...common,
    method: 'GET',
    path: `${REISSUE_PATH}/:jobId`,
    named: REISSUE_PATH,
    schema: { summary: 'How far such a job is', tags, params: params('jobId') },
    handle: async (request) => {
      const { jobId } = request.params as { readonly jobId: string };
      const progress = await reissues.read(jobId);
      if (!progress.ok) return progress;
      if (progress.value === null) return err(fault('RESOURCE_NOT_FOUND'));
      return ok(progressView(progress.value));
    },
  });
}

function erasureRoute({ deps, add }: Sunbird): void {
  const erase = async (body: unknown): Promise<Answered> => {
    const asked = parseErasure(body);
    if (!asked.ok) return asked;
    if ('learner' in asked.value) {
      const count = await deps.erasure.learner(asked.value.learner);
      return count.ok ? ok({ response: 'SUCCESS', certificates: count.value }) : count;
    }
    const erased = await deps.erasure.certificate(asked.value.certificate);
    if (!erased.ok) return erased;
    if (erased.value === 'unknown') return err(fault('RESOURCE_NOT_FOUND'));
    return ok({ response: 'SUCCESS', certificates: erased.value === 'erased' ? 1 : 0 });
  };
  add({
    method: 'POST',
    path: '/v1/certificate/erase',
    access: 'system',
    role: 'certificates',
    schema: { summary: 'Erase the name and the document of certificates', tags, body: ERASURE },
    handle: (request) => erase(request.body),
  });
}
