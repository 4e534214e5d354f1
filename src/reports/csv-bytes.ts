/**
 * CSV records as bytes, for reports of many rows: cells that need no care are copied from where
 * they lie, without a string in between. Owns no rule: what needs care is `csv.ts`'s to write.
 *
 * - V3 The bytes are those of `encodeRow` in UTF-8, cell by cell.
 */
import type { TextSpan } from '../persistence/report-ports.js';
import { encodeCell } from './csv.js';

const COMMA = 0x2c;
const LINE_FEED = 0x0a;

/** Room at first; it grows to what is put down between two calls of `take`. */
const BYTES_AT_FIRST = 1_179_648;

const BYTES_PER_UNIT_MAX = 3;

export class CsvBytes {
  #bytes = Buffer.allocUnsafeSlow(BYTES_AT_FIRST);
  #length = 0;

  /** Bytes put down since `take`. */
  get length(): number {
    return this.#length;
  }

  /** One cell of a text. */
  text(text: string): void {
    const cell = encodeCell(text);
    this.#makeRoom(cell.length * BYTES_PER_UNIT_MAX + 1);
    if (cell.length > SHORT_UNITS_MAX) this.#length += this.#bytes.write(cell, this.#length);
    else this.#writeShort(cell);
    this.#bytes[this.#length++] = COMMA;
  }

  /** One cell of a text that is somebody else's bytes. */
  span({ bytes, from, to }: TextSpan): void {
    this.#makeRoom(to - from + 1);
    const target = this.#bytes;
    const start = this.#length;
    let at = start;
    let care = from < to ? (CARE_AT_START[bytes[from] ?? 0] ?? 0) : 0;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] ?? 0;
      care |= CARE[byte] ?? 0;
      target[at++] = byte;
    }
    if (care !== 0) return this.text(textOf({ bytes, from, to }));
    target[at] = COMMA;
    this.#length = at + 1;
  }

  /** An empty cell. */
  empty(): void {
    this.#makeRoom(1);
    this.#bytes[this.#length++] = COMMA;
  }

  /** Cells that were taken from here before. */
  cells(cells: Uint8Array): void {
    this.#makeRoom(cells.length);
    this.#bytes.set(cells, this.#length);
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

/** Up to here writing unit by unit costs less than a call that leaves the engine. */
const SHORT_UNITS_MAX = 24;

const bytesOf = (...bytes: readonly number[]): Uint8Array => {
  const table = new Uint8Array(256);
  for (const byte of bytes) table[byte] = 1;
  return table;
};

/** Bytes that keep a cell from being copied wherever they are: `"`, `,`, ends of lines, NUL. */
const CARE = bytesOf(0x22, COMMA, 0x0d, LINE_FEED, 0);

/** And at its start: what may start a formula; 0xef leads the wide forms, among others. */
const CARE_AT_START = bytesOf(0x3d, 0x40, 0x09, 0x2b, 0x2d, 0xef);
