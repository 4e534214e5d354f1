/**
 * One learner as the console shows it: each enrolment with its units, attempts, certificates, what
 * is in the way, and what was observed when. Pure: states, courses and the user are handed in.
 *
 * - W1 The timeline says what the state holds and no more: of a content its first and last
 *   completion and its last access, since that is all that a join keeps.
 */
import type { Batch } from '../domain/batch.js';
import { recipientName, type Obstacle, type UserEntry } from '../domain/certificate.js';
import type { CourseTree } from '../domain/course.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { explain } from '../domain/explain.js';
import type { Generation } from '../domain/generation.js';
import { NEVER, type ContentId, type LearnerId } from '../domain/ids.js';
import type { Template } from '../domain/template.js';
import type {
  AttemptView,
  CertificateLine,
  EnrolmentView,
  LearnerPage,
  ObstacleView,
} from './console-answers.js';
import { timelineOf } from './learner-timeline.js';

/** Contents without a completion that are named; the count is told in any case. */
const MISSING_NAMED_MAX = 100;

/** Attempts shown of one enrolment, the newest. */
const ATTEMPTS_SHOWN_MAX = 100;

/** What an enrolment is about. */
export interface EnrolmentContext {
  readonly tree: CourseTree | null;
  readonly courseName: string;
  readonly batch: Batch | null;
}

export type ContextOf = (key: EnrolmentState['key']) => EnrolmentContext;

/** The page of a learner. */
export function learnerPage(
  learner: LearnerId,
  states: readonly EnrolmentState[],
  user: UserEntry | null,
  contextOf: ContextOf,
): LearnerPage {
  const enrolments = states.map((state) => enrolmentView(state, user, contextOf(state.key)));
  return {
    learner,
    name: user === null ? '' : recipientName(user),
    isKnown: user !== null || states.length > 0,
    enrolments: enrolments.sort((a, b) => b.lastActiveAt - a.lastActiveAt),
  };
}

function enrolmentView(
  state: EnrolmentState,
  user: UserEntry | null,
  { tree, courseName, batch }: EnrolmentContext,
): EnrolmentView {
  const templates = Object.values<Template>(batch?.templates ?? {});
  const explained = explain(state, tree, templates, user);
  const { progress } = explained;
  const title = (content: ContentId): string => tree?.titles.get(content) ?? content;
  return {
    ...{ course: state.key.course, courseName: courseName || state.key.course },
    ...{ batch: state.key.batch, batchName: batch?.name ?? state.key.batch },
    ...{ isEnrolled: explained.enrolled, isActive: explained.active },
    isCourseKnown: explained.courseKnown,
    enrolledAt: state.membership?.enrolledAt ?? NEVER,
    lastActiveAt: lastActivity(state),
    completedAt: state.completedAt,
    ...{ percent: progress.percentage, completed: progress.completed },
    required: progress.required,
    units: progress.units.map(({ name, completed, required }) => ({ name, completed, required })),
    missing: explained.missing.slice(0, MISSING_NAMED_MAX).map(title),
    attempts: attemptsOf(state, title),
    certificates: certificateLines(state),
    outlook: explained.certificates.map(({ name, standing, obstacles }) => ({
      ...{ name, standing, obstacles: obstacles.map(obstacleView) },
    })),
    ...timelineOf(state, title),
  };
}

/** The latest access, or the enrolment. */
function lastActivity({ contents, membership }: EnrolmentState): number {
  let last = membership?.enrolledAt ?? NEVER;
  for (const { lastAccessAt } of contents.values()) if (lastAccessAt > last) last = lastAccessAt;
  return last;
}

function attemptsOf({ attempts }: EnrolmentState, title: (c: ContentId) => string): AttemptView[] {
  const newestFirst = [...attempts.values()].sort((a, b) => b.attemptedAt - a.attemptedAt);
  return newestFirst
    .slice(0, ATTEMPTS_SHOWN_MAX)
    .map(({ content, attempt, attemptedAt, score, maxScore }) => ({
      ...{ content, title: title(content), attempt, at: attemptedAt, score, maxScore },
    }));
}

/** The certificates of an enrolment, the newest first. */
export function certificateLines({ generations }: EnrolmentState): CertificateLine[] {
  const all = [...generations.values()];
  const replaced = new Set(all.map(({ replaces }) => replaces));
  const statusOf = (g: Generation): CertificateLine['status'] => {
    if (g.revocation !== null) return 'revoked';
    if (replaced.has(g.id)) return 'superseded';
    return g.rendered ? 'valid' : 'being-rendered';
  };
  return all
    .sort((a, b) => b.issuedAt - a.issuedAt)
    .map((g) => ({ id: g.id, name: g.name, issuedAt: g.issuedAt, status: statusOf(g) }));
}

function obstacleView(obstacle: Obstacle): ObstacleView {
  const { kind } = obstacle;
  switch (kind) {
    case 'status':
      return { kind, wanted: String(obstacle.wanted), is: String(obstacle.is) };
    case 'score':
      return { kind, wanted: obstacle.wanted, is: String(Math.floor(obstacle.isPercent)) };
    case 'user-field':
      return { kind, wanted: `${obstacle.field} = ${obstacle.wanted}`, is: '' };
    case 'template':
      return { kind, wanted: obstacle.parameter, is: '' };
    case 'not-enrolled':
    case 'enrolment-inactive':
    case 'user-unknown':
    case 'name-unknown':
      return { kind, wanted: '', is: '' };
  }
}
