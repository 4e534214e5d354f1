/**
 * An enrolment and its row of `user_enrolments`.
 *
 * - N1 No row is made for a learner who is not enrolled.
 * - N2 The progress columns of an enrolment that was completed before stay as they are: upstream
 *   derives them no more, and readers hold on to the day of completion.
 * - N3 A stored row stands for an enrolment, unless it holds nothing but what was read last: the
 *   update of a learner who never enrolled leaves such a row behind (`reference/lms.md` 1.5).
 *
 * Source: `reference/jobs.md` 1.8 and 3.6, `reference/lms.md` 1.6, 3.1 and 5.1.
 */
import type { EnrolmentState, Membership } from '../../domain/enrolment.js';
import { NEVER, type Instant } from '../../domain/ids.js';
import { countCompleted, enrolmentStatus, lastRead } from '../../domain/progress.js';
import { instantIn, numberOf, textIn } from './cell.js';
import { issuedEntries } from '../../domain/issued-list.js';
import { countedTree, progressIsDue, type Projection } from './projection.js';
import { keyColumns, type EnrolmentRow, type StoredRow } from './rows.js';

/** The row with the columns that changed; `null` = nothing to write. */
export function enrolmentRow(projection: Projection): EnrolmentRow | null {
  const { before, after, columns } = projection;
  if (after.membership === null) return null;
  const changed = {
    ...(columns === 'all' ? membershipColumns(projection, after.membership) : {}),
    ...(columns === 'all' ? lastReadColumns(before, after) : {}),
    ...progressColumns(projection),
    ...certificateColumns(before, after),
  };
  return Object.keys(changed).length === 0 ? null : { ...keyColumns(after.key), ...changed };
}

type Columns = Partial<EnrolmentRow>;

/** Whether the learner is enrolled since the rows were written. */
const hasJoined = ({ before }: Projection): boolean => (before?.membership ?? null) === null;

function membershipColumns(projection: Projection, held: Membership): Columns {
  const old = projection.before?.membership ?? null;
  const { active, enrolledAt, addedBy } = held;
  return {
    ...(old?.active === active ? {} : { active }),
    ...(old?.enrolledAt === enrolledAt || enrolledAt === NEVER
      ? {}
      : { enrolled_date: enrolledAt }),
    ...(old?.addedBy === addedBy || addedBy === '' ? {} : { addedby: addedBy }),
    ...(hasJoined(projection) ? { datetime: projection.now } : {}),
  };
}

function lastReadColumns(before: EnrolmentState | null, after: EnrolmentState): Columns {
  const [old, last] = [before === null ? null : lastRead(before), lastRead(after)];
  if (last === null) return {};
  if (old?.content === last.content && old.status === last.status && old.at === last.at) return {};
  return {
    lastreadcontentid: last.content,
    lastreadcontentstatus: last.status,
    lastcontentaccesstime: last.at,
  };
}

/** N2. A row that is new says how far the learner is; later ones when progress is derived. */
function progressColumns(projection: Projection): Columns {
  const { before, after, now } = projection;
  if ((before?.completedAt ?? NEVER) !== NEVER) return {};
  if (!hasJoined(projection) && !progressIsDue(projection)) return {};
  const completed = after.completedAt === NEVER ? {} : { completedon: after.completedAt };
  const status = enrolmentStatus(after);
  const tree = countedTree(projection);
  if (tree !== null && after.contents.size > 0) {
    const progress = countCompleted(after, tree.required);
    return { status, progress, contentstatus: contentStatus(after), ...completed, datetime: now };
  }
  if (status === 2) return { status, ...completed };
  const isFirst = hasJoined(projection) && (before !== null || after.contents.size === 0);
  return isFirst ? { status, progress: 0 } : {};
}

const contentStatus = ({ contents }: EnrolmentState): Record<string, number> =>
  Object.fromEntries([...contents].map(([id, { status }]) => [id, status]));

function certificateColumns(before: EnrolmentState | null, after: EnrolmentState): Columns {
  if (before?.generations === after.generations) return {};
  const [old, listed] = [before === null ? [] : issuedEntries(before), issuedEntries(after)];
  return JSON.stringify(old) === JSON.stringify(listed) ? {} : { issued_certificates: listed };
}

const LAST_READ_COLUMNS: readonly string[] = [
  'lastreadcontentid',
  'lastreadcontentstatus',
  'lastcontentaccesstime',
];

/**
 * The membership that a stored row tells; `null` = none (N3). Upstream's readers list and
 * certify only rows whose `active` is true; an unset one is inactive, and can enrol.
 */
export function membershipOfRow(row: StoredRow | null): Membership | null {
  if (row === null || isPhantom(row)) return null;
  const enrolledAt = instantIn(row, 'enrolled_date', 'enrolleddate');
  const active = row['active'] === true || row['active'] === 'true';
  return { active, decidedAt: enrolledAt, enrolledAt, addedBy: textIn(row, 'addedby') };
}

function isPhantom(row: StoredRow): boolean {
  const isSet = (column: string): boolean => (row[column] ?? null) !== null;
  const others = Object.keys(row).filter(
    (column) => !KEY_COLUMNS.includes(column) && !LAST_READ_COLUMNS.includes(column),
  );
  return LAST_READ_COLUMNS.some(isSet) && !others.some((column) => isSet(column));
}

const KEY_COLUMNS: readonly string[] = ['userid', 'courseid', 'batchid'];

/** When a stored row says that it was completed: what it says, and what may stand for it. */
export interface StoredCompletion {
  readonly completed: boolean;
  /** `NEVER` where no column tells it. */
  readonly at: Instant;
}

/** Reads the status, in either form; a row without one is completed when it has a day. */
export function completionOfRow(row: StoredRow | null): StoredCompletion {
  const at = row === null ? NEVER : instantIn(row, 'completedon');
  const status = row === null ? 0 : (numberOf(row['status']) ?? (at === NEVER ? 0 : 2));
  return status < 2 ? { completed: false, at: NEVER } : { completed: true, at };
}
