/**
 * Keys of the LMDB tables: ids joined by NUL, in byte order, so that a prefix is a range.
 * No id holds a NUL (`domain/ids.ts` ID1).
 */

/** A key of several ids. */
export const keyOf = (...ids: readonly string[]): Buffer => Buffer.from(ids.join('\u0000'));

/** The range of all keys that start with these ids and go on. */
export function below(...ids: readonly string[]): { readonly start: Buffer; readonly end: Buffer } {
  const prefix = ids.join('\u0000');
  return { start: Buffer.from(`${prefix}\u0000`), end: Buffer.from(`${prefix}\u0001`) };
}

/** The ids of a key. */
export const idsOf = (key: Buffer): string[] => key.toString().split('\u0000');
