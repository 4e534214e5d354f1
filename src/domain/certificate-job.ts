/**
 * Doing one thing with many certificates of a batch, issuing them again or revoking them: which are
 * meant, and what a job remembers of itself.
 *
 * - R1 A job does its thing with a certificate at most once, however often it looks at it. What
 *   issues again carries the job's name, and the certificate's id follows from that; a revocation
 *   carries the moment at which the job began, and is known again by it.
 * - R2 Only live certificates are meant: what was replaced has its newer one.
 * - R3 What is issued while a job goes on is not meant by it.
 */
import { sameName, standing, type Candidate } from './certificate.js';
import type { RevokeCertificate } from './command.js';
import type { Certify } from './effects.js';
import type { EnrolmentState } from './enrolment.js';
import { liveGenerations, type Generation } from './generation.js';
import {
  NEVER,
  type BatchId,
  type CertificateId,
  type CourseId,
  type Instant,
  type TemplateId,
} from './ids.js';
import { enrolmentStatus } from './progress.js';
import type { Template } from './template.js';

export interface CertificateFilter {
  readonly course: CourseId;
  readonly batch: BatchId;
  /** '' = of every template. */
  readonly template: string;
  /** Issued at or after it; `NEVER` = at any time. */
  readonly issuedFrom: Instant;
  /** Issued before it; `NEVER` = at any time. */
  readonly issuedBefore: Instant;
  readonly status: JobStatus;
  /** Only these of what the rest of the filter means; empty = all of it. */
  readonly certificates: readonly CertificateId[];
}

/** `issued`: every one that was not revoked; `expired`: those of them that have ended. */
export const JOB_STATUSES = ['issued', 'expired', 'revoked'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** What is done with each certificate that is meant. */
export type JobTask =
  | { readonly kind: 'reissue' }
  /** `reason` is shown to whoever looks at the certificate. */
  | { readonly kind: 'revoke'; readonly reason: string };

export interface CertificateJob {
  readonly id: string;
  readonly task: JobTask;
  readonly filter: CertificateFilter;
  readonly startedAt: Instant;
  /** `NEVER` = it is going on. */
  readonly askedAt: Instant;
  /** The last learner who was looked at; '' = none yet. */
  readonly cursor: string;
  readonly learners: number;
  /** Certificates that it was asked to do its task with. */
  readonly asked: number;
  /** Meant, and under no template of the batch any more: not issued again. */
  readonly withoutTemplate: number;
  /** Meant, and not earned by the criteria of now: not issued again. */
  readonly notEarned: number;
}

/** A certificate that is meant. */
export interface Meant {
  readonly generation: Generation;
  /** The template of its name; `null` = the batch has none any more. */
  readonly template: Template | null;
}

/** One certificate that is to be issued again. */
export interface Reissue extends Meant {
  readonly template: Template;
}

/**
 * The certificates of an enrolment that a filter means, but for whether they have ended. A job's
 * `own` are those that it has dealt with (R1).
 */
export function meantOf(
  state: EnrolmentState,
  { task, filter }: Pick<CertificateJob, 'task' | 'filter'>,
  templates: readonly Template[],
  isOwn: (generation: Generation) => boolean,
): readonly Meant[] {
  const isRevoking = task.kind === 'revoke';
  // Who left keeps what was earned, but earns nothing again.
  if (!isRevoking && state.membership?.active !== true) return [];
  const only = filter.certificates.length === 0 ? null : new Set<string>(filter.certificates);
  return liveGenerations(state.generations.values())
    .filter((generation) => {
      if (only?.has(generation.id) === false || !isInTime(generation, filter)) return false;
      // What the job revoked is meant still, so that a job that repeats a slice counts it once.
      if (isOwn(generation)) return isRevoking;
      const isRevoked = generation.revocation !== null;
      if (isRevoking) return !isRevoked;
      return generation.rendered && isRevoked === (filter.status === 'revoked');
    })
    .map((generation) => ({ generation, template: namesake(generation, templates) }))
    .filter((meant) => isOfTemplate(meant, filter.template));
}

const namesake = ({ name }: Generation, templates: readonly Template[]): Template | null =>
  templates.find((template) => sameName(template.name, name)) ?? null;

/** One of a template that the batch has no more is known by the template that it was issued by. */
const isOfTemplate = ({ generation, template }: Meant, wanted: string): boolean =>
  wanted === '' || (template?.template ?? generation.template) === wanted;

function isInTime({ issuedAt }: Generation, filter: CertificateFilter): boolean {
  const { issuedFrom, issuedBefore } = filter;
  if (issuedFrom !== NEVER && issuedAt < issuedFrom) return false;
  return issuedBefore === NEVER || issuedAt < issuedBefore;
}

/** What stands against issuing one again: nothing, no template of its name, the criteria of now. */
export type Fitness = 'fit' | 'without-template' | 'not-earned';

/**
 * Whether issuing again can make a newer one. A user who is not known, or not as wanted, is no
 * reason against it, as issuing waits for that.
 */
export function fitness(
  state: EnrolmentState,
  { template }: Meant,
  scored: Candidate['scored'],
): Fitness {
  if (template === null) return 'without-template';
  const candidate = { state, status: enrolmentStatus(state), scored, user: null };
  const verdict = standing(candidate, template, true);
  const isOpen =
    verdict.kind === 'open' && verdict.obstacles.some(({ kind }) => kind !== 'user-unknown');
  return isOpen ? 'not-earned' : 'fit';
}

/** What the job calls the re-issue of a template's certificates (R1). */
export const reissueRequest = (job: string, template: TemplateId): string =>
  `reissue:${job}:${template}`;

/** The effect by which a certificate is issued again. */
export const reissueEffect = (
  job: string,
  state: EnrolmentState,
  { template }: Reissue,
): Certify => ({
  kind: 'certify',
  key: state.key,
  request: reissueRequest(job, template.template),
  template: template.template,
});

/** The command by which a job revokes a certificate (R1). */
export const revokeCommandOf = (
  { startedAt }: Pick<CertificateJob, 'startedAt'>,
  reason: string,
  { key }: EnrolmentState,
  { generation }: Meant,
  receivedAt: Instant,
): RevokeCertificate => ({
  ...{ kind: 'revoke-certificate', key, certificate: generation.id, at: startedAt, reason },
  ...{ receivedAt, courseVersion: 0 },
});

/** Whether a job's own revocation is what revoked it (R1). */
export const isRevokedBy = (
  { startedAt, task }: Pick<CertificateJob, 'startedAt' | 'task'>,
  { revocation }: Generation,
): boolean =>
  task.kind === 'revoke' && revocation?.at === startedAt && revocation.reason === task.reason;
