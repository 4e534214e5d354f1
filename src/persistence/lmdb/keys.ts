/**
 * Keys of the LMDB tables: ids joined by NUL, in byte order, so that a prefix is a range.
 * No id holds a NUL (`domain/ids.ts` ID1).
 */
import { assert } from '../../domain/result.js';

/** Longest key that LMDB takes with its default page size. */
const KEY_BYTES_MAX = 1978;

/** A key of several ids. */
export function keyOf(...ids: readonly string[]): Buffer {
  const key = Buffer.from(ids.join('\u0000'));
  assert(key.length <= KEY_BYTES_MAX, `a key has at most ${String(KEY_BYTES_MAX)} bytes`);
  return key;
}

/** The range of all keys that start with these ids and go on. */
export function below(...ids: readonly string[]): { readonly start: Buffer; readonly end: Buffer } {
  const prefix = ids.join('\u0000');
  return { start: Buffer.from(`${prefix}\u0000`), end: Buffer.from(`${prefix}\u0001`) };
}

/** The ids of a key. */
export const idsOf = (key: Buffer): string[] => key.toString().split('\u0000');
