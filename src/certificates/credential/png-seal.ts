/**
 * A PNG and the credential that is about it, in one file, as Open Badges 3.0 bakes them (5.3.1): an
 * uncompressed `iTXt` chunk behind the header. Its promises are those of `svg-seal.ts` (S1, S2).
 */
import { crc32 } from 'node:zlib';
import type { NotOpened, Opened } from './sealed-file.js';

/** Adds a credential to a picture; throws when it is no PNG. */
export function sealPng(document: Uint8Array, credential: string): Uint8Array {
  const picture = Buffer.from(document);
  if (!isPng(picture)) throw new Error('the picture is no PNG');
  return addedTo(picture, credential);
}

/** Takes a sealed file apart (S1); `null` = it is no PNG. */
export function openPng(file: Uint8Array): Opened | NotOpened | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!isPng(bytes)) return null;
  if (bytes.indexOf(KEYWORD) < 0) return 'unsigned';
  const length = bytes.length < AT + CHUNK_BYTES ? 0 : bytes.readUInt32BE(AT);
  const end = AT + CHUNK_BYTES + length;
  if (length < PREFIX.length || end > bytes.length) return 'altered';
  const credential = bytes.toString('latin1', AT + 8 + PREFIX.length, end - 4);
  const document = Buffer.concat([bytes.subarray(0, AT), bytes.subarray(end)]);
  return addedTo(document, credential).equals(bytes) ? { document, credential } : 'altered';
}

/** Keyword of the chunk, to which the specification gives this meaning. */
const KEYWORD = 'openbadgecredential';
/** Not compressed, no language, no translated keyword. */
const PREFIX = Buffer.from(`${KEYWORD}\0\0\0\0\0`, 'latin1');
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Behind the signature and the header chunk, whose length is fixed. */
const AT = SIGNATURE.length + 25;
/** Length, type and checksum of a chunk. */
const CHUNK_BYTES = 12;

const isPng = (bytes: Buffer): boolean =>
  bytes.length >= AT &&
  bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE) &&
  bytes.toString('latin1', SIGNATURE.length + 4, SIGNATURE.length + 8) === 'IHDR';

function addedTo(document: Buffer, credential: string): Buffer {
  const data = Buffer.concat([PREFIX, Buffer.from(credential, 'latin1')]);
  const chunk = Buffer.alloc(data.length + CHUNK_BYTES);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write('iTXt', 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return Buffer.concat([document.subarray(0, AT), chunk, document.subarray(AT)]);
}
