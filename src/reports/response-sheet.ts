/**
 * The sheet of a response report. Owns what is asked for a part of the learners: their answers,
 * those that were archived included, and the titles of the contents that they attempted.
 *
 * Source: `reference/exhausts.md` 3.2.
 */
import type { ContentId, LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { AttemptRow, StoreError } from '../persistence/ports.js';
import type { ArchivedAttempts } from '../persistence/report-ports.js';
import { uniteAnswers, type UnitedAnswers } from './archived-answers.js';
import type { ExhaustInput } from './exhaust-input.js';
import type { ReportLearner } from './learner-chunks.js';
import { RESPONSE_COLUMNS } from './response-columns.js';
import { answered, recordKey, responseRows } from './response-row.js';
import type { PreparedPart, Sheet } from './sheet.js';
import { zoneTime } from './zone-time.js';

/** An attempt has up to 2,000 questions, and all of a part's are held at a time. */
const LEARNERS_PER_PART_MAX = 50;

/** Titles remembered in one report; beyond, they are asked for again. */
const TITLES_COUNT_MAX = 10_000;

/** Reads the batch's archive first, where there is one; the sheet is to be closed then. */
export async function responseSheet(input: ExhaustInput): Promise<Result<Sheet, StoreError>> {
  const opened = await (input.archive?.(input.course.course, input.batch.batch) ?? ok(null));
  if (!opened.ok) return opened;
  const archive = opened.value;
  const rows = responseRows({ ...input, timeOf: zoneTime(input.timeZone) });
  const titles = new Map<ContentId, string>();
  return ok({
    columns: RESPONSE_COLUMNS,
    learnersPerPartMax: LEARNERS_PER_PART_MAX,
    writeAll: null,
    close: archive === null ? null : () => archive.close(),
    prepare: async (learners) => {
      const answers = await answersOf(learners, input);
      if (!answers.ok) return answers;
      const united = await unitedOf(learners, answers.value, archive);
      if (!united.ok) return united;
      const named = await addTitles(titles, [...united.value.values()], input);
      if (!named.ok) return named;
      const rowsOf: PreparedPart['rowsOf'] = ({ state }) => {
        const one = united.value.get(state.key.learner);
        return one === undefined ? [] : rows(one.state, one.answers, titles);
      };
      const archived = [...united.value.values()].map(({ archivedRows }) => archivedRows);
      const archivedRows = archived.reduce((sum, count) => sum + count, 0);
      return ok({ rowsOf, withoutConsent: 0, archivedRows });
    },
  });
}

type Answers = ReadonlyMap<LearnerId, readonly AttemptRow[]>;

/** Answers that are not kept here are asked of whoever kept them before. */
async function answersOf(
  learners: readonly ReportLearner[],
  { answers, answersBefore }: Pick<ExhaustInput, 'answers' | 'answersBefore'>,
): Promise<Result<Answers, StoreError>> {
  const asked = learners.filter(({ state }) => answered(state).length > 0);
  const kept = await answers(asked.map(({ state }) => state.key.learner));
  if (!kept.ok) return kept;
  const found = new Map<LearnerId, readonly AttemptRow[]>();
  for (const [i, { state }] of asked.entries()) {
    const own = kept.value[i] ?? [];
    const lacking = answersBefore !== null && lacks(state, own);
    const before = lacking ? await answersBefore(state.key) : ok([]);
    if (!before.ok) return before;
    found.set(state.key.learner, [...before.value, ...own]);
  }
  return ok(found);
}

/** Whether a record that came with answers has none here. */
function lacks(state: ReportLearner['state'], own: readonly AttemptRow[]): boolean {
  const kept = new Set(own.map(recordKey));
  return answered(state).some((a) => a.payloadHash !== '' && !kept.has(recordKey(a)));
}

/** Learners come in the order in which an archive gives its attempts out. */
async function unitedOf(
  learners: readonly ReportLearner[],
  answers: Answers,
  archive: ArchivedAttempts | null,
): Promise<Result<ReadonlyMap<LearnerId, UnitedAnswers>, StoreError>> {
  const united = new Map<LearnerId, UnitedAnswers>();
  for (const { state } of learners) {
    const { learner } = state.key;
    const archived = archive === null ? ok([]) : await archive.of(learner);
    if (!archived.ok) return archived;
    united.set(learner, uniteAnswers(state, answers.get(learner) ?? [], archived.value));
  }
  return ok(united);
}

async function addTitles(
  titles: Map<ContentId, string>,
  learners: readonly Pick<ReportLearner, 'state'>[],
  { tree, titlesOf }: Pick<ExhaustInput, 'tree' | 'titlesOf'>,
): Promise<Result<void, StoreError>> {
  if (titles.size > TITLES_COUNT_MAX) titles.clear();
  const contents = learners.flatMap(({ state }) => answered(state).map(({ content }) => content));
  for (const content of contents) {
    const published = tree.titles.get(content);
    if (published !== undefined) titles.set(content, published);
  }
  const missing = [...new Set(contents)].filter((content) => !titles.has(content));
  if (missing.length === 0) return ok(undefined);
  const found = await titlesOf(missing);
  if (!found.ok) return err(found.error);
  for (const content of missing) titles.set(content, found.value.get(content) ?? '');
  return ok(undefined);
}
