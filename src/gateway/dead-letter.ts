/**
 * Makes the record of an input that could not be applied: bounded, with the hash and the length of
 * the whole when it had to be cut (R4). Stores nothing.
 */
import { createHash } from 'node:crypto';
import type { Instant } from '../domain/ids.js';
import type { DeadLetter } from '../persistence/ports.js';

/** Where an input stood and how it came; `position` is unique within `source`. */
export type LetterPlace = Pick<DeadLetter, 'source' | 'position' | 'way'>;

/** Longest text that a dead letter keeps, in UTF-8 bytes. */
export const DEAD_LETTER_TEXT_BYTES_MAX = 16_384;

/** A dead letter for `text`. */
export function deadLetter(
  { source, position, way }: LetterPlace,
  reason: string,
  at: Instant,
  text: string,
): DeadLetter {
  const bytes = Buffer.byteLength(text);
  if (bytes <= DEAD_LETTER_TEXT_BYTES_MAX) {
    return { source, position, way, reason, at, text, bytes, sha256: '' };
  }
  return {
    ...{ source, position, way, reason, at },
    text: cut(text),
    bytes,
    sha256: createHash('sha256').update(text).digest('hex'),
  };
}

/** Cuts at a whole character: a torn one at the end decodes to U+FFFD and is dropped. */
function cut(text: string): string {
  const head = Buffer.from(text).subarray(0, DEAD_LETTER_TEXT_BYTES_MAX).toString('utf8');
  return head.replace(/\uFFFD+$/, '');
}
