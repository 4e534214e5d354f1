/**
 * Reads requests to issue the certificates of a batch again by a filter, and to erase what is
 * personal in certificates; shows how far a job is. Pure.
 */
import type { ReissuePlan, ReissueProgress } from '../certificates/reissues.js';
import {
  NEVER,
  parseCertificateId,
  parseLearnerId,
  type CertificateId,
  type Instant,
  type LearnerId,
} from '../domain/ids.js';
import {
  REISSUE_STATUSES,
  type ReissueFilter,
  type ReissueJob,
  type ReissueStatus,
} from '../domain/reissue.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Fault } from './fault.js';
import { namedBatch } from './named-batch.js';
import {
  idOf,
  invalidValue,
  isBlank,
  own,
  parseDay,
  requestOf,
  textOf,
  type Fields,
} from './wire.js';
import type { Zone } from './zone.js';

export interface ReissueOrder {
  readonly filter: ReissueFilter;
  readonly dryRun: boolean;
  /** The caller's own name of the job: a repeated request begins nothing more; '' = none. */
  readonly requestId: string;
}

/** Days in a filter are the installation's; times are ISO 8601. */
export function parseReissue(body: unknown, zone: Zone): Result<ReissueOrder, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  const named = namedBatch(fields);
  if (!named.ok) return named;
  const template = textOf(own(fields, 'templateId'), 'templateId');
  if (!template.ok) return template;
  const issuedFrom = momentOf(fields, 'issuedAfter', zone);
  if (!issuedFrom.ok) return issuedFrom;
  const issuedBefore = momentOf(fields, 'issuedBefore', zone);
  if (!issuedBefore.ok) return issuedBefore;
  const status = statusOf(own(fields, 'status'));
  if (!status.ok) return status;
  const requestId = requestIdOf(own(fields, 'requestId'));
  if (!requestId.ok) return requestId;
  const filter = {
    ...named.value,
    template: template.value,
    ...{ issuedFrom: issuedFrom.value, issuedBefore: issuedBefore.value, status: status.value },
  };
  return ok({ filter, dryRun: own(fields, 'dryRun') === true, requestId: requestId.value });
}

/** Reads `{request:{certificateId}}` or `{request:{userId}}`. */
export function parseErasure(
  body: unknown,
): Result<{ readonly certificate: CertificateId } | { readonly learner: LearnerId }, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  if (isBlank(own(fields, 'certificateId')) && !isBlank(own(fields, 'userId'))) {
    const learner = idOf(own(fields, 'userId'), 'userId', parseLearnerId);
    return learner.ok ? ok({ learner: learner.value }) : learner;
  }
  const id = idOf(own(fields, 'certificateId'), 'certificateId', parseCertificateId);
  return id.ok ? ok({ certificate: id.value }) : id;
}

export const jobView = (job: ReissueJob): Fields => ({
  jobId: job.id,
  status: job.askedAt === NEVER ? 'PROCESSING' : 'ASKED',
  courseId: job.filter.course,
  batchId: job.filter.batch,
  startedAt: iso(job.startedAt),
  learners: job.learners,
  certificates: job.asked,
  withoutTemplate: job.withoutTemplate,
});

/** `DONE` once every document is durable. */
export function progressView({ job, issued, drawing }: ReissueProgress): Fields {
  const done = job.askedAt !== NEVER && drawing === 0 && issued >= job.asked;
  return { ...jobView(job), ...(done && { status: 'DONE' }), issued, drawing };
}

export const planView = (plan: ReissuePlan): Fields => ({
  dryRun: true,
  learners: plan.learners,
  certificates: plan.certificates,
  withoutTemplate: plan.withoutTemplate,
  sample: plan.sample.map((facts) => ({
    certificateId: facts.certificate,
    userId: facts.learner,
    recipientName: facts.recipientName,
    name: facts.templateName,
    issuedAt: iso(facts.issuedAt),
  })),
});

function momentOf(fields: Fields, name: string, zone: Zone): Result<Instant, Fault> {
  const value = own(fields, name);
  if (isBlank(value)) return ok(NEVER);
  const day = parseDay(value);
  if (day !== null) return ok(zone.startOf(day));
  const at = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? err(invalidValue(value, name)) : ok(at);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

function statusOf(value: unknown): Result<ReissueStatus, Fault> {
  if (isBlank(value)) return ok('issued');
  const status = REISSUE_STATUSES.find((known) => known === value);
  return status === undefined ? err(invalidValue(value, 'status')) : ok(status);
}

function requestIdOf(value: unknown): Result<string, Fault> {
  if (isBlank(value)) return ok('');
  const isName = typeof value === 'string' && /^[\w.-]{1,64}$/.test(value);
  return isName ? ok(value) : err(invalidValue(value, 'requestId'));
}

const iso = (at: Instant): string => new Date(at).toISOString();
