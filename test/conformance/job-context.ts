/**
 * What the rules of deviations ask of a case: its state before, its inputs and what upstream makes
 * of them. Reads nothing that a case says of itself.
 */
import { isUnset, differences, type Difference } from './difference.js';
import { isFields, listOf, type Fields } from './fields.js';
import type { Given, Trial } from './job-case.js';
import type { Observed } from './observed.js';
import { rowKey, type Row } from './tables.js';

export interface JobContext extends Trial {
  readonly observed: Observed;
  /**
   * Differences that are left under a switch of upstream's that Laurel does not have; `null` = the
   * case sets no such switch.
   */
  readonly switched: readonly Difference[] | null;
}

/** A difference in a table. */
export interface Cell {
  readonly table: string;
  readonly key: string;
  /** '' = the whole row is missing or too many. */
  readonly column: string;
}

export function cellOf({ path: [kind, table, key, column] }: Difference): Cell | null {
  if (kind !== 'cassandra' || table === undefined || key === undefined) return null;
  return { table, key, column: column ?? '' };
}

export function rowBefore({ given }: JobContext, table: string, key: string): Row | undefined {
  return given.tables[table]?.find((row) => rowKey(table, row) === key);
}

/** Whether the case expects that the row of a difference is as it was before, all of it. */
export function expectsNoChange(difference: Difference, context: JobContext): boolean {
  const cell = cellOf(difference);
  if (cell === null) return false;
  const { table, key } = cell;
  const expected = context.expected.tables[table]?.find((row) => rowKey(table, row) === key);
  return sameValue(expected, rowBefore(context, table, key), context);
}

export function sameValue(a: unknown, b: unknown, { observed }: JobContext): boolean {
  return (isUnset(a) && isUnset(b)) || differences([], a, b, observed.run).length === 0;
}

/** A record for a topic that nothing expects. */
export function extraEvent(difference: Difference, topic: string): Fields | null {
  const [kind, place] = difference.path;
  if (kind !== 'events' || place !== topic || difference.expected !== undefined) return null;
  return isFields(difference.actual) ? difference.actual : null;
}

/** One content of one input, completed. */
export interface Completion {
  readonly learner: string;
  readonly course: string;
  readonly batch: string;
  readonly content: string;
  /** Number of the input. */
  readonly input: number;
}

/** The completions that upstream's aggregator takes from the input, in order. */
export function completionsOf({ input }: Given): Completion[] {
  return input.flatMap(({ topic, value }, i) => {
    const edata = at(value, ['edata']);
    if (topic !== 'coursebatch.job.request' || !isFields(edata)) return [];
    if (String(edata['action']).toLowerCase() !== 'batch-enrolment-update') return [];
    return listOf(edata['contents'], 'contents').flatMap((content) =>
      at(content, ['status']) !== 2
        ? []
        : {
            learner: String(edata['userId']),
            course: String(edata['courseId']),
            batch: String(edata['batchId']),
            content: String(at(content, ['contentId'])),
            input: i,
          },
    );
  });
}

export const contentKey = ({ learner, course, batch, content }: Completion): string =>
  `${learner}/${course}/${batch}/${content}`;

export const enrolmentKey = ({ learner, course, batch }: Omit<Completion, 'content'>): string =>
  `${learner}/${course}/${batch}`;

/** Whether a difference is what follows from work that upstream did not look at. */
export function isOfUnprocessed(
  difference: Difference,
  context: JobContext,
  work: readonly Completion[],
): boolean {
  const audit = extraEvent(difference, 'telemetry.raw');
  const request = extraEvent(difference, 'issue.certificate.request');
  const cell = cellOf(difference);
  return work.some((completion) => {
    const { learner, course, batch, content } = completion;
    if (audit !== null) return [content, learner].includes(String(at(audit, ['object', 'id'])));
    if (request !== null) return at(request, ['object', 'id']) === `${batch}_${course}`;
    if (cell === null || !expectsNoChange(difference, context)) return false;
    return (
      cell.key === contentKey(completion) ||
      cell.key === enrolmentKey(completion) ||
      (cell.table === 'user_activity_agg' && cell.key.endsWith(`/${learner}/cb:${batch}`))
    );
  });
}

/** Whether upstream finds the leaf nodes of a course. */
export const hasLeafNodes = ({ redis }: Given, course: string): boolean =>
  (redis.relations?.[`${course}:${course}:leafnodes`] ?? []).length > 0;

/** The templates of a batch, their texts of JSON read. */
export function templatesOf({ tables }: Given, course: string, batch: string): Fields[] {
  const rows = (tables['course_batch'] ?? []).filter(
    (row) => row['courseid'] === course && row['batchid'] === batch,
  );
  return rows
    .flatMap((row) => (isFields(row['cert_templates']) ? [row['cert_templates']] : []))
    .flatMap((templates) => Object.values(templates))
    .filter(isFields)
    .map((template) => ({ ...template, criteria: jsonOf(template['criteria']) }));
}

/** The value at a path. */
export function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((held: unknown, name) => (isFields(held) ? held[name] : undefined), value);
}

function jsonOf(value: unknown): unknown {
  try {
    return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
  } catch {
    return undefined;
  }
}
