/**
 * Reads what `ByteWriter` wrote. Every read is bounds-checked: a short or foreign input ends in
 * `MalformedBytes`, which the snapshot codec turns into a `damaged` result.
 */
const TWO_32 = 4_294_967_296;

/** The bytes are not what the writer writes. */
export class MalformedBytes extends Error {}

export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new MalformedBytes('ends too early');
    return value;
  }

  count(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const next = this.byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) return value;
    }
    throw new MalformedBytes('a count is too long');
  }

  instant(): number {
    const at = this.#skip(6);
    const b = this.#bytes;
    return b.readUInt32LE(at) + b.readUInt16LE(at + 4) * TWO_32;
  }

  text(): string {
    const length = this.count();
    const at = this.#skip(length);
    return this.#bytes.toString('utf8', at, at + length);
  }

  /** All bytes that are left. */
  rest(): Buffer {
    const at = this.#at;
    this.#at = this.#bytes.length;
    return this.#bytes.subarray(at);
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  #skip(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) throw new MalformedBytes('ends too early');
    this.#at = at + count;
    return at;
  }
}
