/**
 * A growing buffer for the packed forms: little-endian, variable-length counts, 48-bit instants.
 * One writer serves one thread; `start` drops what a failed packing left, `take` copies out.
 */
import { assert } from '../domain/result.js';

const TWO_32 = 4_294_967_296;
const INSTANT_MAX = 2 ** 48 - 1;

export class ByteWriter {
  #bytes = Buffer.allocUnsafe(4096);
  #length = 0;

  /** Begins anew: what was written and not taken is dropped. */
  start(): void {
    this.#length = 0;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** A count below 2^32, 7 bits a byte. */
  count(value: number): void {
    assert(Number.isInteger(value) && value >= 0 && value < TWO_32, 'a count fits 32 bits');
    this.#reserve(5);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Milliseconds since the epoch, below 2^48. */
  instant(value: number): void {
    assert(
      Number.isInteger(value) && value >= 0 && value <= INSTANT_MAX,
      'an instant fits 48 bits',
    );
    this.#reserve(6);
    const bytes = this.#bytes;
    const low = value >>> 0;
    const high = (value / TWO_32) | 0;
    bytes[this.#length++] = low & 255;
    bytes[this.#length++] = (low >>> 8) & 255;
    bytes[this.#length++] = (low >>> 16) & 255;
    bytes[this.#length++] = low >>> 24;
    bytes[this.#length++] = high & 255;
    bytes[this.#length++] = high >>> 8;
  }

  text(value: string): void {
    const length = Buffer.byteLength(value);
    this.count(length);
    this.#reserve(length);
    this.#bytes.write(value, this.#length);
    this.#length += length;
  }

  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** The bytes written since `start`, as a copy. */
  take(): Buffer {
    const taken = Buffer.allocUnsafe(this.#length);
    this.#bytes.copy(taken, 0, 0, this.#length);
    return taken;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
