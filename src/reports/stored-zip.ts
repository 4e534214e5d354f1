/**
 * A zip of files that are stored as they are, written as they come: PDFs do not get smaller, and a
 * writer of general zips takes milliseconds for each of many small files.
 *
 * - Z1 Sizes stand before each file, so every reader of streams takes it.
 * - Z2 The plain form has limits; whoever adds files asks `hasRoom` first.
 *
 * Source: PKWARE APPNOTE 6.3.3, 4.3.6-4.3.16.
 */
import { crc32 } from 'node:zlib';
import type { Put } from './protected-sink.js';

/** The plain form counts entries in 16 bits and bytes in 32. */
const ENTRIES_COUNT_MAX = 65_535;
const BYTES_MAX = 0xffff_ffff;

export class StoredZip {
  readonly #put: Put;
  readonly #directory: Buffer[] = [];
  #directoryBytes = 0;
  #bytes = 0;

  constructor(put: Put) {
    this.#put = put;
  }

  /** Bytes put so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a file of so many bytes fits, with `entries` more and `spare` bytes behind it (Z2). */
  hasRoom(bytes: number, entries: number, spare: number): boolean {
    const all = this.#bytes + this.#directoryBytes + bytes + spare + NAMES_BYTES_SPARE;
    return this.#directory.length + 1 + entries <= ENTRIES_COUNT_MAX && all <= BYTES_MAX;
  }

  /** Adds one file; one call at a time. */
  async add(name: string, content: Uint8Array): Promise<void> {
    const encoded = Buffer.from(name, 'utf8');
    const shared = sharedFields(encoded, content);
    const offset = this.#bytes;
    await this.#write(Buffer.concat([LOCAL, shared, encoded]));
    await this.#write(content);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    const entry = Buffer.concat([CENTRAL, shared, tail, encoded]);
    this.#directory.push(entry);
    this.#directoryBytes += entry.length;
  }

  /** Writes the directory; nothing is added after it. */
  async end(): Promise<void> {
    const start = this.#bytes;
    for (const entry of this.#directory) await this.#write(entry);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x0605_4b50, 0);
    end.writeUInt16LE(this.#directory.length, 8);
    end.writeUInt16LE(this.#directory.length, 10);
    end.writeUInt32LE(this.#directoryBytes, 12);
    end.writeUInt32LE(start, 16);
    await this.#write(end);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    this.#bytes += bytes.length;
    await this.#put(bytes);
  }
}

/** More than the headers and names of the entries that `hasRoom` is asked about. */
const NAMES_BYTES_SPARE = 65_536;

const LOCAL = Buffer.from('504b0304', 'hex');
/** Made by: Unix, 2.0. */
const CENTRAL = Buffer.from('504b01021403', 'hex');
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** The first day that a zip can name: the index tells the days. */
const FIRST_DAY = 0x0021;

/** What both headers of a file have in common, from the version on. */
function sharedFields(name: Buffer, content: Uint8Array): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(FLAGS, 2);
  fields.writeUInt16LE(FIRST_DAY, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}
