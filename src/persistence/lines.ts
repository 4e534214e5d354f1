/**
 * Splits a file or a pipe into lines with bounded memory: at most one chunk and one line are held.
 *
 * - L1 Every byte of the input belongs to exactly one line; line numbers start at 1.
 * - L2 A line end is LF or CRLF; a byte order mark before the first line is dropped.
 * - L3 A line beyond the limit is not kept: its head, length and hash are, and reading goes on.
 */
import { createHash, type Hash } from 'node:crypto';

export interface Line {
  readonly number: number;
  readonly text: string;
  /** `false`: the input ended without a line end, so it may have stopped in mid line. */
  readonly ended: boolean;
  /** What is known of a line beyond the limit, of which `text` is only the head; else `null`. */
  readonly overlong: { readonly bytes: number; readonly sha256: string } | null;
}

/** How much of an overlong line is kept. */
const HEAD_BYTES_MAX = 4096;

const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Yields the lines of each chunk together: one turn of the event loop a chunk, not a line. */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  lineBytesMax: number,
): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter(lineBytesMax);
  for await (const chunk of chunks) {
    const lines = splitter.push(chunk);
    if (lines.length > 0) yield lines;
  }
  const last = splitter.end();
  if (last !== null) yield [last];
}

class LineSplitter {
  readonly #bytesMax: number;
  #count = 0;
  /** Pieces of the line that is not complete yet; only its head once it is overlong. */
  #pieces: Buffer[] = [];
  #bytes = 0;
  #hash: Hash | null = null;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, start)) {
      this.#take(chunk.subarray(start, at));
      lines.push(this.#finish(true));
      start = at + 1;
    }
    // A copy, since the stream may reuse the chunk's memory.
    if (start < chunk.length) this.#take(Buffer.from(chunk.subarray(start)));
    return lines;
  }

  /** The last line, when the input did not end with a line end. */
  end(): Line | null {
    return this.#bytes === 0 ? null : this.#finish(false);
  }

  #take(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#hash === null && this.#bytes <= this.#bytesMax) {
      this.#pieces.push(piece);
      return;
    }
    const held = Buffer.concat([...this.#pieces, piece]);
    if (this.#hash === null) this.#hash = createHash('sha256').update(held);
    else this.#hash.update(piece);
    this.#pieces = [Buffer.from(held.subarray(0, HEAD_BYTES_MAX))];
  }

  #finish(ended: boolean): Line {
    const [only] = this.#pieces;
    const bytes = this.#pieces.length === 1 && only ? only : Buffer.concat(this.#pieces);
    const overlong =
      this.#hash === null ? null : { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
    this.#count += 1;
    this.#pieces = [];
    this.#bytes = 0;
    this.#hash = null;
    const whole = overlong === null ? bytes : wholeCharacters(bytes);
    return { number: this.#count, text: textOf(whole, this.#count), ended, overlong };
  }
}

/** Without the part of a character that a cut left at the end. */
function wholeCharacters(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes.readUInt8(end - 1) & 0xc0) === 0x80) end--;
  const last = end === 0 ? 0 : bytes.readUInt8(end - 1);
  const wanted = last >= 0xf0 ? 4 : last >= 0xe0 ? 3 : last >= 0xc0 ? 2 : 1;
  return bytes.length - end + 1 < wanted ? bytes.subarray(0, end - 1) : bytes;
}

function textOf(bytes: Buffer, line: number): string {
  const marked = line === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK);
  const end = bytes.at(-1) === CR ? bytes.length - 1 : bytes.length;
  return bytes.toString('utf8', marked ? 3 : 0, end);
}
