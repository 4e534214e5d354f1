/**
 * Which certificates an enrolment has earned, and the facts that one prints.
 *
 * - K1 At most one live certificate per learner, course, batch and template name, ignoring case.
 * - K2 `CertificateFacts` is everything a document shows: rendering is a pure function of it and of
 *   the template stored under `templateHash`.
 *
 * Source: `reference/jobs.md` 2.3, design 8.
 */
import { bestScores } from './attempt.js';
import type { EnrolmentState } from './enrolment.js';
import { liveGenerations, type Generation } from './generation.js';
import type { CertificateId, ContentId, Instant, TemplateId } from './ids.js';
import type { CourseTree } from './course.js';
import type { Criteria, Issuer, ScoreOperator, Template } from './template.js';

/** Frozen when the certificate is decided; never changed. */
export interface CertificateFacts {
  readonly certificate: CertificateId;
  readonly replaces: string;
  readonly learner: string;
  readonly recipientName: string;
  readonly course: string;
  readonly courseName: string;
  readonly batch: string;
  readonly batchName: string;
  readonly template: TemplateId;
  readonly templateName: string;
  /** Content hash of the stored template: layout, signatories and their images. */
  readonly templateHash: string;
  readonly issuer: Issuer;
  readonly completedAt: Instant;
  readonly issuedAt: Instant;
  /** Best percentage where a score was asked for; `null` = not part of the criteria. */
  readonly scorePercent: number | null;
  /** Six characters, letter and digit in turn; printed below the QR code. */
  readonly accessCode: string;
  /** Address of the public page, printed as QR code. */
  readonly verifyUrl: string;
  /** Zone in which the printed dates are days, e.g. `Asia/Kolkata`. */
  readonly timeZone: string;
  /** When it stops being in force; absent = never. */
  readonly expiresAt?: Instant;
  /**
   * Another system issued it and lists it; it was read in. What it prints is not known beyond what
   * the list said, so that texts here may be ''; it is not drawn here.
   */
  readonly issuedElsewhere?: true;
  /** What was personal was taken out when the learner asked for it; absent = nothing was. */
  readonly erasure?: Erasure;
}

/** What stays of a certificate's facts and document: enough to tell whether a copy is the one. */
export interface Erasure {
  readonly at: Instant;
  /** Of the document as it was issued, hex; '' = there was none. */
  readonly documentSha256: string;
  /** Of the facts as they were printed, as canonical JSON, hex. */
  readonly factsSha256: string;
}

/** A user as the user cache knows it: the hash fields of `reference/jobs.md` 5.2. */
export type UserEntry = Readonly<Record<string, string>>;

/** Why a template's certificate is not (yet) there. */
export type Obstacle =
  | { readonly kind: 'not-enrolled' }
  | { readonly kind: 'enrolment-inactive' }
  | { readonly kind: 'status'; readonly wanted: number; readonly is: number }
  | { readonly kind: 'score'; readonly wanted: string; readonly isPercent: number }
  | { readonly kind: 'user-unknown' }
  | { readonly kind: 'user-field'; readonly field: string; readonly wanted: string }
  | { readonly kind: 'name-unknown' }
  | { readonly kind: 'template'; readonly parameter: string };

/** The standing of one template for one enrolment. */
export type Standing =
  | { readonly kind: 'issued'; readonly generation: Generation }
  | { readonly kind: 'earned'; readonly scorePercent: number | null; readonly replaces: string }
  | { readonly kind: 'open'; readonly obstacles: readonly Obstacle[] };

/** Whom a template is judged for. */
export interface Candidate {
  readonly state: EnrolmentState;
  /** The enrolment's, 0..2. */
  readonly status: number;
  /** Contents whose scores count; `null` = all. */
  readonly scored: ReadonlySet<string> | null;
  readonly user: UserEntry | null;
}

/** Judges one template. `again` = a certificate that was issued already is to be issued anew. */
export function standing(candidate: Candidate, template: Template, again = false): Standing {
  const { state, status, scored, user } = candidate;
  const issued = liveGenerations(state.generations.values()).find((g) =>
    sameName(g.name, template.name),
  );
  if (issued !== undefined && !again) return { kind: 'issued', generation: issued };
  const percent = template.criteria.score === null ? null : bestPercent(state, scored);
  const obstacles = [
    ...membershipObstacles(state, status, template.criteria),
    ...scoreObstacles(template.criteria, percent),
    ...userObstacles(template.criteria, user),
  ];
  return obstacles.length === 0
    ? { kind: 'earned', scorePercent: percent, replaces: issued?.id ?? '' }
    : { kind: 'open', obstacles };
}

/** First and last name joined; '' when neither is known ("null" counts as unknown). */
export function recipientName(user: UserEntry): string {
  return [user['firstname'], user['lastname']]
    .map((part) => (part ?? '').trim())
    .filter((part) => part !== '' && part.toLowerCase() !== 'null')
    .join(' ');
}

/** Certificate names are compared without regard to case (`reference/jobs.md` 2.3). */
export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Contents of a course whose scores count; `null` = the course is not known, all do. */
export const scoredOf = (tree: CourseTree | null): ReadonlySet<string> | null =>
  tree === null ? null : new Set<string>(tree.scored);

/** Best percentage over the contents that count; 0 when none (`reference/jobs.md` 2.3). */
export function bestPercent(state: EnrolmentState, scored: ReadonlySet<string> | null): number {
  return Math.max(0, ...scorePercents(state, scored).values());
}

/** Best percentage of each content that counts. */
export function scorePercents(
  state: EnrolmentState,
  scored: ReadonlySet<string> | null,
): ReadonlyMap<ContentId, number> {
  const counting = bestScores(state.attempts.values()).filter(
    (s) => scored?.has(s.content) ?? true,
  );
  return new Map(
    counting.map((s) => [s.content, (s.score * 100) / (s.maxScore === 0 ? 1 : s.maxScore)]),
  );
}

function membershipObstacles(
  state: EnrolmentState,
  status: number,
  criteria: Criteria,
): Obstacle[] {
  if (state.membership === null) return [{ kind: 'not-enrolled' }];
  if (!state.membership.active) return [{ kind: 'enrolment-inactive' }];
  const wanted = criteria.enrolmentStatus;
  return wanted !== null && wanted !== status ? [{ kind: 'status', wanted, is: status }] : [];
}

function scoreObstacles(criteria: Criteria, percent: number | null): Obstacle[] {
  const { score } = criteria;
  if (score === null || percent === null) return [];
  if (COMPARE[score.operator](percent, score.percent)) return [];
  const wanted = `${score.operator} ${String(score.percent)}`;
  return [{ kind: 'score', wanted, isPercent: percent }];
}

function userObstacles(criteria: Criteria, user: UserEntry | null): Obstacle[] {
  if (user === null) return [{ kind: 'user-unknown' }];
  const wrong = Object.entries(criteria.user ?? {})
    .filter(([field, wanted]) => user[field.toLowerCase()] !== wanted)
    .map(([field, wanted]): Obstacle => ({ kind: 'user-field', field, wanted }));
  return recipientName(user) === '' ? [...wrong, { kind: 'name-unknown' }] : wrong;
}

const COMPARE: Record<ScoreOperator, (a: number, b: number) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};
