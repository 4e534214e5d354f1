/**
 * Issuing many certificates again: which are meant, and what a job remembers of itself.
 *
 * - R1 A job issues a certificate again at most once, however often it looks at it: what it asks
 *   for carries the job's name, and the certificate's id follows from that.
 * - R2 Only live certificates are meant: what was replaced has its newer one.
 */
import { sameName } from './certificate.js';
import type { Certify } from './effects.js';
import type { EnrolmentState } from './enrolment.js';
import { liveGenerations, type Generation } from './generation.js';
import { NEVER, type BatchId, type CourseId, type Instant, type TemplateId } from './ids.js';
import type { Template } from './template.js';

export interface ReissueFilter {
  readonly course: CourseId;
  readonly batch: BatchId;
  /** '' = of every template. */
  readonly template: string;
  /** Issued at or after it; `NEVER` = at any time. */
  readonly issuedFrom: Instant;
  /** Issued before it; `NEVER` = at any time. */
  readonly issuedBefore: Instant;
  readonly status: ReissueStatus;
}

/** `issued`: every one that was not revoked; `expired`: those of them that have ended. */
export const REISSUE_STATUSES = ['issued', 'expired', 'revoked'] as const;
export type ReissueStatus = (typeof REISSUE_STATUSES)[number];

export interface ReissueJob {
  readonly id: string;
  readonly filter: ReissueFilter;
  readonly startedAt: Instant;
  /** `NEVER` = it is going on. */
  readonly askedAt: Instant;
  /** The last learner who was looked at; '' = none yet. */
  readonly cursor: string;
  readonly learners: number;
  /** Certificates that were asked for. */
  readonly asked: number;
  /** Meant, and under no template of the batch any more. */
  readonly withoutTemplate: number;
}

/** One certificate that is to be issued again. */
export interface Reissue {
  readonly generation: Generation;
  readonly template: Template;
}

export interface Chosen {
  readonly reissues: readonly Reissue[];
  readonly withoutTemplate: number;
}

/**
 * The certificates of an enrolment that a filter means, but for whether they have ended. `own` are
 * the ids that the job itself gives (R1): those are not looked at again.
 */
export function chosenOf(
  state: EnrolmentState,
  filter: ReissueFilter,
  templates: readonly Template[],
  isOwn: (generation: Generation) => boolean,
): Chosen {
  if (state.membership?.active !== true) return NONE;
  const meant = liveGenerations(state.generations.values()).filter(
    (generation) => isMeant(generation, filter) && !isOwn(generation),
  );
  if (meant.length === 0) return NONE;
  const reissues: Reissue[] = [];
  let withoutTemplate = 0;
  for (const generation of meant) {
    const template = templates.find(({ name }) => sameName(name, generation.name));
    const asked = filter.template === '' || template?.template === filter.template;
    if (template === undefined && filter.template === '') withoutTemplate++;
    if (template !== undefined && asked) reissues.push({ generation, template });
  }
  return { reissues, withoutTemplate };
}

const NONE: Chosen = { reissues: [], withoutTemplate: 0 };

function isMeant({ rendered, revocation, issuedAt }: Generation, filter: ReissueFilter): boolean {
  const { status, issuedFrom, issuedBefore } = filter;
  if (!rendered || (revocation !== null) !== (status === 'revoked')) return false;
  if (issuedFrom !== NEVER && issuedAt < issuedFrom) return false;
  return issuedBefore === NEVER || issuedAt < issuedBefore;
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
