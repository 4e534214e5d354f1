/**
 * `laurel reindex batches` and `laurel run-job course-batch-status-updater`: show outside what the
 * catalogue holds, all of it or the batches whose status moved with the calendar. They only read
 * the data folder, and documents carry versions, so they work beside a running server. The lists of
 * contents carry none: a batch that changes in the very moment in which its list is written may be
 * listed as it was before, until it changes again or the command is repeated.
 *
 * - I1 What the service cannot take now is tried `ATTEMPTS_COUNT_MAX` times; then the run ends,
 *   since the rest would fare no better. Running it again goes on: everything is repeatable.
 * - I2 What the service refuses as it is does not keep the rest from being shown.
 * - I3 The lists of the contents come before the documents: the index tells the next run what is
 *   left, so it must not be ahead of them.
 *
 * Source: `reference/lms.md` 3.5.
 */
import type { BatchIndex } from '../batch-index.js';
import { batchStatus, type Batch, type Day } from '../domain/batch.js';
import type { CourseId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Indexed } from '../services/indexed.js';
import { EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface ReindexParts {
  readonly index: BatchIndex;
  /** The whole catalogue. */
  readonly batches: readonly Batch[];
  readonly today: Day;
  readonly terminal: Terminal;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** The last line of `--json`. */
export interface ReindexSummary {
  readonly status: 'SUCCESS' | 'FAILED';
  /** None are written; every job names its files. */
  readonly files: readonly string[];
  /** Batches that are shown as they are now. */
  readonly rows: number;
  /** Of these, by status: not started, in progress, ended. */
  readonly unstarted: number;
  readonly inProgress: number;
  readonly completed: number;
  /** Contents whose batches are listed as they are now. */
  readonly contents: number;
  readonly seconds: number;
  /** At most `ERRORS_SHOWN_MAX`, and how many more there are. */
  readonly errors: readonly string[];
}

const CHUNK_BATCHES = 500;
const CONTENTS_AT_ONCE = 8;
const ATTEMPTS_COUNT_MAX = 4;
const PAUSE_MS = 500;
const ERRORS_SHOWN_MAX = 20;

/** Shows every batch. */
export function reindexBatches(parts: ReindexParts, json: boolean): Promise<ExitCode> {
  return show(parts, parts.batches, json);
}

/** Shows the batches whose status changed since it was last shown; `ids` = only these, if any. */
export async function updateStatuses(
  parts: ReindexParts,
  ids: readonly string[],
  json: boolean,
): Promise<ExitCode> {
  const known = new Map<string, Batch>(parts.batches.map((batch) => [batch.batch, batch]));
  const unknown = ids.filter((id) => !known.has(id)).map((id) => `batch ${id}: not known`);
  const asked = ids.flatMap((id) => known.get(id) ?? []);
  const outdated = await outdatedOf(parts, ids.length === 0 ? parts.batches : asked);
  if (outdated.ok) return show(parts, outdated.value, json, unknown);
  return show(parts, [], json, [...unknown, outdated.error.detail]);
}

async function outdatedOf(
  { index, pause }: ReindexParts,
  batches: readonly Batch[],
): ReturnType<BatchIndex['outdated']> {
  for (let attempt = 1; ; attempt++) {
    const outdated = await index.outdated(batches);
    if (outdated.ok || attempt === ATTEMPTS_COUNT_MAX) return outdated;
    await pause(PAUSE_MS * attempt);
  }
}

async function show(
  parts: ReindexParts,
  chosen: readonly Batch[],
  json: boolean,
  errors: string[] = [],
): Promise<ExitCode> {
  const { terminal } = parts;
  const startedAt = terminal.now();
  const shown: Batch[] = [];
  const lists = await showLists(parts, chosen, errors);
  // I3.
  if (lists.ended) await showDocuments(parts, chosen, shown, errors);
  const { listed: contents } = lists;
  const seconds = (terminal.now() - startedAt) / 1000;
  return conclude(parts, json, { shown, contents, seconds, errors });
}

async function showDocuments(
  parts: ReindexParts,
  chosen: readonly Batch[],
  shown: Batch[],
  errors: string[],
): Promise<void> {
  for (let from = 0; from < chosen.length; from += CHUNK_BATCHES) {
    const ended = await showChunk(parts, chosen.slice(from, from + CHUNK_BATCHES), shown, errors);
    parts.terminal.progress(`${String(shown.length)} of ${String(chosen.length)} batches`);
    if (ended.ok) continue;
    const left = chosen.length - shown.length;
    errors.push(`${ended.error}; ${String(left)} batches are not shown`);
    return;
  }
}

/** I1. */
async function showChunk(
  { index, pause }: ReindexParts,
  chunk: readonly Batch[],
  shown: Batch[],
  errors: string[],
): Promise<Result<void, string>> {
  let left = chunk;
  for (let attempt = 1; ; attempt++) {
    const results = (await index.putAll(left)).map((result, i) => [left[i], result] as const);
    const again: Batch[] = [];
    let reason = '';
    for (const [batch, result] of results) {
      if (batch === undefined) continue;
      if (result.kind === 'done') shown.push(batch);
      if (result.kind === 'rejected') errors.push(`batch ${batch.batch}: ${result.detail}`);
      if (result.kind !== 'retry') continue;
      again.push(batch);
      reason = result.detail;
    }
    if (again.length === 0) return ok(undefined);
    if (attempt === ATTEMPTS_COUNT_MAX) return err(reason);
    left = again;
    await pause(PAUSE_MS * attempt);
  }
}

/** `listed` contents list their batches as they are now; `ended` = none is to be tried again. */
async function showLists(
  parts: ReindexParts,
  chosen: readonly Batch[],
  errors: string[],
): Promise<{ readonly listed: number; readonly ended: boolean }> {
  const ofCourse = new Map<CourseId, Batch[]>();
  for (const batch of parts.batches) {
    const before = ofCourse.get(batch.course);
    if (before === undefined) ofCourse.set(batch.course, [batch]);
    else before.push(batch);
  }
  const courses = [...new Set(chosen.map(({ course }) => course))];
  let listed = 0;
  for (let from = 0; from < courses.length; from += CONTENTS_AT_ONCE) {
    const wave = courses.slice(from, from + CONTENTS_AT_ONCE);
    const results = await Promise.all(
      wave.map((course) =>
        patiently(parts, () => parts.index.list(course, ofCourse.get(course) ?? [])),
      ),
    );
    results.forEach((result, i) => {
      if (result.kind === 'done') listed++;
      else errors.push(`content ${wave[i] ?? ''}: ${result.detail}`);
    });
    parts.terminal.progress(`${String(listed)} of ${String(courses.length)} contents`);
    if (results.some(({ kind }) => kind === 'retry')) return { listed, ended: false };
  }
  return { listed, ended: true };
}

async function patiently(
  { pause }: ReindexParts,
  attempt: () => Promise<Indexed>,
): Promise<Indexed> {
  for (let count = 1; ; count++) {
    const result = await attempt();
    if (result.kind !== 'retry' || count === ATTEMPTS_COUNT_MAX) return result;
    await pause(PAUSE_MS * count);
  }
}

interface Shown {
  readonly shown: readonly Batch[];
  readonly contents: number;
  readonly seconds: number;
  readonly errors: readonly string[];
}

function conclude(
  { terminal, today }: ReindexParts,
  json: boolean,
  { shown, contents, seconds, errors }: Shown,
): ExitCode {
  const [unstarted, inProgress, completed] = [0, 1, 2].map(
    (status) => shown.filter((batch) => batchStatus(batch, today) === status).length,
  ) as [number, number, number];
  const summary: ReindexSummary = {
    status: errors.length === 0 ? 'SUCCESS' : 'FAILED',
    ...{ files: [], rows: shown.length, unstarted, inProgress, completed, contents, seconds },
    errors: shortened(errors),
  };
  for (const error of summary.errors) terminal.note(`laurel: ${error}`);
  if (json) terminal.print(JSON.stringify(summary));
  else terminal.print(`${String(shown.length)} batches, ${String(contents)} contents`);
  return errors.length === 0 ? EXIT.ok : EXIT.failed;
}

const shortened = (errors: readonly string[]): readonly string[] =>
  errors.length <= ERRORS_SHOWN_MAX
    ? errors
    : [
        ...errors.slice(0, ERRORS_SHOWN_MAX),
        `and ${String(errors.length - ERRORS_SHOWN_MAX)} more`,
      ];
