/**
 * The columns of the exhausts and their order: a public contract that readers depend on, by name
 * and by place. Owns no values; a report's row module fills the cells in this order.
 *
 * Source: `reference/exhausts.md` 3.1 (Sunbird 5.4's fixed order).
 */
import { compareText, type ContentId } from '../domain/ids.js';

export interface Column {
  readonly header: string;
  readonly type: ColumnType;
  /** One sentence for the reader of a report, printed in its sidecar. */
  readonly description: string;
}

/** Form of a cell that is not empty. `date` is dd/MM/yyyy, `percent` a whole number and `%`. */
export type ColumnType = 'text' | 'date' | 'integer' | 'percent';

/** The columns of a progress report: 20 fixed ones, then one for each of `scores`, in order. */
export const progressColumns = (scores: readonly ContentId[]): readonly Column[] => [
  ...PROGRESS_COLUMNS,
  ...scores.map(scoreColumn),
];

/** Contents in the order of their score columns: ascending by header, each once. */
export const scoreOrder = (contents: Iterable<ContentId>): readonly ContentId[] =>
  [...new Set(contents)].sort((a, b) => compareText(scoreHeader(a), scoreHeader(b)));

const scoreHeader = (content: ContentId): string => `${content} - Score`;

const scoreColumn = (content: ContentId): Column => ({
  header: scoreHeader(content),
  type: 'percent',
  description: `Best score in ${content}, rounded up; empty without an attempt.`,
});

const column = (header: string, type: ColumnType, description: string): Column => ({
  header,
  type,
  description,
});

const PROGRESS_COLUMNS: readonly Column[] = [
  column('Collection Id', 'text', 'Identifier of the course.'),
  column('Collection Name', 'text', 'Name of the course as published.'),
  column('Batch Id', 'text', 'Identifier of the batch, after the prefix BatchId_.'),
  column('Batch Name', 'text', 'Name of the batch.'),
  column('User UUID', 'text', 'Identifier of the learner.'),
  column('State', 'text', 'State of the profile.'),
  column('District', 'text', 'District of the profile.'),
  column('Org Name', 'text', 'Organisation of the learner.'),
  column('School Id', 'text', 'UDISE code of the school.'),
  column('School Name', 'text', 'Name of the school.'),
  column('Block Name', 'text', 'Block of the profile.'),
  column('Cluster Name', 'text', 'Cluster of the profile.'),
  column('User Type', 'text', 'Type of the profile; several are joined by commas.'),
  column('User Sub Type', 'text', 'Subtype of the profile; several are joined by commas.'),
  column('Declared Board', 'text', 'First board of the framework that the learner chose.'),
  column('Enrolment Date', 'date', 'Day of the first enrolment.'),
  column('Completion Date', 'date', 'Day on which the course was completed; empty before.'),
  column('Certificate Status', 'text', 'Issued once a certificate exists, else empty.'),
  column('Progress', 'integer', 'Completed contents in percent, 0 to 100; 100 once completed.'),
  column('Total Score', 'percent', 'Best scores over their maxima, rounded up; empty without any.'),
];
