/**
 * Sorts stored rows of several tables by the enrolment that they belong to.
 *
 * - R1 A unit's row of `user_activity_agg` looks like a course's: only one that holds scores or
 *   details is surely of a course, and the others count where another table names their course.
 *
 * Source: `reference/jobs.md` 0.5, 1.6-1.7 and 4.4.
 */
import {
  parseBatchId,
  parseCourseId,
  parseLearnerId,
  type EnrolmentKey,
} from '../../domain/ids.js';
import type { EnrolmentRows } from './adopt.js';
import { attemptsOfTotals } from './activity-scores.js';
import { listIn, textIn } from './cell.js';
import { ACTIVITY_TYPE, batchOfContext, type StoredRow } from './rows.js';

/** Stored rows by table; a table that is left out has none. */
export interface StoredTables {
  readonly user_enrolments?: readonly StoredRow[];
  readonly user_content_consumption?: readonly StoredRow[];
  readonly user_activity_agg?: readonly StoredRow[];
  readonly assessment_aggregator?: readonly StoredRow[];
}

export interface KeyedRows {
  readonly key: EnrolmentKey;
  readonly rows: EnrolmentRows;
}

/** The rows of each enrolment, in the order in which they are first named; see O2 of `adopt.ts`. */
export function rowsByEnrolment(tables: StoredTables): KeyedRows[] {
  const found = new Map<string, Sorted>();
  const at = (key: EnrolmentKey): Sorted => {
    const text = JSON.stringify(key);
    const held = found.get(text) ?? {
      key,
      enrolment: null,
      contents: [],
      attempts: [],
      activity: null,
    };
    found.set(text, held);
    return held;
  };
  const each = (rows: readonly StoredRow[] | undefined, keyOf: KeyOf, put: Put): void => {
    for (const row of rows ?? []) {
      const key = keyOf(row);
      if (key !== null) put(at(key), row);
    }
  };
  each(tables.user_enrolments, learnerKey, (sorted, row) => (sorted.enrolment = row));
  each(tables.user_content_consumption, learnerKey, (sorted, row) => sorted.contents.push(row));
  each(tables.assessment_aggregator, attemptKey, (sorted, row) => sorted.attempts.push(row));
  each(
    tables.user_activity_agg,
    (row) => {
      const key = activityKey(row);
      const known = key !== null && found.has(JSON.stringify(key));
      return known || isSurelyOfCourse(row) ? key : null;
    },
    (sorted, row) => (sorted.activity = row),
  );
  return [...found.values()].map(({ key, ...rows }) => ({ key, rows }));
}

interface Sorted {
  readonly key: EnrolmentKey;
  readonly contents: StoredRow[];
  readonly attempts: StoredRow[];
  enrolment: StoredRow | null;
  activity: StoredRow | null;
}

type KeyOf = (row: StoredRow) => EnrolmentKey | null;
type Put = (sorted: Sorted, row: StoredRow) => unknown;

const learnerKey: KeyOf = (row) => keyOf(row['userid'], row['courseid'], row['batchid']);

const attemptKey: KeyOf = (row) => keyOf(row['user_id'], row['course_id'], row['batch_id']);

const activityKey: KeyOf = (row) =>
  row['activity_type'] === ACTIVITY_TYPE
    ? keyOf(row['user_id'], row['activity_id'], batchOfContext(textIn(row, 'context_id')))
    : null;

/** R1. */
const isSurelyOfCourse = (row: StoredRow): boolean =>
  listIn(row, 'agg_details').length > 0 || attemptsOfTotals(row).length > 0;

function keyOf(user: unknown, courseId: unknown, batchId: unknown): EnrolmentKey | null {
  const learner = parseLearnerId(user);
  const course = parseCourseId(courseId);
  const batch = parseBatchId(batchId);
  if (!learner.ok || !course.ok || !batch.ok) return null;
  return { learner: learner.value, course: course.value, batch: batch.value };
}
