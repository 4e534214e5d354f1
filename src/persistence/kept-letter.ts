/** Dead letters as stores keep them: packed, and read back whatever version kept them. */
import { isDeepStrictEqual } from 'node:util';
import { pack, unpack } from 'msgpackr';
import type { DeadLetter } from './ports.js';

export const packLetter = (letter: DeadLetter): Buffer => pack(letter);

/** Letters of before said nothing about how they came. */
export function unpackLetter(bytes: Uint8Array): DeadLetter {
  const letter = unpack(bytes) as DeadLetter | Omit<DeadLetter, 'way'>;
  return 'way' in letter ? letter : { ...letter, way: 'unknown' };
}

/** Whether nothing was put in the letter's place. */
export const isSameLetter = (one: DeadLetter, other: DeadLetter): boolean =>
  isDeepStrictEqual({ ...one }, { ...other });
