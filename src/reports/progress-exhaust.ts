/**
 * The progress exhaust of one batch: a CSV file and its sidecar, from states at one point in time.
 * Streams, so that memory does not grow with the batch. Owns neither the scan nor the request.
 *
 * - X1 Both passes read the same moment: the first finds the score columns, the second writes.
 * - X2 An empty batch gives a file with the header only.
 * - X3 The sidecar is in place before the CSV is, so that no CSV stands without one.
 *
 * Source: `reference/exhausts.md` 1.7, 3.1, design 6.
 */
import { setImmediate } from 'node:timers/promises';
import type { Batch } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { ContentId, Instant } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import type { OnRows } from '../engine.js';
import type { CourseInfo, StoreError, UserStore } from '../persistence/ports.js';
import { seesEveryone } from './audience.js';
import { progressColumns, scoreOrder, type Column } from './columns.js';
import { encodeRow } from './csv.js';
import { enrolledChunks, withUsers, type ReportLearner } from './learner-chunks.js';
import { progressRow, type ProgressRow } from './progress-row.js';
import { progressSidecar } from './progress-sidecar.js';
import { writeText, writeWhole, type Append } from './report-file.js';
import { zoneDay } from './zone-day.js';

export interface ProgressExhaustInput {
  /** The batch's states, each call from the start and as of the same moment (X1). */
  readonly states: () => AsyncIterable<EnrolmentState>;
  /** That moment. */
  readonly asOf: Instant;
  readonly tree: CourseTree;
  readonly course: CourseInfo;
  readonly batch: Batch;
  readonly users: Pick<UserStore, 'users'>;
  /** Organisation that asks; '' = the installation, which sees every learner. */
  readonly requesterOrg: string;
  /** IANA name; the printed dates are days of this zone. */
  readonly timeZone: string;
  /** Absolute path of the CSV; the sidecar is `<path>.json`. */
  readonly path: string;
  readonly onRows: OnRows;
}

/** What a report holds. */
export interface ReportCounts {
  readonly rows: number;
  /** Rows of learners whom the user cache does not know; their profile cells are empty. */
  readonly withoutProfile: number;
  /** Learners without a row, since their organisation is unknown and another one asks. */
  readonly leftOut: number;
}

export interface ProgressExhaust extends ReportCounts {
  readonly path: string;
  /** Bytes of the CSV. */
  readonly bytes: number;
}

/**
 * Writes the report. Failures of the user cache and of the file system are returned and leave no
 * part; what the scan throws is thrown.
 */
export async function writeProgressExhaust(
  input: ProgressExhaustInput,
): Promise<Result<ProgressExhaust, StoreError>> {
  const { course, requesterOrg, path } = input;
  const onlyOrg = seesEveryone(requesterOrg, course) ? null : requesterOrg;
  const scores = await scoresInBatch(input, onlyOrg);
  if (!scores.ok) return scores;
  const columns = progressColumns(scores.value);
  const row = progressRow({ ...input, scores: scores.value, dayOf: zoneDay(input.timeZone) });
  return writeWhole(path, async (appendText) => {
    let bytes = 0;
    const append: Append = (text) => {
      bytes += Buffer.byteLength(text);
      return appendText(text);
    };
    await append(encodeRow(columns.map((c) => c.header)));
    const counts = await appendRows(input, onlyOrg, row, append);
    if (!counts.ok) return counts;
    const sidecar = await writeSidecar(input, columns, counts.value);
    return sidecar.ok ? ok({ path, bytes, ...counts.value }) : sidecar;
  });
}

/** Scored contents that a learner of the report has attempted, in column order. */
async function scoresInBatch(
  input: ProgressExhaustInput,
  onlyOrg: string | null,
): Promise<Result<readonly ContentId[], StoreError>> {
  const missing = new Set(input.tree.scored);
  if (missing.size === 0) return ok([]);
  const found = new Set<ContentId>();
  for await (const chunk of enrolledChunks(input.states())) {
    const states = await statesShown(chunk, input.users, onlyOrg);
    if (!states.ok) return states;
    for (const state of states.value) {
      for (const { content } of state.attempts.values()) {
        if (missing.delete(content)) found.add(content);
      }
    }
    if (missing.size === 0) break;
  }
  return ok(scoreOrder(found));
}

/** Spares the look-up where every learner is shown. */
async function statesShown(
  chunk: readonly EnrolmentState[],
  users: Pick<UserStore, 'users'>,
  onlyOrg: string | null,
): Promise<Result<readonly EnrolmentState[], StoreError>> {
  if (onlyOrg === null) return ok(chunk);
  const learners = await withUsers(chunk, users, onlyOrg);
  return learners.ok ? ok(learners.value.shown.map(({ state }) => state)) : learners;
}

async function appendRows(
  input: ProgressExhaustInput,
  onlyOrg: string | null,
  row: ProgressRow,
  append: Append,
): Promise<Result<ReportCounts, StoreError>> {
  let [rows, withoutProfile, leftOut] = [0, 0, 0];
  for await (const chunk of enrolledChunks(input.states())) {
    const learners = await withUsers(chunk, input.users, onlyOrg);
    if (!learners.ok) return learners;
    const { shown } = learners.value;
    await append(await encodeRows(shown, row));
    rows += shown.length;
    withoutProfile += shown.filter(({ user }) => user === null).length;
    leftOut += learners.value.leftOut;
    input.onRows(rows);
  }
  return ok({ rows, withoutProfile, leftOut });
}

/** A row takes some microseconds, so a slice blocks the event loop for a millisecond or two. */
const ROWS_PER_SLICE_MAX = 250;

async function encodeRows(learners: readonly ReportLearner[], row: ProgressRow): Promise<string> {
  let text = '';
  for (const [i, { state, user }] of learners.entries()) {
    text += encodeRow(row(state, user));
    if ((i + 1) % ROWS_PER_SLICE_MAX === 0) await setImmediate();
  }
  return text;
}

function writeSidecar(
  input: ProgressExhaustInput,
  columns: readonly Column[],
  counts: ReportCounts,
): Promise<Result<void, StoreError>> {
  const sidecar = progressSidecar({ ...input, columns, counts });
  return writeText(`${input.path}.json`, `${JSON.stringify(sidecar, null, 2)}\n`);
}
