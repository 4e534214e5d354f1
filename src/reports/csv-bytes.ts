/**
 * CSV records as bytes, for reports of many rows: cells that need no care are copied from where
 * they lie, without a string in between. Owns no rule: what needs care is `csv.ts`'s to write.
 *
 * - V3 The bytes are those of `encodeRow` in UTF-8, cell by cell.
 */
import type { TextSpan } from '../persistence/report-ports.js';
import { encodeCell } from './csv.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;

/** Room at first; it grows to what is put down between two calls of `take`. */
const BYTES_AT_FIRST = 1_179_648;

const BYTES_PER_UNIT_MAX = 3;

export class CsvBytes {
  #bytes: Buffer;
  #length = 0;

  constructor(bytesAtFirst = BYTES_AT_FIRST) {
    this.#bytes = Buffer.allocUnsafeSlow(bytesAtFirst);
  }

  /** Bytes put down since `take`. */
  get length(): number {
    return this.#length;
  }

  /** One cell of a text. */
  text(text: string): void {
    const cell = encodeCell(text);
    this.#makeRoom(cell.length * BYTES_PER_UNIT_MAX + 1);
    if (cell.length > SHORT_MAX) this.#length += this.#bytes.write(cell, this.#length);
    else this.#writeShort(cell);
    this.#bytes[this.#length++] = COMMA;
  }

  /** One cell of a text that is somebody else's bytes. */
  span({ bytes, from, to }: TextSpan): void {
    this.#makeRoom(to - from + 3);
    const target = this.#bytes;
    const start = this.#length;
    let at = start;
    let care = from < to ? (CARE_AT_START[bytes[from] ?? 0] ?? 0) : 0;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] ?? 0;
      care |= CARE[byte] ?? 0;
      target[at++] = byte;
    }
    if (care > QUOTES) return this.text(textOf({ bytes, from, to }));
    if (care === QUOTES) at = this.#quote(at);
    target[at] = COMMA;
    this.#length = at + 1;
  }

  /** An empty cell. */
  empty(): void {
    this.#makeRoom(1);
    this.#bytes[this.#length++] = COMMA;
  }

  /** Cells that were made by another of these, with their commas. */
  cells(cells: Uint8Array): void {
    this.#makeRoom(cells.length);
    const target = this.#bytes;
    let at = this.#length;
    if (cells.length > SHORT_MAX) target.set(cells, at);
    else for (let i = 0; i < cells.length; i++) target[at++] = cells[i] ?? 0;
    this.#length += cells.length;
  }

  /** Ends a record of at least one cell. */
  endRow(): void {
    this.#bytes[this.#length - 1] = LINE_FEED;
  }

  /** What was put down; it holds until the next cell. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  /** Puts quotes around the bytes since the last cell; answers where they end. */
  #quote(end: number): number {
    const target = this.#bytes;
    for (let i = end; i > this.#length; i--) target[i] = target[i - 1] ?? 0;
    target[this.#length] = QUOTE;
    target[end + 1] = QUOTE;
    return end + 2;
  }

  #writeShort(cell: string): void {
    const start = this.#length;
    for (let i = 0; i < cell.length; i++) {
      const unit = cell.charCodeAt(i);
      if (unit > 127) {
        this.#length = start + this.#bytes.write(cell, start);
        return;
      }
      this.#bytes[this.#length++] = unit;
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(2 * (this.#length + bytes));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** The text of a span. */
export const textOf = ({ bytes, from, to }: TextSpan): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();

/** Up to here writing one by one costs less than a call that leaves the engine. */
const SHORT_MAX = 24;

/** The cell stands in quotes. */
const QUOTES = 1;
/** The cell is `csv.ts`'s to write. */
const BY_TEXT = 2;

const tableOf = (care: number, bytes: readonly number[], table = new Uint8Array(256)) => {
  for (const byte of bytes) table[byte] = care;
  return table;
};

/**
 * What a byte asks for wherever it is. A quote is to be doubled and NUL to be left out; 0xed leads
 * the half pairs that are no UTF-8, among others.
 */
const CARE = tableOf(BY_TEXT, [QUOTE, 0, 0xed], tableOf(QUOTES, [COMMA, 0x0d, LINE_FEED]));

/** And at the start: what may start a formula; 0xef leads the wide forms, among others. */
const CARE_AT_START = tableOf(BY_TEXT, [0x3d, 0x40, 0x09, 0x0a, 0x0d, 0x2b, 0x2d, 0xef]);
