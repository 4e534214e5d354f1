/**
 * One row of a progress report: the cells of `progressColumns`, in that order, from one learner's
 * state and user cache entry. Owns the value rules; who is in the report is `audience.ts`.
 *
 * Source: `reference/exhausts.md` 3.1 (V1) and 2.4.
 */
import { bestScores, type ContentScore, type CountingAttempt } from '../domain/attempt.js';
import type { UserEntry } from '../domain/certificate.js';
import type { CourseTree } from '../domain/course.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import { hasRendered } from '../domain/generation.js';
import { NEVER, type ContentId, type Instant } from '../domain/ids.js';
import { subjectCells, type RowSubject } from './columns.js';
import { reportDate, type ZoneDay } from './zone-day.js';

/** What all rows of one report have in common. */
export interface ProgressSubject extends RowSubject {
  readonly tree: Pick<CourseTree, 'optional' | 'leafNodesCount'>;
  /** Contents with a score column, in column order. */
  readonly scores: readonly ContentId[];
  /** Which attempt of a content counts. */
  readonly counting: CountingAttempt;
  readonly dayOf: ZoneDay;
}

/** Writes the cells of one learner. `user` `null`: the user cache does not know the learner. */
export type ProgressRow = (state: EnrolmentState, user: UserEntry | null) => string[];

/** Prepares the rows of one report. */
export function progressRow(subject: ProgressSubject): ProgressRow {
  const { tree, dayOf } = subject;
  const optional = new Set(tree.optional);
  const shared = subjectCells(subject);
  return (state, user) => [
    ...shared,
    state.key.learner,
    ...profileCells(user),
    dateCell(state.membership?.enrolledAt ?? NEVER, dayOf),
    dateCell(state.completedAt, dayOf),
    hasRendered(state.generations) ? 'Issued' : '',
    String(progressPercent(state, optional, tree.leafNodesCount)),
    ...scoreCells(state, subject),
  ];
}

/** The Progress cell of a state. */
export function progressPercent(
  state: Pick<EnrolmentState, 'completedAt' | 'contents'>,
  optional: ReadonlySet<ContentId>,
  leafNodesCount: number,
): number {
  let completed = 0;
  for (const c of state.contents.values()) {
    if (c.status === 2 && !optional.has(c.content)) completed++;
  }
  return percentOfCompleted({ completedAt: state.completedAt, completed }, leafNodesCount);
}

/**
 * Completed contents over the published number of leaf nodes, in percent. Kept from upstream: it
 * divides in single precision, takes no optional contents off the number, and says 100 for none.
 */
export function percentOfCompleted(
  { completedAt, completed }: { readonly completedAt: Instant; readonly completed: number },
  leafNodesCount: number,
): number {
  if (completedAt !== NEVER || completed >= leafNodesCount) return 100;
  return Math.floor(Math.fround(Math.fround(completed / leafNodesCount) * 100) + 0.5);
}

/** `NN%`, rounded up; '' without a maximum to divide by. */
export function percentCell(score: number, maxScore: number): string {
  const percent = percentOf(score, maxScore);
  return Number.isFinite(percent) ? `${percent}%` : '';
}

/** The percent of a score, rounded up; no finite number without a maximum to divide by. */
export const percentOf = (score: number, maxScore: number): number =>
  maxScore > 0 ? Math.ceil((score * 100) / maxScore) : NaN;

/** First element where the text is a JSON array that has one, else the text itself. */
export function firstOfArrayText(text: string): string {
  if (!text.startsWith('[')) return text;
  try {
    const list: unknown = JSON.parse(text);
    const first: unknown = Array.isArray(list) ? list[0] : undefined;
    return typeof first === 'string' ? first : text;
  } catch {
    return text;
  }
}

const NO_PROFILE: UserEntry = {};

/** State to Declared Board; a field that the entry does not have is an empty cell. */
function profileCells(user: UserEntry | null): string[] {
  const entry = user ?? NO_PROFILE;
  return [
    entry['state'] ?? '',
    entry['district'] ?? '',
    entry['orgname'] ?? '',
    entry['schooludisecode'] ?? '',
    entry['schoolname'] ?? '',
    entry['block'] ?? '',
    entry['cluster'] ?? '',
    entry['usertype'] ?? '',
    entry['usersubtype'] ?? '',
    firstOfArrayText(entry['framework_board'] ?? entry['board'] ?? ''),
  ];
}

const dateCell = (at: Instant, dayOf: ZoneDay): string =>
  at === NEVER ? '' : reportDate(dayOf(at));

/** Total Score, then each score column; of a content one attempt counts. */
function scoreCells(
  state: EnrolmentState,
  { scores, counting }: Pick<ProgressSubject, 'scores' | 'counting'>,
): string[] {
  if (scores.length === 0) return [''];
  if (state.attempts.size === 0) return ['', ...scores.map(() => '')];
  const best = new Map(bestScores(state.attempts.values(), counting).map((s) => [s.content, s]));
  const kept = scores.map((content) => best.get(content));
  return [
    totalCell(kept.filter((s) => s !== undefined)),
    ...kept.map((s) => (s === undefined ? '' : percentCell(s.score, s.maxScore))),
  ];
}

function totalCell(kept: readonly ContentScore[]): string {
  const sum = (of: (s: ContentScore) => number): number => kept.reduce((n, s) => n + of(s), 0);
  return percentCell(
    sum((s) => s.score),
    sum((s) => s.maxScore),
  );
}
