/**
 * `laurel what-if`: who changes under another structure of a course, who changed when the present
 * one was published, and who would earn a certificate under other criteria. Reads beside a running
 * server what is durable there; writes nothing.
 */
import { courseTree, type CourseTree } from '../domain/course.js';
import type { Batch } from '../domain/batch.js';
import type { BatchId, CourseId, TemplateId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Criteria, Template } from '../domain/template.js';
import { sinceStructure, underStructure } from '../domain/what-if.js';
import { faultMessage, type Fault } from '../gateway/fault.js';
import { parseHierarchy } from '../gateway/hierarchy.js';
import { refusalText } from '../gateway/refusal-text.js';
import { parseCriteria } from '../gateway/template-criteria.js';
import type { Reader } from '../reader.js';
import { encodeRow } from '../reports/csv.js';
import {
  compareStructures,
  judgeCriteria,
  NO_CHANGES,
  sumOf,
  type ChangeCounts,
  type ChangedLearner,
} from '../reports/what-if.js';
import { openInput, readWhole } from './input.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export const WHAT_IFS = ['course', 'published', 'criteria'] as const;

export type WhatIfKind = (typeof WHAT_IFS)[number];

export interface WhatIf {
  readonly kind: WhatIfKind;
  /** A file, or of `published` the id of a course. */
  readonly subject: string;
  /** Without any, all batches of the course. */
  readonly batches: readonly string[];
  readonly json: boolean;
}

/** Prints a line for each learner whom it concerns, and counts at the end. */
export async function whatIf(asked: WhatIf, reader: Reader, terminal: Terminal): Promise<ExitCode> {
  if (asked.kind === 'published') return whatChanged(reader, asked.subject, asked, terminal);
  const input = await openInput(asked.subject);
  const text = input.ok ? await readWhole(input.value, INPUT_BYTES_MAX) : input;
  if (!text.ok) return refused(terminal, text.error);
  const run = asked.kind === 'course' ? whatIfCourse : whatIfCriteria;
  return run(reader, text.value, asked, terminal);
}

/** A hierarchy of 100,000 nodes is some 50 MB. */
const INPUT_BYTES_MAX = 67_108_864;

/** `text` is a hierarchy as it would be published. */
function whatIfCourse(
  reader: Reader,
  text: string,
  asked: WhatIf,
  terminal: Terminal,
): Promise<ExitCode> {
  const parsed = parsedJson(text);
  const read = parsed.ok ? parseHierarchy(parsed.value) : parsed;
  if (!read.ok) return refused(terminal, messageOf(read.error));
  const { info, structure } = read.value;
  const course = reader.course(info.course);
  if (course === null) return refused(terminal, `the course ${info.course} is not published`);
  const before = reader.catalogue.tree(info.course);
  const after = courseTree(structure, course.version + 1);
  return compared(reader, info.course, asked, terminal, (state) =>
    underStructure(state, before, after),
  );
}

/** What the newest structure of a course changed, against the one before it. */
function whatChanged(
  reader: Reader,
  id: string,
  asked: WhatIf,
  terminal: Terminal,
): Promise<ExitCode> {
  const course = reader.course(id as CourseId);
  const after: CourseTree | null = course && reader.catalogue.tree(course.course);
  if (course === null || after === null) {
    return refused(terminal, `the course ${id} is not published`);
  }
  const before = after.version < 2 ? null : reader.catalogue.tree(course.course, after.version - 1);
  if (before === null) return refused(terminal, `the course ${id} was published once`);
  if (course.evaluatedVersion < after.version) {
    terminal.note('laurel: its learners are still being derived again; not all changes are in');
  }
  return compared(reader, course.course, asked, terminal, (state) =>
    sinceStructure(state, before, after),
  );
}

async function compared(
  reader: Reader,
  course: CourseId,
  asked: WhatIf,
  terminal: Terminal,
  compare: Parameters<typeof compareStructures>[1],
): Promise<ExitCode> {
  const batches = batchesOf(reader, course, asked.batches);
  if (!batches.ok) return refused(terminal, batches.error);
  if (!asked.json) terminal.print(encodeRow(CHANGE_COLUMNS).trimEnd());
  let total: Readonly<ChangeCounts> = NO_CHANGES;
  for (const batch of batches.value) {
    const counts = await compareStructures(reader.states(batch), compare, (learner) =>
      terminal.print(asked.json ? JSON.stringify(learner) : csvOf(learner)),
    );
    total = sumOf(total, counts);
  }
  const { completes, 'progress-up': up, 'progress-down': down, none } = total;
  terminal.note(
    `laurel: ${String(completes)} learners complete, ${String(up)} go up, ` +
      `${String(down)} go down, ${String(none)} stay`,
  );
  return EXIT.ok;
}

const CHANGE_COLUMNS = [
  ...['userid', 'batchid', 'change', 'completed_before', 'required_before', 'percent_before'],
  ...['completed_after', 'required_after', 'percent_after'],
];

const csvOf = (learner: ChangedLearner): string =>
  encodeRow(Object.values(learner).map(String)).trimEnd();

/** `text` is the `criteria` of a template, as a request would bring it. */
async function whatIfCriteria(
  reader: Reader,
  text: string,
  asked: WhatIf,
  terminal: Terminal,
): Promise<ExitCode> {
  const parsed = parsedJson(text);
  const criteria = parsed.ok ? parseCriteria(parsed.value) : parsed;
  if (!criteria.ok) return refused(terminal, messageOf(criteria.error));
  if (asked.batches.length === 0) return refused(terminal, 'criteria are of a batch: name one');
  if (!asked.json) terminal.print('userid,batchid');
  for (const id of asked.batches) {
    const batch = reader.batch(id as BatchId);
    if (batch === null) return refused(terminal, `batch ${id}: not known`);
    const { users } = reader.store;
    const of = { states: reader.states(batch), users, tree: reader.tree(batch) };
    const counts = await judgeCriteria(of, templateWith(criteria.value), ({ key }) =>
      terminal.print(
        asked.json
          ? JSON.stringify({ userId: key.learner, batchId: key.batch })
          : encodeRow([key.learner, key.batch]).trimEnd(),
      ),
    );
    if (!counts.ok) return refused(terminal, refusalText(counts.error), EXIT.failed);
    const { 'would-earn': earn, 'would-not': not } = counts.value;
    terminal.note(
      `laurel: batch ${id}: ${String(earn)} learners would earn it, ${String(not)} would not`,
    );
  }
  return EXIT.ok;
}

/** A template of a name that nobody has a certificate of: the criteria alone decide. */
const templateWith = (criteria: Criteria): Template => ({
  ...{ template: 'what-if' as TemplateId, name: '', url: '', criteria },
  ...{ issuer: { name: '', url: '' }, signatories: [], extras: {} },
});

function batchesOf(
  reader: Reader,
  course: CourseId,
  ids: readonly string[],
): Result<readonly Batch[], string> {
  const all = reader.batches().filter((batch) => batch.course === course);
  const strangers = ids.filter((id) => !all.some(({ batch }) => batch === id));
  if (strangers.length > 0) return err(`batch ${strangers.join(', ')}: not of ${course}`);
  return ok(ids.length === 0 ? all : all.filter(({ batch }) => ids.includes(batch)));
}

function parsedJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return err(`no JSON: ${String(error)}`);
  }
}

const messageOf = (error: string | Fault): string =>
  typeof error === 'string' ? error : faultMessage(error);

function refused(
  terminal: Terminal,
  detail: string,
  code: ExitCode = EXIT.usage,
): Promise<ExitCode> {
  terminal.note(`laurel: ${detail}`);
  return Promise.resolve(code);
}
