/**
 * Columns of a progress report that Sunbird does not have, on request, after all of Sunbird's:
 * progress in each unit of the first level, attempts at each scored content, the last activity.
 *
 * - E1 A unit's progress is the share of its required contents that are completed, rounded down;
 *   a unit that requires nothing is complete. It does not jump to 100 with the course.
 *
 * Source: `reference/exhausts.md` 3.1 (the unit columns that are documented and never made), 9.7,
 * 9.10; design 8 (percentages).
 */
import type { CourseTree, Unit } from '../domain/course.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { ContentId, Instant } from '../domain/ids.js';
import { NEVER } from '../domain/ids.js';
import { countCompleted } from '../domain/progress.js';
import { column, type Column } from './columns.js';
import type { ReportOptions } from './report-options.js';
import { reportDate, type ZoneDay } from './zone-day.js';

/** One column with the way to fill it. */
export interface Extra {
  readonly column: Column;
  readonly cell: (state: EnrolmentState) => string;
}

export interface ExtrasSubject {
  readonly tree: Pick<CourseTree, 'firstLevel' | 'units'>;
  /** Contents with a score column, in column order. */
  readonly scores: readonly ContentId[];
  readonly dayOf: ZoneDay;
}

/** The columns that are asked for; none by default. */
export const progressExtras = (options: ReportOptions, subject: ExtrasSubject): Extra[] => [
  ...(options.unitProgress ? firstLevelUnits(subject.tree).map(unitExtra) : []),
  ...(options.attempts ? subject.scores.map(attemptsExtra) : []),
  ...(options.lastActivity ? [lastActivityExtra(subject.dayOf)] : []),
];

function firstLevelUnits({ firstLevel, units }: ExtrasSubject['tree']): Unit[] {
  return firstLevel.flatMap((id) => units.find(({ unit }) => unit === id) ?? []);
}

const unitExtra = ({ unit, name, required }: Unit): Extra => ({
  column: column(
    `${unit} - Progress`,
    'integer',
    `Completed contents of the unit ${name === '' ? unit : name} in percent, 0 to 100.`,
  ),
  cell: (state) => String(sharePercent(countCompleted(state, required), required.length)),
});

/** E1. */
const sharePercent = (done: number, of: number): number =>
  of === 0 ? 100 : Math.floor((done * 100) / of);

const attemptsExtra = (content: ContentId): Extra => ({
  column: column(`${content} - Attempts`, 'integer', `Number of attempts at ${content}.`),
  cell: (state) => {
    let count = 0;
    for (const attempt of state.attempts.values()) if (attempt.content === content) count++;
    return String(count);
  },
});

const lastActivityExtra = (dayOf: ZoneDay): Extra => ({
  column: column(
    'Last Activity Date',
    'date',
    'Day of the last access to a content or attempt at one; empty without any.',
  ),
  cell: (state) => {
    const at = lastActivity(state);
    return at === NEVER ? '' : reportDate(dayOf(at));
  },
});

/** The latest time at which a learner was seen at work. */
export function lastActivity({
  contents,
  attempts,
}: Pick<EnrolmentState, 'contents' | 'attempts'>): Instant {
  let at = NEVER;
  for (const c of contents.values()) at = Math.max(at, c.lastAccessAt, c.lastCompletedAt);
  for (const attempt of attempts.values()) at = Math.max(at, attempt.attemptedAt);
  return at;
}
