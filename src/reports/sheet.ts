/**
 * What a dataset is to the writer of reports: its columns, and the rows of some learners at a time.
 * Owns no rule; each dataset has a sheet of its own, and `exhaust.ts` writes any of them.
 *
 * - S1 A sheet is prepared for a part of the learners, asks what it needs for all of them at once,
 *   and holds nothing of it afterwards: memory is bounded by the part.
 */
import type { Result } from '../domain/result.js';
import type { StoreError } from '../persistence/ports.js';
import type { Column } from './columns.js';
import type { ReportLearner } from './learner-chunks.js';
import type { Append } from './report-file.js';

/** The cells of one row, in the order of the columns. */
export type Row = readonly string[];

/** The rows of one learner of the part that was prepared; none is fine. */
export type RowsOf = (learner: ReportLearner) => readonly Row[];

export interface PreparedPart {
  readonly rowsOf: RowsOf;
  /** Learners of the part without a row, since they gave no consent that holds. */
  readonly withoutConsent: number;
  /** Rows of the part that show attempts out of an archive. */
  readonly archivedRows: number;
}

export interface Sheet {
  readonly columns: readonly Column[];
  /** Learners of one part (S1). */
  readonly learnersPerPartMax: number;
  prepare(learners: readonly ReportLearner[]): Promise<Result<PreparedPart, StoreError>>;
  /** Writes all rows in a quicker way, to the same bytes; `null` = there is none. */
  readonly writeAll: ((append: Append) => Promise<Result<ReportCounts, StoreError>>) | null;
  /** Lets go of what the sheet holds open for all parts; `null` = nothing. */
  readonly close: (() => Promise<void>) | null;
}

/** What a report holds. */
export interface ReportCounts {
  readonly rows: number;
  /** Learners with a row whom the user cache does not know; their profile cells are empty. */
  readonly withoutProfile: number;
  /** Learners without a row, since their organisation is unknown and another one asks. */
  readonly leftOut: number;
  /** Learners without a row, since they gave no consent that holds. */
  readonly withoutConsent: number;
  /** Rows that show attempts out of an archive. */
  readonly archivedRows: number;
}

/** The counts of a report that is begun. */
export const NOTHING_COUNTED = {
  rows: 0,
  withoutProfile: 0,
  leftOut: 0,
  withoutConsent: 0,
  archivedRows: 0,
} satisfies ReportCounts;
