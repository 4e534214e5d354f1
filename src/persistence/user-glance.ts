/**
 * The fields of a user entry that a report prints, as bytes: found in an entry's msgpack map, or
 * put down from an entry in memory. One object serves a whole scan.
 */
import type { UserEntry } from '../domain/certificate.js';
import { MsgpackCursor } from './msgpack-cursor.js';
import { NameIndex } from './name-index.js';
import type { ProfileFacts, TextSpan } from './report-ports.js';

const BYTES_PER_UNIT_MAX = 3;

export class UserGlance implements ProfileFacts {
  readonly #fields: readonly string[];
  readonly #index: NameIndex;
  readonly #cursor = new MsgpackCursor();
  readonly #spans: { bytes: Uint8Array; from: number; to: number }[];
  readonly #found: Uint8Array;
  #copies = Buffer.alloc(1024);

  known = false;

  constructor(fields: readonly string[]) {
    this.#fields = fields;
    this.#index = new NameIndex(fields);
    this.#spans = fields.map(() => ({ bytes: this.#copies, from: 0, to: 0 }));
    this.#found = new Uint8Array(fields.length);
  }

  field(index: number): TextSpan | null {
    return this.#found[index] === 1 ? (this.#spans[index] ?? null) : null;
  }

  /** The cache does not know the learner. */
  readNone(): void {
    this.known = false;
    this.#found.fill(0);
  }

  /** Reads a map of texts in msgpack; throws `MalformedBytes` when it is none. */
  readPacked(bytes: Uint8Array): void {
    const cursor = this.#cursor;
    this.known = true;
    this.#found.fill(0);
    cursor.start(bytes, 0, bytes.length);
    for (let left = cursor.map(); left > 0; left--) {
      const nameEnd = cursor.text() + cursor.at;
      const i = this.#index.find(bytes, cursor.at, nameEnd);
      cursor.at = nameEnd;
      const valueEnd = cursor.text() + cursor.at;
      if (i >= 0) this.#note(i, bytes, cursor.at, valueEnd);
      cursor.at = valueEnd;
    }
  }

  /** Takes an entry as other stores than LMDB answer it. */
  readEntry(entry: UserEntry | null): void {
    this.readNone();
    if (entry === null) return;
    this.known = true;
    const texts = this.#fields.map((name) => entry[name]);
    if (!this.#copyAtOnce(texts)) this.#copyEach(texts);
  }

  /** One call for all costs a third of one each; what is ASCII has its places by length. */
  #copyAtOnce(texts: readonly (string | undefined)[]): boolean {
    const all = texts.join('');
    this.#makeRoom(all.length);
    if (this.#copies.write(all) !== all.length) return false;
    let at = 0;
    for (const [i, text] of texts.entries()) {
      if (text === undefined) continue;
      const to = at + text.length;
      this.#note(i, this.#copies, at, to);
      at = to;
    }
    return true;
  }

  #copyEach(texts: readonly (string | undefined)[]): void {
    let at = 0;
    for (const [i, text] of texts.entries()) {
      if (text === undefined) continue;
      const to = at + this.#copies.write(text, at);
      this.#note(i, this.#copies, at, to);
      at = to;
    }
  }

  #makeRoom(units: number): void {
    const bytes = units * BYTES_PER_UNIT_MAX;
    if (bytes > this.#copies.length) this.#copies = Buffer.alloc(2 * bytes);
  }

  #note(i: number, bytes: Uint8Array, from: number, to: number): void {
    const span = this.#spans[i];
    if (span === undefined) return;
    this.#found[i] = 1;
    span.bytes = bytes;
    span.from = from;
    span.to = to;
  }
}
