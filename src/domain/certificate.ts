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
import type { CertificateId, Instant, TemplateId } from './ids.js';
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
  | { readonly kind: 'earned'; readonly scorePercent: number | null }
  | { readonly kind: 'open'; readonly obstacles: readonly Obstacle[] };

/** Judges one template for one enrolment. `status` is the enrolment's (0..2). */
export function standing(
  state: EnrolmentState,
  status: number,
  tree: CourseTree | null,
  template: Template,
  user: UserEntry | null,
): Standing {
  const issued = liveGenerations(state.generations.values()).find((g) =>
    sameName(g.name, template.name),
  );
  if (issued !== undefined) return { kind: 'issued', generation: issued };
  const percent = template.criteria.score === null ? null : bestPercent(state, tree);
  const obstacles = [
    ...membershipObstacles(state, status, template.criteria),
    ...scoreObstacles(template.criteria, percent),
    ...userObstacles(template.criteria, user),
  ];
  return obstacles.length === 0
    ? { kind: 'earned', scorePercent: percent }
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

/** Best percentage over the assessed contents; 0 when none (`reference/jobs.md` 2.3). */
export function bestPercent(state: EnrolmentState, tree: CourseTree | null): number {
  const scored = new Set<string>(tree?.scored ?? []);
  const percents = bestScores(state.attempts.values())
    .filter((s) => tree === null || scored.has(s.content))
    .map((s) => (s.score * 100) / (s.maxScore === 0 ? 1 : s.maxScore));
  return percents.length === 0 ? 0 : Math.max(...percents);
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
