/**
 * What an operator does with certificates that are issued: issues many again, revokes many, erases
 * what is personal in them. Only for system roles.
 */
import type { TSchema } from 'typebox';
import type { CertificateJob, JobTask } from '../../../domain/certificate-job.js';
import { ok, err } from '../../../domain/result.js';
import {
  jobView,
  parseErasure,
  parseJobOrder,
  planView,
  progressView,
} from '../../certificate-job.js';
import { fault } from '../../fault.js';
import { BATCH_REVOCATION, ERASURE, REISSUE } from '../schemas/certificate-issue.js';
import { params } from '../schemas/shape.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

const tags = ['certificate'];
const ISSUE_TOPIC = 'issue.certificate.request';

/** A kind of jobs on many certificates, and where it is asked for. */
interface JobRoute {
  readonly kind: JobTask['kind'];
  readonly path: string;
  readonly body: TSchema;
  readonly summaries: Readonly<Record<'start' | 'list' | 'look', string>>;
}

const JOB_ROUTES: readonly JobRoute[] = [
  {
    ...{ kind: 'reissue', path: '/v1/certificate/reissue', body: REISSUE },
    summaries: {
      start: 'Issue the certificates of a batch again, by a filter',
      ...{ list: 'List the jobs that issue again', look: 'How far such a job is' },
    },
  },
  {
    ...{ kind: 'revoke', path: '/v1/certificate/revoke/batch', body: BATCH_REVOCATION },
    summaries: {
      start: 'Revoke certificates of a batch, by a filter',
      ...{ list: 'List the jobs that revoke', look: 'How far such a job is' },
    },
  },
];

/** Adds the routes of this resource. */
export function certificateLifeRoutes(gateway: Sunbird): void {
  for (const route of JOB_ROUTES) jobRoutes(gateway, route);
  erasureRoute(gateway);
}

function jobRoutes({ deps, zone, add }: Sunbird, { kind, path, body, summaries }: JobRoute): void {
  const { certificateJobs: jobs } = deps;
  const common = { access: 'system', role: 'certificates' } as const;
  const start = async (asked: unknown): Promise<Answered> => {
    const order = parseJobOrder(asked, kind, zone);
    if (!order.ok) return order;
    const { task, filter, dryRun, requestId } = order.value;
    const batch = deps.engine.catalogue.batch(filter.batch);
    if (batch?.course !== filter.course) return err(fault('INVALID_COURSE_BATCH_ID'));
    if (dryRun) {
      const plan = await jobs.plan({ task, filter });
      return plan.ok ? ok(planView(plan.value)) : plan;
    }
    if (kind === 'reissue' && deps.listenedTopics.has(ISSUE_TOPIC)) {
      return err(fault('CLIENT_ERROR', 'Certificates are judged elsewhere: ask there.'));
    }
    const job = await jobs.start(requestId || deps.newId(), { task, filter });
    return job.ok ? ok(jobView(job.value)) : job;
  };
  const ofKind = async (): Promise<readonly CertificateJob[]> =>
    (await jobs.list()).filter(({ task }) => task.kind === kind);
  add({
    ...{ ...common, method: 'POST', path, schema: { summary: summaries.start, tags, body } },
    handle: (request) => start(request.body),
  });
  add({
    ...{ ...common, method: 'GET', path, schema: { summary: summaries.list, tags } },
    handle: async () => ok({ jobs: (await ofKind()).map(jobView) }),
  });
  add({
    ...{ ...common, method: 'GET', path: `${path}/:jobId`, named: path },
    schema: { summary: summaries.look, tags, params: params('jobId') },
    handle: async (request) => {
      const { jobId } = request.params as { readonly jobId: string };
      const progress = await jobs.read(jobId);
      if (!progress.ok) return progress;
      if (progress.value?.job.task.kind !== kind) return err(fault('RESOURCE_NOT_FOUND'));
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
