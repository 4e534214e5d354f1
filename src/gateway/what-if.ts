/**
 * Answers a question about the learners that there are (`what-if-question.ts`), while telling how
 * far it is. Reads durable snapshots and changes nothing; whoever has heard enough stops asking.
 *
 * - W1 Memory does not depend on how many learners there are: an answer shows the first of each
 *   kind, and the rows of all are handed on as they are found.
 * - W2 A question that takes longer than `ANSWER_MS_MAX` ends, since a store grows under a moment
 *   that is held.
 */
import type { Batch } from '../domain/batch.js';
import { recipientName } from '../domain/certificate.js';
import { courseChange, type CourseChange } from '../domain/course-change.js';
import type { CourseTree } from '../domain/course.js';
import type { ContentId, LearnerId } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import { sinceStructure, underStructure } from '../domain/what-if.js';
import type { Engine } from '../engine.js';
import type { StoreError, UserStore } from '../persistence/ports.js';
import { encodeRow } from '../reports/csv.js';
import { comparedChunks, judgedChunks, type ChangedLearner } from '../reports/what-if.js';
import type {
  CourseChangeView,
  NamedContents,
  WhatIfAnswer,
  WhatIfCounts,
  WhatIfKind,
  WhatIfLearner,
  WhatIfNews,
} from './console-course-answers.js';
import { refusalText } from './refusal-text.js';
import type { Question } from './what-if-question.js';

export interface WhatIfParts {
  readonly engine: Pick<Engine, 'participants'>;
  readonly users: Pick<UserStore, 'users'>;
  readonly now: () => number;
}

/** Learners of one kind that an answer shows. */
const SHOWN_PER_KIND_MAX = 50;
/** Contents of one kind that an answer names. */
const NAMES_COUNT_MAX = 20;
/** W2: at 20,000 learners a second over ten million of them. */
const ANSWER_MS_MAX = 600_000;

type Row =
  | ({ readonly kind: WhatIfKind } & ChangedLearner)
  | { readonly kind: WhatIfKind; readonly userId: string; readonly batchId: string };

/** Some learners of a batch. */
interface Chunk {
  readonly counts: WhatIfCounts;
  readonly rows: readonly Row[];
}

/** The learners of one batch, chunk by chunk. */
async function* chunksOf(
  question: Question,
  batch: Batch,
  { engine, users }: WhatIfParts,
): AsyncGenerator<Result<Chunk, StoreError>> {
  const states = engine.participants(batch.course, batch.batch);
  if (question.kind === 'criteria') {
    const { tree, template } = question;
    for await (const chunk of judgedChunks({ states, users, tree }, template)) {
      if (!chunk.ok) yield chunk;
      else {
        const { counts, earning } = chunk.value;
        const ids = earning.map(({ key }) => ({ userId: key.learner, batchId: key.batch }));
        yield ok({ counts, rows: ids.map((row) => ({ kind: 'would-earn' as const, ...row })) });
      }
    }
    return;
  }
  const { before, after } = question;
  const compare = question.kind === 'structure' ? underStructure : sinceStructure;
  for await (const { counts, changed } of comparedChunks(states, (state) =>
    compare(state, before, after),
  )) {
    yield ok({ counts, rows: changed.map((row) => ({ kind: row.change, ...row })) });
  }
}

/** Tells how far it is, and at the end the answer or why there is none. Never rejects. */
export async function* whatIfNews(
  question: Question,
  parts: WhatIfParts,
): AsyncGenerator<WhatIfNews> {
  const draft = new AnswerDraft(question);
  const { batches } = question;
  try {
    for await (const { batch, chunk, batchesDone } of allChunks(question, parts)) {
      draft.add(batch, chunk);
      yield { kind: 'going', looked: draft.looked, batchesDone, batches: batches.length };
    }
    yield { kind: 'answer', answer: await draft.answer(parts.users) };
  } catch (error) {
    const reason = error instanceof EndedEarly ? error.message : String(error);
    yield { kind: 'failed', reason };
  }
}

/** A CSV of everybody whom it concerns. Throws what ends it early, so that no file looks whole. */
export async function* whatIfCsv(question: Question, parts: WhatIfParts): AsyncGenerator<string> {
  yield encodeRow(question.kind === 'criteria' ? CRITERIA_COLUMNS : CHANGE_COLUMNS);
  for await (const { chunk } of allChunks(question, parts)) {
    yield chunk.rows.map((row) => encodeRow(cellsOf(row))).join('');
  }
}

/** Carries a reason out of a scan. */
class EndedEarly extends Error {}

interface BatchChunk {
  readonly batch: Batch;
  readonly chunk: Chunk;
  /** Batches before this one. */
  readonly batchesDone: number;
}

/** All learners, batch by batch; throws `EndedEarly` where it ends before it is through. */
async function* allChunks(question: Question, parts: WhatIfParts): AsyncGenerator<BatchChunk> {
  const endsAt = parts.now() + ANSWER_MS_MAX;
  for (const [batchesDone, batch] of question.batches.entries()) {
    for await (const chunk of chunksOf(question, batch, parts)) {
      if (!chunk.ok) throw new EndedEarly(refusalText(chunk.error));
      if (parts.now() > endsAt) throw new EndedEarly(TOO_LONG); // W2
      yield { batch, chunk: chunk.value, batchesDone };
    }
  }
}

const TOO_LONG = `it takes longer than ${String(ANSWER_MS_MAX)} ms`;

const CRITERIA_COLUMNS = ['userid', 'batchid'];
const CHANGE_COLUMNS = [
  ...['userid', 'batchid', 'change', 'completed_before', 'required_before', 'percent_before'],
  ...['completed_after', 'required_after', 'percent_after'],
];

function cellsOf(row: Row): string[] {
  const { userId, batchId } = row;
  if (!('change' in row)) return [userId, batchId];
  return [
    ...[userId, batchId, row.change],
    ...[row.completedBefore, row.requiredBefore, row.percentBefore].map(String),
    ...[row.completedAfter, row.requiredAfter, row.percentAfter].map(String),
  ];
}

class AnswerDraft {
  readonly #question: Question;
  readonly #byBatch = new Map<Batch, WhatIfCounts>();
  readonly #shown: { readonly row: Row; readonly batch: Batch }[] = [];
  looked = 0;

  constructor(question: Question) {
    this.#question = question;
    for (const batch of question.batches) this.#byBatch.set(batch, {});
  }

  add(batch: Batch, { counts, rows }: Chunk): void {
    this.#byBatch.set(batch, sumOf(this.#byBatch.get(batch) ?? {}, counts));
    this.looked += totalOf(counts);
    for (const row of rows) {
      const shown = this.#shown.filter(({ row: { kind } }) => kind === row.kind).length;
      if (shown < SHOWN_PER_KIND_MAX) this.#shown.push({ row, batch });
    }
  }

  async answer(users: WhatIfParts['users']): Promise<WhatIfAnswer> {
    const found = await users.users(this.#shown.map(({ row }) => row.userId as LearnerId));
    if (!found.ok) throw new EndedEarly(refusalText(found.error));
    const learners = this.#shown.map(({ row, batch }, i): WhatIfLearner => {
      const user = found.value[i] ?? null;
      return {
        ...{ learner: row.userId, name: user === null ? '' : recipientName(user) },
        ...{ batch: batch.batch, batchName: batch.name, kind: row.kind },
        percent: 'change' in row ? { before: row.percentBefore, after: row.percentAfter } : null,
      };
    });
    const question = this.#question;
    const batches = [...this.#byBatch].map(([{ batch, name }, counts]) => ({
      batch,
      name,
      counts,
    }));
    const counts = batches.map((batch) => batch.counts).reduce(sumOf, {});
    return {
      ...{ looked: this.looked, counts, batches, learners },
      isMore: ROW_KINDS.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0) > learners.length,
      change: question.kind === 'criteria' ? null : changeView(question.before, question.after),
    };
  }
}

/** Kinds that have rows. */
const ROW_KINDS = ['completes', 'progress-up', 'progress-down', 'would-earn'] as const;

const KINDS: readonly WhatIfKind[] = [...ROW_KINDS, 'none', 'has', 'would-not'];

function sumOf(one: WhatIfCounts, other: WhatIfCounts): WhatIfCounts {
  const present = KINDS.filter((kind) => one[kind] !== undefined || other[kind] !== undefined);
  return Object.fromEntries(present.map((kind) => [kind, (one[kind] ?? 0) + (other[kind] ?? 0)]));
}

const totalOf = (counts: WhatIfCounts): number =>
  KINDS.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);

/** How a structure differs from the one before it, with names of the first contents. */
function changeView(before: CourseTree | null, after: CourseTree): CourseChangeView {
  const { isSame, requiredBefore, requiredAfter, ...lists }: CourseChange = courseChange(
    before,
    after,
  );
  const named = (ids: readonly ContentId[]): NamedContents => ({
    count: ids.length,
    names: ids
      .slice(0, NAMES_COUNT_MAX)
      .map((id) => after.titles.get(id) ?? before?.titles.get(id) ?? id),
  });
  return {
    ...{ isSame, requiredBefore, requiredAfter },
    ...{ added: named(lists.added), removed: named(lists.removed) },
    ...{ nowOptional: named(lists.nowOptional), nowRequired: named(lists.nowRequired) },
  };
}
