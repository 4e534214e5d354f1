/**
 * Walks over msgpack bytes without building values: headers, numbers, where a text begins, how to
 * get past what is of no interest. For readers that need few parts of many rows.
 *
 * - M1 Every step is bounds-checked; what is no msgpack, or of another type than asked for, ends in
 *   `MalformedBytes`.
 *
 * Source: the msgpack specification; numbers as `msgpackr` writes them.
 */
import { MalformedBytes } from './byte-reader.js';

const TWO_32 = 4_294_967_296;

export class MsgpackCursor {
  #bytes: Uint8Array = new Uint8Array(0);
  #end = 0;
  /** Where the next value begins; after a text or binary header, where its bytes begin. */
  at = 0;

  /** Sets out on another run of bytes. */
  start(bytes: Uint8Array, from: number, end: number): void {
    this.#bytes = bytes;
    this.#end = end;
    this.at = from;
  }

  get ended(): boolean {
    return this.at === this.#end;
  }

  /** Number of elements of the list that begins here. */
  list(): number {
    const type = this.#byte();
    if ((type & 0xf0) === 0x90) return type & 0x0f;
    if (type === 0xdc) return this.#unsigned(2);
    if (type === 0xdd) return this.#unsigned(4);
    throw foreign();
  }

  /** Number of pairs of the map that begins here. */
  map(): number {
    const type = this.#byte();
    if ((type & 0xf0) === 0x80) return type & 0x0f;
    if (type === 0xde) return this.#unsigned(2);
    if (type === 0xdf) return this.#unsigned(4);
    throw foreign();
  }

  /** Length in bytes of the text whose bytes begin at `at` now; the caller moves on by it. */
  text(): number {
    const type = this.#byte();
    if ((type & 0xe0) === 0xa0) return this.#within(type & 0x1f);
    if (type === 0xd9) return this.#within(this.#unsigned(1));
    if (type === 0xda) return this.#within(this.#unsigned(2));
    if (type === 0xdb) return this.#within(this.#unsigned(4));
    throw foreign();
  }

  /** As `text`, of bytes. */
  binary(): number {
    const type = this.#byte();
    if (type === 0xc4) return this.#within(this.#unsigned(1));
    if (type === 0xc5) return this.#within(this.#unsigned(2));
    if (type === 0xc6) return this.#within(this.#unsigned(4));
    throw foreign();
  }

  flag(): boolean {
    const type = this.#byte();
    if (type === 0xc3) return true;
    if (type === 0xc2) return false;
    throw foreign();
  }

  number(): number {
    const type = this.#byte();
    if (type < 0x80) return type;
    if (type >= 0xe0) return type - 256;
    if (type === 0xcc) return this.#unsigned(1);
    if (type === 0xcd) return this.#unsigned(2);
    if (type === 0xce) return this.#unsigned(4);
    if (type === 0xcb) return this.#double();
    if (type === 0xd0) return (this.#unsigned(1) << 24) >> 24;
    if (type === 0xd1) return (this.#unsigned(2) << 16) >> 16;
    if (type === 0xd2) return this.#unsigned(4) | 0;
    if (type === 0xcf) return this.#unsigned(4) * TWO_32 + this.#unsigned(4);
    throw foreign();
  }

  /** Moves past this many texts. */
  skipTexts(count: number): void {
    for (let left = count; left > 0; left--) {
      const length = this.text();
      this.at += length;
    }
  }

  #byte(): number {
    if (this.at >= this.#end) throw new MalformedBytes('ends too early');
    return this.#bytes[this.at++] ?? 0;
  }

  #unsigned(bytes: number): number {
    let value = 0;
    for (let left = bytes; left > 0; left--) value = value * 256 + this.#byte();
    return value;
  }

  #double(): number {
    for (let i = 7; i >= 0; i--) DOUBLE_BYTES[LITTLE_ENDIAN ? i : 7 - i] = this.#byte();
    return DOUBLE[0] ?? 0;
  }

  #within(length: number): number {
    if (this.at + length > this.#end) throw new MalformedBytes('ends too early');
    return length;
  }
}

const DOUBLE = new Float64Array(1);
const DOUBLE_BYTES = new Uint8Array(DOUBLE.buffer);
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

const foreign = (): MalformedBytes => new MalformedBytes('has a value of another type');
