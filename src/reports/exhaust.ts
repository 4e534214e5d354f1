/**
 * Writes an exhaust of any dataset: CSV and sidecar of one batch, by one scan of its states, or by
 * two where the first finds out which columns there are. Learners are held a part at a time, so
 * that memory does not depend on the size of the batch.
 *
 * - X1 Both passes are over the same states: the caller's view is of one moment, or says that it
 *   is not (`moment`).
 * - X2 The sidecar is written first, so that a report that is there is explained.
 * - X3 A report is never short in silence: a learner of the batch has a row, or is counted, or has
 *   nothing to show in this dataset.
 */
import { setImmediate } from 'node:timers/promises';
import { ok, type Result } from '../domain/result.js';
import type { OnRows } from '../engine.js';
import type { StoreError } from '../persistence/ports.js';
import { seesEveryone } from './audience.js';
import { encodeRow } from './csv.js';
import type { ExhaustInput, ReportError } from './exhaust-input.js';
import { exhaustSidecar } from './exhaust-sidecar.js';
import { enrolledChunks, withUsers, type ReportLearner } from './learner-chunks.js';
import { progressSheet } from './progress-sheet.js';
import { writeText, writeWhole, type Append } from './report-file.js';
import { responseSheet } from './response-sheet.js';
import { NOTHING_COUNTED, type PreparedPart, type ReportCounts, type Sheet } from './sheet.js';
import { userInfoSheet } from './user-info-sheet.js';

export interface Exhaust extends ReportCounts {
  readonly path: string;
  /** Bytes of the CSV. */
  readonly bytes: number;
}

/**
 * Writes the report. Failures of stores and of the file system are returned and leave no part;
 * what the scan throws is thrown.
 */
export async function writeExhaust(input: ExhaustInput): Promise<Result<Exhaust, ReportError>> {
  const { course, requesterOrg, path } = input;
  const onlyOrg = seesEveryone(requesterOrg, course) ? null : requesterOrg;
  const opened = await sheetOf(input, onlyOrg);
  if (!opened.ok) return opened;
  const sheet = opened.value;
  try {
    return await writeWhole<Exhaust>(path, input.protection, async (take) => {
      let bytes = 0;
      const append: Append = (chunk) => {
        bytes += Buffer.byteLength(chunk);
        return take(chunk);
      };
      await append(encodeRow(sheet.columns.map((c) => c.header)));
      const counts = await (sheet.writeAll?.(append) ?? appendRows(input, onlyOrg, sheet, append));
      if (!counts.ok) return counts;
      const sidecar = await writeSidecar(input, sheet, counts.value);
      return sidecar.ok ? ok({ path, bytes, ...counts.value }) : sidecar;
    });
  } finally {
    await sheet.close?.();
  }
}

function sheetOf(input: ExhaustInput, onlyOrg: string | null): Promise<Result<Sheet, ReportError>> {
  switch (input.dataset) {
    case 'progress-exhaust':
      return progressSheet(input, onlyOrg);
    case 'response-exhaust':
      return responseSheet(input);
    case 'userinfo-exhaust':
      return Promise.resolve(userInfoSheet(input));
  }
}

async function appendRows(
  input: ExhaustInput,
  onlyOrg: string | null,
  sheet: Sheet,
  append: Append,
): Promise<Result<ReportCounts, StoreError>> {
  const counts = { ...NOTHING_COUNTED };
  for await (const chunk of enrolledChunks(input.states())) {
    const learners = await withUsers(chunk, input.users, onlyOrg);
    if (!learners.ok) return learners;
    const { shown, leftOut } = learners.value;
    counts.leftOut += leftOut;
    for (let i = 0; i < shown.length; i += sheet.learnersPerPartMax) {
      const part = shown.slice(i, i + sheet.learnersPerPartMax);
      const prepared = await sheet.prepare(part);
      if (!prepared.ok) return prepared;
      await appendPart(part, prepared.value, counts, append, input.onRows);
    }
  }
  return ok(counts);
}

/** A row takes some microseconds, so a slice blocks the event loop for a millisecond or two. */
const ROWS_PER_SLICE_MAX = 250;

/** Text that is gathered before it is handed to the file, in UTF-16 units. */
const TEXT_LENGTH_MAX = 262_144;

type Counting = { -readonly [K in keyof ReportCounts]: ReportCounts[K] };

async function appendPart(
  learners: readonly ReportLearner[],
  { rowsOf, withoutConsent, archivedRows }: PreparedPart,
  counts: Counting,
  append: Append,
  onRows: OnRows,
): Promise<void> {
  let text = '';
  let inSlice = 0;
  counts.withoutConsent += withoutConsent;
  counts.archivedRows += archivedRows;
  for (const learner of learners) {
    const rows = rowsOf(learner);
    for (const row of rows) text += encodeRow(row);
    counts.rows += rows.length;
    if (rows.length > 0 && learner.user === null) counts.withoutProfile++;
    inSlice += rows.length + 1;
    if (text.length >= TEXT_LENGTH_MAX) {
      await append(text);
      text = '';
    }
    if (inSlice >= ROWS_PER_SLICE_MAX) {
      inSlice = 0;
      await setImmediate();
    }
  }
  await append(text);
  onRows(counts.rows);
}

function writeSidecar(
  input: ExhaustInput,
  { columns }: Sheet,
  counts: ReportCounts,
): Promise<Result<void, StoreError>> {
  const sidecar = exhaustSidecar({ ...input, columns, counts });
  return writeText(`${input.path}.json`, `${JSON.stringify(sidecar, null, 2)}\n`);
}
