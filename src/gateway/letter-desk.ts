/**
 * What becomes of a dead letter that is taken again, whoever asked: the command line or the
 * console. How one is taken is `redrive.ts`.
 *
 * - E1 A letter that was taken is removed, one that failed again stays with its newest reason, and
 *   one that cannot be taken stays as it is.
 */
import { ok } from '../domain/result.js';
import type { Answer } from '../engine.js';
import type { DeadLetter, DeadLetterStore } from '../persistence/ports.js';
import type { Redriven } from './redrive.js';

export interface LetterDesk {
  readonly letters: Pick<DeadLetterStore, 'put' | 'remove'>;
  readonly take: (letter: DeadLetter) => Answer<Redriven>;
}

/** Takes a letter and settles what becomes of it (E1). */
export async function settleLetter(
  letter: DeadLetter,
  { letters, take }: LetterDesk,
): Answer<Redriven> {
  const taken = await take(letter);
  if (!taken.ok || taken.value.kind === 'impossible') return taken;
  const { value } = taken;
  const written =
    value.kind === 'failed'
      ? await keep(letter, value.reason, letters)
      : await letters.remove(letter);
  return written.ok ? taken : written;
}

/** Its time stays that of its arrival, by which it is judged whenever it is taken. */
const keep = (
  letter: DeadLetter,
  reason: string,
  letters: Pick<DeadLetterStore, 'put'>,
): Answer<void> =>
  letter.reason === reason ? Promise.resolve(ok(undefined)) : letters.put([{ ...letter, reason }]);
