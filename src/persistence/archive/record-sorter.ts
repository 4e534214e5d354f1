/**
 * Sorts records that may be more than fit into memory: by runs in one file, which are merged.
 *
 * - S1 Held are at most `heldBytesMax` of records while they are taken, and then one piece of each
 *   run.
 * - S2 Nothing of it stays: the file has no name from the moment that it is there, and what is in
 *   it is encrypted under a key that is in memory alone, as a report may be there to protect it.
 * - S3 Records of equal keys come in any order.
 */
import { createCipheriv, createDecipheriv, randomBytes, type Decipher } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** Sorted by the bytes of its key. */
export interface SortRecord {
  readonly key: Buffer;
  readonly body: Buffer;
}

export interface SortLimits {
  readonly heldBytesMax: number;
  readonly runsCountMax: number;
}

/** Up to 4 GiB of records. Runs are compared one by one: 256 of them cost 10 us a record. */
export const SORT_LIMITS: SortLimits = { heldBytesMax: 16_777_216, runsCountMax: 256 };

/** What a record takes in memory beside its bytes: two buffers and their places. */
const HELD_BYTES_A_RECORD = 300;

/** Read of a run, and written, at once; a record may be larger. */
const PIECE_BYTES = 65_536;

interface Run {
  readonly start: number;
  readonly end: number;
}

export class RecordSorter {
  readonly #folder: string;
  readonly #limits: SortLimits;
  readonly #key = randomBytes(32);
  readonly #runs: Run[] = [];
  #held: SortRecord[] = [];
  #heldBytes = 0;
  #file: FileHandle | null = null;

  /** `folder` is where a file may be made. */
  constructor(folder: string, limits: SortLimits = SORT_LIMITS) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** Takes a record, one call at a time; `false` = there are more than can be sorted. */
  async add(record: SortRecord): Promise<boolean> {
    this.#held.push(record);
    this.#heldBytes += record.key.length + record.body.length + HELD_BYTES_A_RECORD;
    if (this.#heldBytes <= this.#limits.heldBytesMax) return true;
    if (this.#runs.length === this.#limits.runsCountMax) return false;
    await this.#writeRun();
    return true;
  }

  /** All records in order; to be asked once. */
  async *sorted(): AsyncGenerator<SortRecord> {
    this.#held.sort(byKey);
    const lanes = await Promise.all(this.#runs.map((run, i) => this.#readerOf(run, i)));
    lanes.push(await Lane.open(this.#held[Symbol.iterator]()));
    for (let lane = firstOf(lanes); lane !== null; lane = firstOf(lanes)) {
      const { head } = lane;
      await lane.advance();
      if (head !== null) yield head;
    }
  }

  async close(): Promise<void> {
    this.#held = [];
    await this.#file?.close();
    this.#file = null;
  }

  async #writeRun(): Promise<void> {
    const file = (this.#file ??= await nameless(this.#folder));
    const start = this.#runs.at(-1)?.end ?? 0;
    const cipher = createCipheriv(CIPHER, this.#key, counterOf(this.#runs.length));
    let end = start;
    for (const piece of piecesOf(this.#held.sort(byKey))) {
      const bytes = cipher.update(piece);
      await writeAll(file, bytes, end);
      end += bytes.length;
    }
    this.#runs.push({ start, end });
    this.#held = [];
    this.#heldBytes = 0;
  }

  #readerOf(run: Run, number: number): Promise<Lane> {
    const file = this.#file;
    const decipher = createDecipheriv(CIPHER, this.#key, counterOf(number));
    return Lane.open(file === null ? [].values() : recordsOf(file, run, decipher));
  }
}

/** One of the sorted sequences that are merged, with its next record. */
class Lane {
  head: SortRecord | null = null;
  readonly #records: Iterator<SortRecord> | AsyncIterator<SortRecord>;

  private constructor(records: Iterator<SortRecord> | AsyncIterator<SortRecord>) {
    this.#records = records;
  }

  static async open(records: Iterator<SortRecord> | AsyncIterator<SortRecord>): Promise<Lane> {
    const lane = new Lane(records);
    await lane.advance();
    return lane;
  }

  async advance(): Promise<void> {
    const next = await this.#records.next();
    this.head = next.done === true ? null : next.value;
  }
}

/** The lane with the first record; `null` = all are at their end. */
function firstOf(lanes: readonly Lane[]): Lane | null {
  let first: Lane | null = null;
  for (const lane of lanes) {
    if (lane.head === null) continue;
    if (first === null || first.head === null || byKey(lane.head, first.head) < 0) first = lane;
  }
  return first;
}

const byKey = (a: SortRecord, b: SortRecord): number => Buffer.compare(a.key, b.key);

const CIPHER = 'aes-256-ctr';

/** Each run has counters of its own: its number, then those of its blocks. */
function counterOf(run: number): Buffer {
  const counter = Buffer.alloc(16);
  counter.writeUInt32BE(run);
  return counter;
}

/** S2. Readable by this user alone for the moment that it has a name. */
async function nameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `.sort-${randomBytes(12).toString('hex')}`);
  const file = await open(path, 'wx+', 0o600);
  await rm(path);
  return file;
}

/** Lengths of key and body, then both. */
const HEAD_BYTES = 8;

function* piecesOf(records: readonly SortRecord[]): Generator<Buffer> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for (const { key, body } of records) {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(key.length);
    head.writeUInt32BE(body.length, 4);
    parts.push(head, key, body);
    bytes += HEAD_BYTES + key.length + body.length;
    if (bytes < PIECE_BYTES) continue;
    yield Buffer.concat(parts);
    [parts, bytes] = [[], 0];
  }
  if (bytes > 0) yield Buffer.concat(parts);
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

async function* recordsOf(
  file: FileHandle,
  { start, end }: Run,
  decipher: Decipher,
): AsyncGenerator<SortRecord> {
  let rest = Buffer.alloc(0);
  for (let at = start; at < end;) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - at));
    const { bytesRead } = await file.read(piece, 0, piece.length, at);
    if (bytesRead === 0) throw new Error('the file that archived attempts are sorted in is cut');
    at += bytesRead;
    rest = Buffer.concat([rest, decipher.update(piece.subarray(0, bytesRead))]);
    let from = 0;
    for (let whole = wholeRecord(rest, from); whole !== null; whole = wholeRecord(rest, from)) {
      yield whole.record;
      from = whole.end;
    }
    rest = rest.subarray(from);
  }
}

function wholeRecord(bytes: Buffer, from: number): { record: SortRecord; end: number } | null {
  if (bytes.length < from + HEAD_BYTES) return null;
  const bodyFrom = from + HEAD_BYTES + bytes.readUInt32BE(from);
  const end = bodyFrom + bytes.readUInt32BE(from + 4);
  if (bytes.length < end) return null;
  const key = bytes.subarray(from + HEAD_BYTES, bodyFrom);
  return { record: { key, body: bytes.subarray(bodyFrom, end) }, end };
}
