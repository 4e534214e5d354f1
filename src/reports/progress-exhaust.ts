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
import type { Batch } from '../domain/batch.js';
import type { CourseTree } from '../domain/course.js';
import type { EnrolmentState } from '../domain/enrolment.js';
import type { Instant } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import type { OnRows } from '../engine.js';
import type { ScanGlances } from '../persistence/report-ports.js';
import type { CourseInfo, StoreError, UserStore } from '../persistence/ports.js';
import { seesEveryone } from './audience.js';
import { progressColumns, scoreOrder, type Column } from './columns.js';
import { encodeRow } from './csv.js';
import { appendGlances, attemptedContents } from './progress-scan.js';
import { progressSidecar } from './progress-sidecar.js';
import { writeText, writeWhole, type Append } from './report-file.js';
import { zoneDay } from './zone-day.js';

export interface ProgressExhaustInput {
  /** The batch's states, each call from the start and as of the same moment (X1). */
  readonly states: () => AsyncIterable<EnrolmentState>;
  readonly glances: ScanGlances;
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
  const attempted = await attemptedContents(input.glances, input.tree, onlyOrg);
  if (!attempted.ok) return attempted;
  const scores = ok(scoreOrder(attempted.value));
  const columns = progressColumns(scores.value);
  const subject = { ...input, scores: scores.value, dayOf: zoneDay(input.timeZone) };
  return writeWhole(path, async (appendText) => {
    let bytes = 0;
    const append: Append = (text) => {
      bytes += Buffer.byteLength(text);
      return appendText(text);
    };
    await append(encodeRow(columns.map((c) => c.header)));
    const counts = await appendGlances(input.glances, subject, onlyOrg, append, input.onRows);
    if (!counts.ok) return counts;
    const sidecar = await writeSidecar(input, columns, counts.value);
    return sidecar.ok ? ok({ path, bytes, ...counts.value }) : sidecar;
  });
}

function writeSidecar(
  input: ProgressExhaustInput,
  columns: readonly Column[],
  counts: ReportCounts,
): Promise<Result<void, StoreError>> {
  const sidecar = progressSidecar({ ...input, columns, counts });
  return writeText(`${input.path}.json`, `${JSON.stringify(sidecar, null, 2)}\n`);
}
