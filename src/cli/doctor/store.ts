/** What `doctor` finds in the store: dead letters by cause, effects that wait, reports. Pure. */
import type { Effect } from '../../domain/effects.js';
import { mostFrequent } from '../../gateway/letter-causes.js';
import type { ReportRequest } from '../../persistence/report-request.js';
import { escaped } from '../terminal.js';
import { failure, warning, well, type Finding } from './finding.js';

export interface StoreFacts {
  readonly courses: number;
  readonly batches: number;
  /** Dead letters by the reason for which they failed. */
  readonly letters: ReadonlyMap<string, number>;
  /** Effects by kind. */
  readonly effects: ReadonlyMap<Effect['kind'], number>;
  /** Report requests with more to do. */
  readonly openReports: readonly Pick<
    ReportRequest,
    'requestId' | 'dataset' | 'status' | 'submittedAt' | 'errMessage'
  >[];
  /** Templates of batches whose content is not kept, or cannot be drawn, with the reason. */
  readonly badTemplates: readonly { readonly name: string; readonly reason: string }[];
}

/** Causes that are told one by one. */
const CAUSES_TOLD_MAX = 10;
/** Requests run once a day at least, or at once. */
const REPORT_WAIT_MS_MAX = 25 * 3_600_000;
/** Effects are performed within seconds: more than this wait only where something is away. */
const EFFECTS_MAX = 10_000;

export const storeFindings = (facts: StoreFacts, now: number): Finding[] => [
  well('store', `${String(facts.courses)} courses, ${String(facts.batches)} batches`),
  ...letterFindings(facts.letters),
  ...effectFindings(facts.effects),
  ...reportFindings(facts.openReports, now),
  ...facts.badTemplates.map(({ name, reason }) =>
    failure(
      'template',
      `${escaped(name)} cannot be drawn: ${escaped(reason)}`,
      'correct it, look at it by `laurel template preview`, and add it to its batch again',
    ),
  ),
];

function letterFindings(letters: ReadonlyMap<string, number>): Finding[] {
  const subject = 'dead letters';
  const told = mostFrequent(letters).slice(0, CAUSES_TOLD_MAX);
  const findings = told.map(({ reason, count }) =>
    warning(
      subject,
      `${String(count)} failed with: ${escaped(reason)}`,
      `once the cause is gone: laurel dlq redrive --reason ${shellWord(escaped(reason))}`,
    ),
  );
  if (letters.size <= CAUSES_TOLD_MAX) {
    return findings.length > 0 ? findings : [well(subject, 'none')];
  }
  const more = `${String(letters.size - CAUSES_TOLD_MAX)} more causes`;
  return [...findings, warning(subject, more, 'see them all: `laurel dlq ls`')];
}

/** Quoted for a POSIX shell. */
const shellWord = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const REMEDIES: Readonly<Record<Effect['kind'], string>> = {
  certify: 'see that the role `certificates` is on somewhere (LAUREL_ROLES)',
  render: 'give drawing more threads (LAUREL_CERTIFICATE_WORKERS), and read the log for its faults',
  tell: 'see that LAUREL_NOTIFICATION_URL answers, and that KAFKA_BROKERS is set where it was',
  send: 'set KAFKA_BROKERS: records were remembered for topics that are not connected',
  index: 'see that LAUREL_SEARCH_INDEX_URL answers; later: `laurel reindex batches`',
};

function effectFindings(effects: ReadonlyMap<Effect['kind'], number>): Finding[] {
  const subject = 'waiting effects';
  const total = [...effects.values()].reduce((sum, count) => sum + count, 0);
  if (total < EFFECTS_MAX) return [well(subject, String(total))];
  const [most] = [...effects].sort(([, a], [, b]) => b - a);
  const remedy = most === undefined ? '' : REMEDIES[most[0]];
  const each = [...effects].map(([kind, count]) => `${String(count)} ${kind}`);
  return [warning(subject, each.join(', '), remedy)];
}

function reportFindings(open: StoreFacts['openReports'], now: number): Finding[] {
  const subject = 'reports';
  const late = open.filter(({ submittedAt }) => now - submittedAt > REPORT_WAIT_MS_MAX);
  const failing = open.filter(({ errMessage }) => errMessage !== '');
  if (late.length === 0 && failing.length === 0) {
    return [well(subject, `${String(open.length)} requests wait`)];
  }
  return [
    ...late
      .slice(0, 1)
      .map(({ dataset, requestId }) =>
        warning(
          subject,
          `${String(late.length)} requests wait for more than a day, first ${escaped(requestId)}`,
          `run them: \`laurel run-job ${escaped(dataset)}\`; the role \`reports\` has to be on`,
        ),
      ),
    ...failing
      .slice(0, 1)
      .map(({ requestId, errMessage }) =>
        warning(
          subject,
          `${String(failing.length)} requests failed and are tried again, ` +
            `first ${escaped(requestId)}: ${escaped(errMessage)}`,
          'remove the cause that it names; LAUREL_REPORT_TRIES_MAX is how often it is tried',
        ),
      ),
  ];
}
