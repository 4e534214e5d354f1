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
  percentOf,
  percentOfCompleted,
  type ProgressSubject,
} from './progress-row.js';
import { byZoneDay, reportDate } from './zone-day.js';

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

/** A report's subject, with the IANA name of the zone that its days are of. */
export type ProgressBytesSubject = Omit<ProgressSubject, 'dayOf'> & { readonly timeZone: string };

/** Puts the rows of one report down, one learner after another. */
export function progressBytes(
  subject: ProgressBytesSubject,
  csv: CsvBytes,
): (glance: LearnerGlance) => void {
  const { tree, scores } = subject;
  const commonCells = cellsOf(subjectCells(subject));
  const dateOf = byZoneDay(subject.timeZone, (day) => cellsOf([reportDate(day)]));
  const dateCell = (at: Instant): void => (at === NEVER ? csv.empty() : csv.cells(dateOf(at)));
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

/** Cells as they stand in a record, to be put down again and again. */
function cellsOf(texts: readonly string[]): Uint8Array {
  const csv = new CsvBytes(0);
  for (const text of texts) csv.text(text);
  return Uint8Array.from(csv.take());
}

const NOTHING = cellsOf(['']);
const ISSUED = cellsOf(['Issued']);
const UP_TO_100 = Array.from({ length: 101 }, (_, percent) => percent);
const PERCENTS = UP_TO_100.map((percent) => cellsOf([String(percent)]));
const SCORES = UP_TO_100.map((percent) => cellsOf([`${String(percent)}%`]));

const BOARDS_REMEMBERED_MAX = 10_000;

const ARRAY_START = 0x5b;
const ARRAY_END = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** Boards are few, and parsing an array for each row would cost more than the row. */
function boardCells(csv: CsvBytes): (span: TextSpan | null) => void {
  const firsts = new Map<string, Uint8Array>();
  return (span) => {
    if (span === null) return csv.empty();
    const { bytes, from, to } = span;
    if (bytes[from] !== ARRAY_START || from === to) return csv.span(span);
    if (isArrayOfOne(span)) return csv.span({ bytes, from: from + 2, to: to - 2 });
    const text = textOf(span);
    const held = firsts.get(text);
    if (held !== undefined) return csv.cells(held);
    const first = cellsOf([firstOfArrayText(text)]);
    if (firsts.size < BOARDS_REMEMBERED_MAX) firsts.set(text, first);
    csv.cells(first);
  };
}

/** `["text"]`, the usual form, of a text that JSON writes as it is. */
function isArrayOfOne({ bytes, from, to }: TextSpan): boolean {
  const [first, last] = [from + 1, to - 2];
  if (first >= last || bytes[first] !== QUOTE) return false;
  if (bytes[last] !== QUOTE || bytes[last + 1] !== ARRAY_END) return false;
  for (let i = first + 1; i < last; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) return false;
  }
  return true;
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
  scoreCell(csv, score, maxScore);
  for (let i = 0; i < columns; i++) {
    if (best.attempted[i] !== 1) csv.empty();
    else scoreCell(csv, best.score[i] ?? 0, best.maxScore[i] ?? 0);
  }
}

function scoreCell(csv: CsvBytes, score: number, maxScore: number): void {
  const percent = percentOf(score, maxScore);
  const usual = SCORES[percent];
  if (usual !== undefined) csv.cells(usual);
  else csv.text(percentCell(score, maxScore));
}
