/**
 * The deviations from the LMS API. Each rule recognises the differences that its decision makes,
 * and only where upstream's own result is what is expected.
 *
 * Source: design decisions on the "DEFECT"s of `reference/lms.md`.
 */
import type { Difference } from './difference.js';
import { isFields, listOf, type Fields } from './fields.js';
import type { LmsObserved } from './judge-lms.js';
import type { LmsGiven } from './lms-case.js';
import { instantOf } from './placeholder.js';

export interface LmsContext {
  readonly given: LmsGiven;
  readonly observed: LmsObserved;
}

export interface LmsRule {
  readonly number: number;
  readonly reason: string;
  explains(difference: Difference, context: LmsContext): boolean;
}

const FIRST_PROGRESS: LmsRule = {
  number: 17,
  reason:
    'The first write of a content below status 2 keeps the progress that the client sent (0 to ' +
    '99): upstream stores 0.',
  explains: ({ path, expected, actual }, { given }) =>
    path[0] === 'row' &&
    path.at(-1) === 'progress' &&
    expected === 0 &&
    given.consumption.length === 0 &&
    contentsOf(given).some(
      ({ status, progress }) => Number(status) < 2 && progress === actual && Number(actual) < 100,
    ),
};

const ABOVE_TWO: LmsRule = {
  number: 22,
  reason: 'A status above 2 counts as 2: upstream stores it as sent and never counts it.',
  explains: ({ path, expected, actual }, { given }) =>
    ['row', 'event_status'].includes(path[0] ?? '') &&
    ['status', 'event_status'].includes(path.at(-1) ?? '') &&
    actual === 2 &&
    Number(expected) > 2 &&
    contentsOf(given).some(({ status }) => status === expected),
};

const MALFORMED: LmsRule = {
  number: 23,
  reason:
    'A malformed `lastAccessTime` and a status that is no number are refused by their own codes ' +
    '(400): upstream breaks on them (500).',
  explains: (difference, { given, observed }) =>
    isBreakdown(difference) &&
    observed.http === 400 &&
    contentsOf(given).some(
      ({ status, lastAccessTime }) =>
        typeof status !== 'number' || (isSet(lastAccessTime) && !isTime(lastAccessTime)),
    ),
};

const UNKNOWN_KEY: LmsRule = {
  number: 24,
  reason: 'A key of an item that no column stands for is ignored: upstream breaks on it (500).',
  explains: (difference, { given, observed }) =>
    isBreakdown(difference) &&
    observed.http === 200 &&
    contentsOf(given).some((content, i) =>
      Object.keys(content).some(
        (key) => !COLUMNS.includes(key) || (key === 'collectionId' && i > 0),
      ),
    ),
};

const ANY_OFFSET: LmsRule = {
  number: 25,
  reason:
    "Any valid offset of a time is taken: upstream takes that of its own machine's zone alone.",
  explains: ({ path: [name], expected }, { given, observed }) =>
    ((name === 'http' && expected === 400) ||
      (name === 'err' && expected === 'DATE_FORMAT_ERRROR') ||
      (name === 'errmsg' && expected === 'Date format error.')) &&
    observed.http === 200 &&
    contentsOf(given).some((content) => TIMES.some((time) => isTime(content[time]))),
};

const OWN_SYNC: LmsRule = {
  number: 26,
  reason:
    "An enrolment sync is for the caller's own or managed user: upstream takes any user's id " +
    'from the body.',
  explains: ({ path: [name], expected }, { given, observed }) => {
    const { operation, request, caller } = given;
    const isOthers = isSet(request['userId']) && request['userId'] !== caller;
    if (operation !== 'update' || contentsOf(given).length > 0 || !isOthers) return false;
    if (observed.http < 400) return false;
    if (name === 'http') return expected === 200;
    return (name === 'result' && expected === 'SUCCESS') || name === 'events';
  },
};

const NOTHING_TO_LEAVE: LmsRule = {
  number: 27,
  reason: 'Leaving a batch without an enrolment is refused (400): upstream breaks on it (500).',
  explains: (difference, { given, observed }) =>
    isBreakdown(difference) &&
    given.operation === 'unenrol' &&
    given.enrolments.length === 0 &&
    observed.http === 400,
};

const NO_PHANTOM: LmsRule = {
  number: 28,
  reason:
    'Work of a learner who is not enrolled makes no enrolment row: upstream fabricates one that ' +
    'holds what was read last alone.',
  explains: ({ path, expected, actual }, { given }) => {
    const [kind, table] = path;
    const column = path.at(-1) ?? '';
    if (kind !== 'row' || table !== 'user_enrolments' || actual !== undefined) return false;
    if (given.operation !== 'update' || given.enrolments.length > 0) return false;
    if (expected === given.key.enrolment[column]) return true;
    if (column === 'lastcontentaccesstime') return expected === '<now>' || isTime(expected);
    const wanted = { lastreadcontentid: 'contentId', lastreadcontentstatus: 'status' }[column];
    return (
      wanted !== undefined && contentsOf(given).some((content) => content[wanted] === expected)
    );
  },
};

const CLAMPED: LmsRule = {
  number: 29,
  reason:
    'Times that a client tells lie between the start of the batch and now: upstream stores any.',
  explains: ({ path, expected, actual }, { given, observed: { run } }) => {
    if (path[0] !== 'row' || !TIME_COLUMNS.includes(path.at(-1) ?? '')) return false;
    const [told, kept] = [instantOf(expected), instantOf(actual)];
    if (told === null || kept === null || !contentsOf(given).some(tells(told))) return false;
    return told > run.to ? kept <= run.to && kept >= run.from : told < kept;
  },
};

const TIME_OF_WORK: LmsRule = {
  number: 30,
  reason:
    'Work without a time of completion was completed at its access, and an assessment at its own ' +
    'time: upstream writes the time at which it was told.',
  explains: ({ path, expected, actual }, { given }) => {
    if (path[0] !== 'row' || !TIME_COLUMNS.includes(path.at(-1) ?? '')) return false;
    const assessed = listOf(given.request['assessments'], 'assessments').filter(isFields);
    const times = [
      ...contentsOf(given).map(({ lastAccessTime }) => instantOf(lastAccessTime)),
      ...assessed.map(({ assessmentTs }) => instantOf(assessmentTs)),
    ];
    const at = instantOf(actual);
    return expected === '<now>' && at !== null && times.includes(at);
  },
};

const tells =
  (at: number) =>
  (content: Fields): boolean =>
    ['lastAccessTime', 'lastCompletedTime'].some((time) => instantOf(content[time]) === at);

export const LMS_RULES: readonly LmsRule[] = [
  FIRST_PROGRESS,
  ABOVE_TWO,
  MALFORMED,
  UNKNOWN_KEY,
  ANY_OFFSET,
  OWN_SYNC,
  NOTHING_TO_LEAVE,
  NO_PHANTOM,
  CLAMPED,
  TIME_OF_WORK,
];

/** Keys of an item that have a column (`reference/lms.md` 1.6). */
const COLUMNS = [
  ...['contentId', 'batchId', 'courseId', 'collectionId', 'userId', 'status', 'progress'],
  ...['lastAccessTime', 'lastCompletedTime', 'lastUpdatedTime', 'viewCount', 'completedCount'],
  ...['completionPercentage', 'progressdetails', 'dateTime'],
];
const TIME_COLUMNS = ['last_access_time', 'last_completed_time', 'lastcontentaccesstime'];
const TIMES = ['lastUpdatedTime', 'lastCompletedTime'];

/** Whether upstream's answer to an error of its own is what is expected. */
const isBreakdown = ({ path: [name], expected }: Difference): boolean =>
  (name === 'http' && expected === 500) ||
  (name === 'err' && expected === 'INTERNAL_ERROR') ||
  (name === 'errmsg' && expected === 'Process failed,please try again later.');

const contentsOf = ({ request }: LmsGiven): Fields[] =>
  listOf(request['contents'], 'contents').filter(isFields);

const isTime = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d:\d{3}[+-]\d{4}$/.test(value);

const isSet = (value: unknown): boolean => value !== undefined && value !== null;
