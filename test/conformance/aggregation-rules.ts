/**
 * The deviations from the activity aggregator: windows, counts, courses without a structure, and
 * switches that Laurel does not have.
 */
import {
  at,
  cellOf,
  completionsOf,
  contentKey,
  enrolmentKey,
  expectsNoChange,
  extraEvent,
  hasLeafNodes,
  isOfUnprocessed,
  rowBefore,
  sameValue,
  type Completion,
  type JobContext,
} from './job-context.js';
import type { JobRule } from './job-rules.js';
import { namesIn } from './judge-job.js';
import { NO_SWITCHES } from './switch-rules.js';

const WHOLE_WINDOW: JobRule = {
  number: 1,
  reason:
    "All contents of a window count: upstream takes only the first event's of each enrolment and " +
    'loses the others.',
  explains: (difference, context) =>
    isOfUnprocessed(difference, context, unprocessed(context).lost),
};

const NO_WAITING: JobRule = {
  number: 2,
  reason:
    'Nothing waits for a window to fill: upstream writes nothing until so many events have come.',
  explains: (difference, context) =>
    isOfUnprocessed(difference, context, unprocessed(context).waiting),
};

const COUNTED_ONCE: JobRule = {
  number: 3,
  reason:
    'A completion is counted once for ever, stored counts included: upstream counts it again ' +
    'when its memory of seven days is off, has ended, or was not there when it was counted.',
  explains: ({ path, expected, actual }, context) => {
    const cell = cellOf({ path, expected, actual });
    if (cell?.table !== 'user_content_consumption') return false;
    if (cell.column !== 'viewcount' && cell.column !== 'completedcount') return false;
    const seen = completionsOf(context.given).filter((c) => contentKey(c) === cell.key).length;
    const before = rowBefore(context, cell.table, cell.key);
    const [count, completed] = [before?.[cell.column], before?.['completedcount']].map(Number0);
    if (count === undefined || completed === undefined || seen === 0) return false;
    const upstream = count + (dedups(context) ? 1 : seen);
    return expected === upstream && actual === count + (completed > 0 ? 0 : 1);
  },
};

const HELD: JobRule = {
  number: 4,
  reason:
    'Work on a course whose structure is not known is held and counts when the course arrives: ' +
    'upstream fails, restarts and counts again, and reports the event as failed.',
  explains: (difference, context) => {
    const stops = stoppingInput(context);
    if (stops === null) return false;
    const [kind, topic] = difference.path;
    const cell = cellOf(difference);
    if (kind === 'error') return namesIn(String(difference.expected)).join() === stops.course;
    if (kind === 'events' && topic === 'activity.agg.failed') {
      return context.expected.events[topic]?.length === 1;
    }
    const audit = extraEvent(difference, 'telemetry.raw');
    if (audit !== null) return at(audit, ['object', 'rollup', 'l1']) === stops.course;
    const later = completionsOf(context.given).filter(({ input }) => input > stops.input);
    return (
      cell !== null &&
      later.some((completion) => contentKey(completion) === cell.key) &&
      expectsNoChange(difference, context)
    );
  },
};

const STATUS_WRITTEN: JobRule = {
  number: 15,
  reason:
    'The status of a content that an event completes is written with its counts: upstream leaves ' +
    "it to the API, so that a row of the job's own has none.",
  explains: (difference, context) => {
    const cell = cellOf(difference);
    if (cell?.table !== 'user_content_consumption' || cell.column !== 'status') return false;
    const completed = completionsOf(context.given).some((c) => contentKey(c) === cell.key);
    const before = rowBefore(context, cell.table, cell.key)?.[cell.column];
    return completed && difference.actual === 2 && sameValue(difference.expected, before, context);
  },
};

export const AGGREGATION_RULES: readonly JobRule[] = [
  WHOLE_WINDOW,
  NO_WAITING,
  COUNTED_ONCE,
  HELD,
  NO_SWITCHES,
  STATUS_WRITTEN,
];

const Number0 = (value: unknown): number => Number(value ?? 0);

const dedups = ({ given }: JobContext): boolean =>
  given.config['activity.input.dedup.enabled'] !== false;

/** Completions that a window drops, and those whose window does not fill. */
function unprocessed({ given }: JobContext): { lost: Completion[]; waiting: Completion[] } {
  const size = Number(given.config['threshold.batch.read.size'] ?? 1);
  const all = completionsOf(given);
  if (size <= 1) return { lost: [], waiting: [] };
  const filled = all.length - (all.length % size);
  const isFirst = (completion: Completion, place: number): boolean =>
    all
      .slice(place - (place % size), place)
      .every((earlier) => enrolmentKey(earlier) !== enrolmentKey(completion));
  const lost = all.slice(0, filled).filter((completion, place) => !isFirst(completion, place));
  return { lost, waiting: all.slice(filled) };
}

/** The input at which upstream's job fails, since it finds no leaf nodes. */
function stoppingInput({ given, expected }: JobContext): Completion | null {
  if (expected.refusal.kind !== 'refused') return null;
  return completionsOf(given).find(({ course }) => !hasLeafNodes(given, course)) ?? null;
}
