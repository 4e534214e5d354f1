/** The deviations in what enrolments and aggregates show. */
import { createHash } from 'node:crypto';
import type { Difference } from './difference.js';
import { isFields } from './fields.js';
import {
  at,
  cellOf,
  completionsOf,
  extraEvent,
  isOfUnprocessed,
  type Completion,
  type JobContext,
} from './job-context.js';
import type { JobRule } from './job-rules.js';
import { instantOf } from './placeholder.js';

const REMEMBERED: JobRule = {
  number: 18,
  reason:
    "Whether a completion was counted is told by the stored counts: upstream's memory of seven " +
    'days may hold one that no row shows, and then drops it.',
  explains: (difference, context) =>
    isOfUnprocessed(difference, context, rememberedCompletions(context)),
};

const COMPLETED_THEN: JobRule = {
  number: 19,
  reason:
    'An enrolment is completed when its last required content was: upstream writes the time at ' +
    'which its job came to it.',
  explains: (difference, { given }) => {
    const cell = cellOf(difference);
    if (cell?.table !== 'user_enrolments' || cell.column !== 'completedon') return false;
    const times = given.input.map(({ value }) => at(value, ['ets']));
    return difference.expected === '<now>' && times.includes(instantOf(difference.actual));
  },
};

const CERTIFICATE_DETAILS: JobRule = {
  number: 20,
  reason:
    "A certificate is listed in `agg_details`, too, and not in the enrolment's row alone: " +
    'upstream lists attempts there.',
  explains: (difference) => {
    const cell = cellOf(difference);
    if (cell?.table !== 'user_activity_agg' || difference.expected !== undefined) return false;
    const { actual } = difference;
    if (cell.column !== '')
      return cell.column === 'agg_details' && at(actual, TYPE) === CERTIFICATE;
    const details = isFields(actual) ? actual['agg_details'] : undefined;
    const isBare = isFields(actual) && Object.keys(actual).length === ROW_KEY_COUNT + 1;
    return (
      isBare && Array.isArray(details) && details.every((d) => at(json(d), TYPE) === CERTIFICATE)
    );
  },
};

const OPTIONAL_HONOURED: JobRule = {
  number: 21,
  reason:
    'An enrolment sync honours optional nodes, as the aggregator does: upstream forgets them.',
  explains: (difference, context) =>
    context.given.job === 'enrolment-reconciliation' && isOfOptional(difference, context),
};

export const ENROLMENT_RULES: readonly JobRule[] = [
  REMEMBERED,
  COMPLETED_THEN,
  CERTIFICATE_DETAILS,
  OPTIONAL_HONOURED,
];

const TYPE = ['type'];
const CERTIFICATE = 'certificate';
const ROW_KEY_COUNT = 4;

/** `reference/jobs.md` 1.4: the key under which upstream remembers a completion. */
function rememberedCompletions({ given }: JobContext): Completion[] {
  return completionsOf(given).filter(({ course, batch, learner, content }) => {
    const text = [course, batch, learner, content, '2'].join('|');
    const key = createHash('md5').update(text).digest('hex').toUpperCase();
    return given.redis.remembered.includes(key);
  });
}

/** What follows from counting optional contents: upstream's own numbers must be expected. */
function isOfOptional(difference: Difference, context: JobContext): boolean {
  const cell = cellOf(difference);
  return syncsOf(context).some((sync) => {
    const { done, leaves, required } = sync;
    const [all, counted] = [overlap(leaves, done), overlap(required, done)];
    const object = at(difference.actual, ['object', 'id']);
    const completesHere = counted >= required.length && all < leaves.length;
    if (cell === null) {
      const isExtra =
        extraEvent(difference, 'telemetry.raw') ?? extraEvent(difference, ISSUE_REQUEST);
      return (
        isExtra !== null && completesHere && [sync.learner, sync.object].includes(String(object))
      );
    }
    const isRow = cell.key === sync.row || cell.key === sync.enrolment;
    if (!isRow) return false;
    const last = difference.path.at(-1);
    if (last === 'completedCount' || last === 'progress') {
      return difference.expected === all && difference.actual === counted;
    }
    if (!completesHere || cell.table !== 'user_enrolments') return false;
    return cell.column === 'status' ? difference.expected === 1 : cell.column === 'completedon';
  });
}

const ISSUE_REQUEST = 'issue.certificate.request';

/** For each enrolment synced its course and units: which contents count, and which are done. */
function syncsOf({ given }: JobContext) {
  const sets = given.redis.relations ?? {};
  return given.input.flatMap(({ value }) => {
    const edata = at(value, ['edata']);
    if (!isFields(edata) || edata['action'] !== 'user-enrolment-sync') return [];
    const [learner, course, batch] = [edata['userId'], edata['courseId'], edata['batchId']].map(
      String,
    );
    const rows = given.tables['user_content_consumption'] ?? [];
    const done = rows
      .filter((row) => row['userid'] === learner && row['batchid'] === batch)
      .filter((row) => row['courseid'] === course && row['status'] === 2)
      .map((row) => String(row['contentid']));
    const units = Object.keys(sets).flatMap((key) => /^(.*):(.*):leafnodes$/.exec(key)?.[2] ?? []);
    return units.map((unit) => {
      const leaves = sets[`${String(course)}:${unit}:leafnodes`] ?? [];
      const optional = sets[`${String(course)}:${unit}:optionalnodes`] ?? [];
      return {
        ...{ done, leaves, learner: String(learner) },
        required: leaves.filter((leaf) => !optional.includes(leaf)),
        row: ['Course', unit, learner, `cb:${String(batch)}`].join('/'),
        enrolment: unit === course ? [learner, course, batch].join('/') : '',
        object: `${String(batch)}_${String(course)}`,
      };
    });
  });
}

const overlap = (wanted: readonly string[], held: readonly string[]): number =>
  wanted.filter((content) => held.includes(content)).length;

function json(value: unknown): unknown {
  return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
}
