/**
 * One row of a progress report as bytes, from a glance: the cells of `progressColumns`, in that
 * order. The rules of their values are those of `progress-row.ts`; this only spares the strings.
 *
 * - B1 The bytes are those of `progressRow` and `encodeRow` for one learner; `props/` shows it.
 */
import { NEVER, type ContentId, type Instant } from '../domain/ids.js';
import type { BestAttempts, LearnerGlance, Lens, TextSpan } from '../persistence/report-ports.js';
import { subjectCells } from './columns.js';
import { CsvBytes, textOf } from './csv-bytes.js';
import {
  firstOfArrayText,
  percentCell,
  percentOfCompleted,
  type ProgressSubject,
} from './progress-row.js';
import { reportDate, type ZoneDay } from './zone-day.js';

/** Fields of the user entry in the order of their columns, then those that decide on a row. */
const PROFILE_FIELDS = [
  'state',
  'district',
  'orgname',
  'schooludisecode',
  'schoolname',
  'block',
  'cluster',
  'usertype',
  'usersubtype',
] as const;
const OTHER_FIELDS = ['framework_board', 'board', 'rootorgid'] as const;
const FRAMEWORK_BOARD = PROFILE_FIELDS.length;
const BOARD = FRAMEWORK_BOARD + 1;
const ROOT_ORG = FRAMEWORK_BOARD + 2;

/** What a progress report looks for. */
export const progressLens = (
  { optional }: Pick<ProgressSubject['tree'], 'optional'>,
  scored: readonly ContentId[],
  counting: ProgressSubject['counting'] = 'best',
): Lens => ({
  ...{ optional, scored, counting },
  fields: [...PROFILE_FIELDS, ...OTHER_FIELDS],
});

/** The organisation of a learner; '' = unknown. */
export function organisationOf({ profile }: LearnerGlance): string {
  const org = profile.field(ROOT_ORG);
  return org === null ? '' : textOf(org);
}

/** Puts the rows of one report down, one learner after another. */
export function progressBytes(
  subject: ProgressSubject,
  csv: CsvBytes,
): (glance: LearnerGlance) => void {
  const { tree, scores, dayOf } = subject;
  const commonCells = cellsOf(subjectCells(subject));
  const dateCell = dateCells(csv, dayOf);
  const board = boardCells(csv);
  return ({ learner, enrolment, profile }) => {
    csv.cells(commonCells);
    csv.span(learner);
    for (let i = 0; i < FRAMEWORK_BOARD; i++) spanOrEmpty(csv, profile.field(i));
    board(profile.field(FRAMEWORK_BOARD) ?? profile.field(BOARD));
    dateCell(enrolment.enrolledAt);
    dateCell(enrolment.completedAt);
    csv.cells(enrolment.certified ? ISSUED : NOTHING);
    const percent = percentOfCompleted(enrolment, tree.leafNodesCount);
    csv.cells(PERCENTS[percent] ?? cellsOf([String(percent)]));
    scoreCells(csv, enrolment.best, scores.length);
    csv.endRow();
  };
}

const spanOrEmpty = (csv: CsvBytes, span: TextSpan | null): void =>
  span === null ? csv.empty() : csv.span(span);

/** Days repeat, and `reportDate` cuts a text in three. */
function dateCells(csv: CsvBytes, dayOf: ZoneDay): (at: Instant) => void {
  const dates = new Map<string, Uint8Array>();
  return (at) => {
    if (at === NEVER) return csv.empty();
    const day = dayOf(at);
    const held = dates.get(day) ?? cellsOf([reportDate(day)]);
    if (dates.size < TEXTS_REMEMBERED_MAX) dates.set(day, held);
    csv.cells(held);
  };
}

/** Cells as they stand in a record, to be put down again and again. */
function cellsOf(texts: readonly string[]): Uint8Array {
  const csv = new CsvBytes(0);
  for (const text of texts) csv.text(text);
  return Uint8Array.from(csv.take());
}

const NOTHING = cellsOf(['']);
const ISSUED = cellsOf(['Issued']);
const PERCENTS = Array.from({ length: 101 }, (_, percent) => cellsOf([String(percent)]));

const TEXTS_REMEMBERED_MAX = 10_000;

const ARRAY_START = 0x5b;

/** Boards are few, and parsing an array for each row would cost more than the row. */
function boardCells(csv: CsvBytes): (span: TextSpan | null) => void {
  const firsts = new Map<string, Uint8Array>();
  return (span) => {
    if (span === null) return csv.empty();
    if (span.bytes[span.from] !== ARRAY_START || span.from === span.to) return csv.span(span);
    const text = textOf(span);
    const first = firsts.get(text) ?? cellsOf([firstOfArrayText(text)]);
    if (firsts.size < TEXTS_REMEMBERED_MAX) firsts.set(text, first);
    csv.cells(first);
  };
}

/** Total Score, then each score column. */
function scoreCells(csv: CsvBytes, best: BestAttempts, columns: number): void {
  if (best.count === 0) {
    for (let i = 0; i <= columns; i++) csv.empty();
    return;
  }
  let [score, maxScore] = [0, 0];
  for (let i = 0; i < columns; i++) {
    if (best.attempted[i] !== 1) continue;
    score += best.score[i] ?? 0;
    maxScore += best.maxScore[i] ?? 0;
  }
  csv.text(percentCell(score, maxScore));
  for (let i = 0; i < columns; i++) {
    if (best.attempted[i] !== 1) csv.empty();
    else csv.text(percentCell(best.score[i] ?? 0, best.maxScore[i] ?? 0));
  }
}
