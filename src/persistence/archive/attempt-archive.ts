/**
 * The attempts that Sunbird's archival job moved out of `assessment_aggregator` into files, for
 * reports that show them. Files are by week and learners in no order, so they are read once, sorted
 * by learner, and then given out learner by learner.
 *
 * - A1 All of a batch's files are read before the first attempt is given out: a report fails before
 *   it is begun, or shows everything.
 * - A2 Of several records of one attempt the one stays that the domain's join lets win
 *   (`domain/attempt.ts` A1): a job that wrote a week again does no harm.
 */
import { attemptKey, joinAttempt } from '../../domain/attempt.js';
import { compareText, type BatchId, type CourseId, type LearnerId } from '../../domain/ids.js';
import { assert, err, ok } from '../../domain/result.js';
import type { StoreError, Stored } from '../ports.js';
import type { ArchivedAttempt, ArchivedAttempts, OpenArchive } from '../report-ports.js';
import type { ArchivedRow } from '../sunbird/archived-attempt.js';
import { batchFiles } from './batch-files.js';
import { ArchiveFault, fileRows } from './file-rows.js';
import { RecordSorter, SORT_LIMITS, type SortLimits, type SortRecord } from './record-sorter.js';

export interface ArchiveParts {
  /** Absolute path of the folder that has a folder for each batch. */
  readonly root: string;
  /** Absolute path of a folder in which files may be made, for a moment. */
  readonly sortFolder: string;
  readonly lineBytesMax: number;
  readonly limits?: SortLimits;
}

export function attemptArchive(parts: ArchiveParts): OpenArchive {
  return async (course, batch) => {
    const sorter = new RecordSorter(parts.sortFolder, parts.limits);
    const read = await readAll(parts, course, batch, sorter);
    if (read.ok) return ok(new SortedAttempts(sorter));
    await sorter.close();
    return read;
  };
}

/** A1. */
async function readAll(
  { root, lineBytesMax, limits = SORT_LIMITS }: ArchiveParts,
  course: CourseId,
  batch: BatchId,
  sorter: RecordSorter,
): Stored<void> {
  const files = await batchFiles(root, course, batch);
  if (!files.ok) return files;
  try {
    for (const file of files.value) {
      for await (const rows of fileRows(file, { course, batch, lineBytesMax })) {
        for (const row of rows) if (!(await sorter.add(recordOf(row)))) return tooMuch(limits);
      }
    }
    return ok(undefined);
  } catch (error) {
    return err(faultOf(error));
  }
}

function tooMuch({ heldBytesMax, runsCountMax }: SortLimits) {
  const bytes = String(heldBytesMax * runsCountMax);
  const detail = `archived attempts: those of the batch are more than ${bytes} bytes`;
  return err<StoreError>({ kind: 'unavailable', detail });
}

/** What the file system refuses; all else is our own bug. */
function faultOf(error: unknown): StoreError {
  if (error instanceof ArchiveFault) return error.fault;
  if (!(error instanceof Error && 'syscall' in error)) throw error;
  return { kind: 'unavailable', detail: `sorting archived attempts: ${error.message}` };
}

class SortedAttempts implements ArchivedAttempts {
  readonly #sorter: RecordSorter;
  readonly #records: AsyncGenerator<SortRecord>;
  #head: SortRecord | null = null;
  #isBegun = false;
  #asked: Buffer = Buffer.alloc(0);

  constructor(sorter: RecordSorter) {
    this.#sorter = sorter;
    this.#records = sorter.sorted();
  }

  async of(learner: LearnerId): Stored<readonly ArchivedAttempt[]> {
    const key = Buffer.from(learner);
    assert(Buffer.compare(this.#asked, key) < 0, 'learners are asked for in their order');
    this.#asked = key;
    try {
      return ok(await this.#take(key));
    } catch (error) {
      return err(faultOf(error));
    }
  }

  async close(): Promise<void> {
    await this.#sorter.close();
  }

  async #take(key: Buffer): Promise<readonly ArchivedAttempt[]> {
    if (!this.#isBegun) await this.#advance();
    this.#isBegun = true;
    const found = new Map<string, ArchivedAttempt>();
    while (this.#head !== null) {
      const order = Buffer.compare(this.#head.key, key);
      if (order > 0) break;
      if (order === 0) put(found, attemptIn(this.#head));
      await this.#advance();
    }
    return [...found.values()].sort((a, b) =>
      compareText(attemptKey(a.state), attemptKey(b.state)),
    );
  }

  async #advance(): Promise<void> {
    const next = await this.#records.next();
    this.#head = next.done === true ? null : next.value;
  }
}

/** A2. */
function put(found: Map<string, ArchivedAttempt>, attempt: ArchivedAttempt): void {
  const key = attemptKey(attempt.state);
  const held = found.get(key);
  const stays = held !== undefined && joinAttempt(held.state, attempt.state) === held.state;
  if (!stays) found.set(key, attempt);
}

const recordOf = ({ learner, attempt: state, questions }: ArchivedRow): SortRecord => ({
  key: Buffer.from(learner),
  body: Buffer.from(JSON.stringify({ state, questions } satisfies ArchivedAttempt)),
});

const attemptIn = ({ body }: SortRecord): ArchivedAttempt =>
  JSON.parse(body.toString()) as ArchivedAttempt;
