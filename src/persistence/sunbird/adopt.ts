/**
 * From the rows of an existing installation to the state of one enrolment.
 *
 * - O1 What rows do not tell is chosen so that nothing they show is taken back later: a completed
 *   enrolment keeps its day of completion, a counted completion is not counted again.
 * - O2 Rows that cannot be read (their ids are none) are left out; the rest stands.
 * - O3 Not carried by rows, and so not by the state: the first of several completions, when a
 *   learner left, which certificate replaced which, the course version of a completion (0).
 *
 * Source: design 2; `reference/jobs.md` 1.5 and 2.3, `reference/lms.md` 1.5.
 */
import { attemptKey, type AttemptState } from '../../domain/attempt.js';
import type { ContentState } from '../../domain/content.js';
import type { EnrolmentState } from '../../domain/enrolment.js';
import type { Generation } from '../../domain/generation.js';
import { NEVER, type EnrolmentKey, type Instant } from '../../domain/ids.js';
import type { AttemptRow } from '../ports.js';
import { attemptsOfDetails, attemptsOfTotals } from './activity-scores.js';
import { attemptOfRow } from './assessment-row.js';
import { instantIn, listIn } from './cell.js';
import { contentOfRow, type ReadContext } from './consumption-row.js';
import { completionOfRow, membershipOfRow } from './enrolment-row.js';
import {
  generationOfEntry,
  generationOfOlderEntry,
  templatesOfDetails,
} from './issued-certificate.js';
import { questionsOfRow } from './question.js';
import type { RowZone, StoredRow } from './rows.js';

/** The stored rows of one learner in one batch of one course. */
export interface EnrolmentRows {
  /** Of `user_enrolments`. */
  readonly enrolment: StoredRow | null;
  /** Of `user_content_consumption`. */
  readonly contents: readonly StoredRow[];
  /** Of `user_activity_agg`, the course's own row. */
  readonly activity: StoredRow | null;
  /** Of `assessment_aggregator`. */
  readonly attempts: readonly StoredRow[];
}

/** Reads one enrolment. `readAt` stands for the times of completions that no row tells. */
export function adopt(
  key: EnrolmentKey,
  rows: EnrolmentRows,
  zone: RowZone,
  readAt: Instant,
): EnrolmentState {
  const membership = membershipOfRow(rows.enrolment);
  const completedAt = membership === null ? NEVER : completedAtOf(rows, readAt);
  return {
    key,
    membership,
    contents: byId(contentsOf(rows, { completedAt, readAt }), (c) => c.content),
    attempts: byId(attemptsOf(rows, zone), attemptKey),
    generations: byId(generationsOf(rows), (g) => g.id),
    completedAt,
    completedVersion: 0,
  };
}

/** The answers of the stored attempts, in the form in which a store keeps them. */
export function adoptAnswers(key: EnrolmentKey, attempts: readonly StoredRow[]): AttemptRow[] {
  return attempts.flatMap((row) => {
    const attempt = attemptOfRow(row);
    if (attempt === null || attempt.payloadHash === '') return [];
    const { content, attempt: id, payloadHash, attemptedAt } = attempt;
    return [
      { key, content, attempt: id, payloadHash, attemptedAt, questions: questionsOfRow(row) },
    ];
  });
}

/** All answers of one enrolment: an attempt that was recorded since has its own alone. */
export function joinAnswers(
  own: readonly AttemptRow[],
  before: readonly AttemptRow[],
): readonly AttemptRow[] {
  const known = new Set(own.map(attemptKey));
  return [...own, ...before.filter((row) => !known.has(attemptKey(row)))];
}

/** A completed enrolment without a day was so when its last content was, or its row was written. */
function completedAtOf({ enrolment, contents }: EnrolmentRows, readAt: Instant): Instant {
  const stored = completionOfRow(enrolment);
  if (!stored.completed || stored.at !== NEVER) return stored.at;
  const known = contents.map((row) => instantIn(row, 'last_completed_time', 'lastcompletedtime'));
  const written = enrolment === null ? NEVER : instantIn(enrolment, 'datetime');
  return Math.max(...known, NEVER) || written || readAt;
}

const contentsOf = ({ contents }: EnrolmentRows, context: ReadContext): ContentState[] =>
  contents.map((row) => contentOfRow(row, context)).filter((content) => content !== null);

/** A row of its own says most of an attempt, the course's details less, its totals least. */
function attemptsOf({ attempts, activity }: EnrolmentRows, zone: RowZone): AttemptState[] {
  const own = attempts.map((row) => attemptOfRow(row)).filter((attempt) => attempt !== null);
  const listed = activity === null ? [] : attemptsOfDetails(activity, zone);
  const known = new Set([...own, ...listed].map((attempt) => attempt.content));
  const totals = activity === null ? [] : attemptsOfTotals(activity);
  return [...totals.filter((total) => !known.has(total.content)), ...listed, ...own];
}

function generationsOf({ enrolment, activity }: EnrolmentRows): Generation[] {
  if (enrolment === null) return [];
  const templates = templatesOfDetails(activity === null ? [] : listIn(activity, 'agg_details'));
  return [
    ...listIn(enrolment, 'certificates').map(generationOfOlderEntry),
    ...listIn(enrolment, 'issued_certificates').map((entry) => generationOfEntry(entry, templates)),
  ].filter((generation) => generation !== null);
}

/** The last of equal ids stays. */
const byId = <K, V>(values: readonly V[], idOf: (value: V) => K): ReadonlyMap<K, V> =>
  new Map(values.map((value) => [idOf(value), value]));
