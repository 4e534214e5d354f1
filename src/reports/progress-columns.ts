/**
 * The columns of a progress report: Sunbird's twenty, one for each score, then those on request.
 *
 * Source: `reference/exhausts.md` 3.1 (Sunbird 5.4's fixed order).
 */
import type { CountingAttempt } from '../domain/attempt.js';
import { compareText, type ContentId } from '../domain/ids.js';
import { column, SUBJECT_COLUMNS, type Column } from './columns.js';

/** The columns of a progress report: 20 fixed ones, then one for each of `scores`, in order. */
export const progressColumns = (
  scores: readonly ContentId[],
  counting: CountingAttempt = 'best',
): readonly Column[] => [
  ...PROGRESS_COLUMNS,
  column('Total Score', 'percent', TOTAL_SCORE[counting]),
  ...scores.map((content) => scoreColumn(content, counting)),
];

const TOTAL_SCORE: Readonly<Record<CountingAttempt, string>> = {
  best: 'Best scores over their maxima, rounded up; empty without any.',
  latest: 'Latest scores over their maxima, rounded up; empty without any.',
};

/** Contents in the order of their score columns: ascending by header, each once. */
export const scoreOrder = (contents: Iterable<ContentId>): readonly ContentId[] =>
  [...new Set(contents)].sort((a, b) => compareText(scoreHeader(a), scoreHeader(b)));

const scoreHeader = (content: ContentId): string => `${content} - Score`;

const scoreColumn = (content: ContentId, counting: CountingAttempt): Column => {
  const which = counting === 'best' ? 'Best' : 'Latest';
  const meaning = `${which} score in ${content}, rounded up; empty without an attempt.`;
  return column(scoreHeader(content), 'percent', meaning);
};

const PROGRESS_COLUMNS: readonly Column[] = [
  ...SUBJECT_COLUMNS,
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
];
