/**
 * Turns the text of a report into the bytes of its protected file while it is written. What it
 * holds at a time does not grow with the report. Owns no file.
 *
 * - K1 No byte of the text leaves before it has been through the protection.
 * - K2 The same text in the same pieces gives the same bytes, except where a fresh key or salt is
 *   what protects it.
 * - K3 After `end` or `abort` nothing is put any more.
 *
 * Source: `reference/exhausts.md` 1.8 (zip step, encrypted file); the cipher of Sunbird's zips is
 * the one that every tool opens (`reference/ecosystem.md` 6).
 */
import { createDeflateRaw, createGzip } from 'node:zlib';
import type { ZipWriter, ZipWriterConstructorOptions } from '@zip.js/zip.js';
import { encryptedFile } from './encrypted-file.js';
import { Feed } from './feed.js';
import type { Protection } from './protection.js';

/** Takes the report's text, or its bytes in UTF-8, in order. */
export interface Sink {
  /** Resolves when more may follow. */
  append(chunk: string | Uint8Array): Promise<void>;
  /** Resolves when everything is put. */
  end(): Promise<void>;
  /** Gives the rest up; to be called when `append` or `end` failed, or will not follow. */
  abort(): Promise<void>;
}

/** Takes finished bytes, one call at a time. */
export type Put = (bytes: Uint8Array) => Promise<void>;

/** A sink into `put`; `csvName` is the name that the CSV has inside a zip. */
export function protectedSink(csvName: string, protection: Protection, put: Put): Sink {
  switch (protection.kind) {
    case 'plain':
      return plainSink(put);
    case 'zip':
      return zipSink(csvName, PLAIN, put);
    case 'password-zip':
      return zipSink(csvName, withPassword(protection), put);
    case 'text-key':
    case 'public-key': {
      const file = encryptedFile(protection);
      const zip = zipSink(csvName, AS_IT_IS, put);
      return encryptedSink(file, zip);
    }
  }
}

function plainSink(put: Put): Sink {
  let givenUp = false;
  return {
    append: async (chunk) => {
      if (givenUp) throw new Error(GIVEN_UP);
      await put(bytesOf(chunk));
    },
    end: () => Promise.resolve(),
    abort: () => {
      givenUp = true;
      return Promise.resolve();
    },
  };
}

const GIVEN_UP = 'given up';

const bytesOf = (chunk: string | Uint8Array): Uint8Array =>
  typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;

function encryptedSink(file: ReturnType<typeof encryptedFile>, into: Sink): Sink {
  let begun = false;
  const begin = async (): Promise<void> => {
    if (begun) return;
    begun = true;
    await into.append(file.head);
  };
  return {
    append: async (chunk) => {
      await begin();
      const bytes = file.update(bytesOf(chunk));
      if (bytes.length > 0) await into.append(bytes);
    },
    end: async () => {
      await begin();
      await into.append(file.final());
      await into.end();
    },
    abort: () => into.abort(),
  };
}

/** What the zip does to its entry. */
type Packing = Pick<
  ZipWriterConstructorOptions,
  'rawPassword' | 'zipCrypto' | 'encryptionStrength' | 'useCompressionStream'
>;

const PLAIN: Packing = {};

/** What is encrypted does not get smaller; it is put into blocks as it is. */
const AS_IT_IS: Packing = { useCompressionStream: false };

const AES_256 = 3;

/** As bytes, since the library takes the characters of a text for bytes under ZipCrypto. */
function withPassword({ password, cipher }: PasswordZip): Packing {
  const rawPassword = Buffer.from(password, 'utf8');
  return cipher === 'zipcrypto'
    ? { rawPassword, zipCrypto: true }
    : { rawPassword, encryptionStrength: AES_256 };
}

type PasswordZip = Extract<Protection, { readonly kind: 'password-zip' }>;

/** Every entry is of the first moment that a zip can name: the name tells the day (K2). */
const FIRST_DOS_MOMENT = (1 << 21) | (1 << 16);

const ZLIB_CHUNK_BYTES = 64 * 1024;

/** Level 1 costs a third of the processor time of level 6 and makes files a tenth larger. */
const FAST_LEVEL = 1;

/** `stored` has the method of `deflate` all the same, as readers of streams want it. */
const STORED_LEVEL = 0;

/** Node's own compressor as the class that the library asks for; the web's knows no level. */
const compressor = (level: number) =>
  class extends TransformStream<Uint8Array, Uint8Array> {
    static readonly supportedFormats = ['gzip', 'deflate-raw'];

    constructor(format: string) {
      const options = { level, chunkSize: ZLIB_CHUNK_BYTES };
      const zlib = format === 'gzip' ? createGzip(options) : createDeflateRaw(options);
      super({
        start: (out) => {
          zlib.on('data', (bytes: Uint8Array) => {
            // Who reads may have gone: then what is still to be packed goes with it.
            if (!hasTaken(out, bytes)) zlib.destroy();
          });
          zlib.on('error', (error) => out.error(error));
        },
        transform: (bytes) =>
          new Promise((taken, broken) => {
            zlib.write(bytes, (error) => (error ? broken(error) : taken()));
          }),
        flush: () =>
          new Promise((ended) => {
            zlib.once('close', ended).end();
          }),
      });
    }
  };

function hasTaken(out: TransformStreamDefaultController<Uint8Array>, bytes: Uint8Array): boolean {
  try {
    out.enqueue(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Most reports are no zip, and to load the library costs more than to write a small one. */
async function openZip(out: WritableStream<Uint8Array>): Promise<ZipWriter<unknown>> {
  const { configure, ZipWriter } = await import('@zip.js/zip.js');
  // It takes one class for packing, and another where it is told not to take the first.
  configure({
    useWebWorkers: false,
    CompressionStream: compressor(FAST_LEVEL),
    CompressionStreamFallback: compressor(STORED_LEVEL),
  });
  return new ZipWriter(out);
}

/** One entry, written as it comes: its sizes follow it. */
function zipSink(name: string, packing: Packing, put: Put): Sink {
  const feed = new Feed();
  let closed = false;
  const out = new WritableStream<Uint8Array>({
    write: (bytes) => (closed ? Promise.resolve() : put(bytes)),
  });
  const written = writeZip(out, name, feed.readable, packing);
  // A failure before the text is read reaches nobody who appends but by this way.
  written.catch((reason: unknown) => feed.fail(reason));
  return {
    append: (chunk) => feed.append(bytesOf(chunk)),
    end: () => {
      feed.end();
      return written;
    },
    abort: async () => {
      closed = true;
      feed.fail(new Error(GIVEN_UP));
      await written.catch(() => undefined);
    },
  };
}

async function writeZip(
  out: WritableStream<Uint8Array>,
  name: string,
  readable: ReadableStream<Uint8Array>,
  packing: Packing,
): Promise<void> {
  const zip = await openZip(out);
  const dated = { rawLastModDate: FIRST_DOS_MOMENT, extendedTimestamp: false };
  await zip.add(name, readable, { ...dated, ...packing, dataDescriptor: true });
  await zip.close();
}
