/**
 * What becomes of a dead letter that is taken again, whoever asked: the command line or the
 * console. How one is taken is `redrive.ts`.
 *
 * - E1 A letter that was taken is removed, one that failed again stays with its newest reason, and
 *   one that cannot be taken stays as it is.
 * - E2 An edit that fails leaves the letter and its reason as they were: the reason of the edit is
 *   told to who made it, and the original can be taken, or corrected otherwise, later.
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

/** Takes a letter as edited (`edited-letter.ts`); once that is applied the letter is done (E2). */
export async function settleEdited(
  letter: DeadLetter,
  edited: DeadLetter,
  { letters, take }: LetterDesk,
): Answer<Redriven> {
  const taken = await take(edited);
  if (!taken.ok || taken.value.kind === 'impossible' || taken.value.kind === 'failed') return taken;
  const removed = await letters.remove(letter);
  return removed.ok ? taken : removed;
}

/** Its time stays that of its arrival, by which it is judged whenever it is taken. */
const keep = (
  letter: DeadLetter,
  reason: string,
  letters: Pick<DeadLetterStore, 'put'>,
): Answer<void> =>
  letter.reason === reason ? Promise.resolve(ok(undefined)) : letters.put([{ ...letter, reason }]);
