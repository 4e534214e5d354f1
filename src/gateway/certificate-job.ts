/**
 * Reads requests to issue the certificates of a batch again or to revoke them, by a filter, and to
 * erase what is personal in certificates; shows how far a job is. Pure.
 */
import type { JobPlan, JobProgress, JobWish } from '../certificates/certificate-jobs.js';
import {
  NEVER,
  parseCertificateId,
  parseLearnerId,
  type CertificateId,
  type Instant,
  type LearnerId,
} from '../domain/ids.js';
import {
  JOB_STATUSES,
  type CertificateFilter,
  type CertificateJob,
  type JobStatus,
  type JobTask,
} from '../domain/certificate-job.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';
import { namedBatch } from './named-batch.js';
import { reasonOf } from './revocation.js';
import {
  idOf,
  invalidValue,
  isBlank,
  listOf,
  own,
  parseDay,
  requestOf,
  textOf,
  type Fields,
} from './wire.js';
import type { Zone } from './zone.js';

/** Most certificates that one request may name. */
export const CERTIFICATES_NAMED_COUNT_MAX = 1_000;

export interface JobOrder extends JobWish {
  readonly dryRun: boolean;
  /** The caller's own name of the job: a repeated request begins nothing more; '' = none. */
  readonly requestId: string;
}

/**
 * Reads `{request:{courseId|collectionId, batchId, templateId?, issuedAfter?, issuedBefore?,
 * status?, certificateIds?, dryRun?, requestId?}}`, and `reason` of what revokes; a dry run needs
 * none. Days in a filter are the installation's; times are ISO 8601.
 */
export function parseJobOrder(
  body: unknown,
  kind: JobTask['kind'],
  zone: Zone,
): Result<JobOrder, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const fields = request.value;
  const filter = filterOf(fields, kind, zone);
  if (!filter.ok) return filter;
  const requestId = requestIdOf(own(fields, 'requestId'));
  if (!requestId.ok) return requestId;
  const dryRun = own(fields, 'dryRun') === true;
  const task = taskOf(fields, kind, dryRun);
  if (!task.ok) return task;
  return ok({ task: task.value, filter: filter.value, dryRun, requestId: requestId.value });
}

function taskOf(fields: Fields, kind: JobTask['kind'], dryRun: boolean): Result<JobTask, Fault> {
  if (kind === 'reissue') return ok({ kind });
  if (dryRun && isBlank(own(fields, 'reason'))) return ok({ kind, reason: '' });
  const reason = reasonOf(fields);
  return reason.ok ? ok({ kind, reason: reason.value }) : reason;
}

function filterOf(
  fields: Fields,
  kind: JobTask['kind'],
  zone: Zone,
): Result<CertificateFilter, Fault> {
  const named = namedBatch(fields);
  if (!named.ok) return named;
  const template = textOf(own(fields, 'templateId'), 'templateId');
  if (!template.ok) return template;
  const issuedFrom = momentOf(fields, 'issuedAfter', zone);
  if (!issuedFrom.ok) return issuedFrom;
  const issuedBefore = momentOf(fields, 'issuedBefore', zone);
  if (!issuedBefore.ok) return issuedBefore;
  const status = statusOf(own(fields, 'status'), kind);
  if (!status.ok) return status;
  const certificates = certificatesOf(own(fields, 'certificateIds'));
  if (!certificates.ok) return certificates;
  return ok({
    ...named.value,
    ...{ template: template.value, certificates: certificates.value },
    ...{ issuedFrom: issuedFrom.value, issuedBefore: issuedBefore.value, status: status.value },
  });
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

export const jobView = (job: CertificateJob): Fields => ({
  jobId: job.id,
  task: job.task.kind,
  status: job.askedAt === NEVER ? 'PROCESSING' : 'ASKED',
  courseId: job.filter.course,
  batchId: job.filter.batch,
  startedAt: iso(job.startedAt),
  learners: job.learners,
  certificates: job.asked,
  withoutTemplate: job.withoutTemplate,
  notEarned: job.notEarned,
});

/** `DONE` once every document, or every revocation, is durable. */
export function progressView({ job, done, drawing, isDone }: JobProgress): Fields {
  const counts = job.task.kind === 'revoke' ? { revoked: done } : { issued: done, drawing };
  return { ...jobView(job), ...(isDone && { status: 'DONE' }), ...counts };
}

export const planView = (plan: JobPlan): Fields => ({
  dryRun: true,
  task: plan.task.kind,
  learners: plan.learners,
  certificates: plan.certificates,
  withoutTemplate: plan.withoutTemplate,
  notEarned: plan.notEarned,
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

/** What is revoked already is revoked once. */
function statusOf(value: unknown, kind: JobTask['kind']): Result<JobStatus, Fault> {
  if (isBlank(value)) return ok('issued');
  const status = JOB_STATUSES.find((known) => known === value);
  const isPossible = status !== undefined && (kind === 'reissue' || status !== 'revoked');
  return isPossible ? ok(status) : err(invalidValue(value, 'status'));
}

function certificatesOf(value: unknown): Result<readonly CertificateId[], Fault> {
  const list = listOf(value, 'certificateIds');
  if (!list.ok) return list;
  if (list.value.length > CERTIFICATES_NAMED_COUNT_MAX) {
    const limit = `${String(CERTIFICATES_NAMED_COUNT_MAX)} certificates`;
    return err(fault('LIMIT_EXCEEDED', 'certificateIds', limit, String(list.value.length)));
  }
  const certificates = new Set<CertificateId>();
  for (const [i, text] of list.value.entries()) {
    const id = idOf(text, `certificateIds[${String(i)}]`, parseCertificateId);
    if (!id.ok) return id;
    certificates.add(id.value);
  }
  return ok([...certificates]);
}

function requestIdOf(value: unknown): Result<string, Fault> {
  if (isBlank(value)) return ok('');
  const isName = typeof value === 'string' && /^[\w.-]{1,64}$/.test(value);
  return isName ? ok(value) : err(invalidValue(value, 'requestId'));
}

const iso = (at: Instant): string => new Date(at).toISOString();
