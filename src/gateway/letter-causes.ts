/**
 * Dead letters by their cause, the reason for which they failed: how many of each, and taking those
 * of one again.
 *
 * - K1 One call takes a limited number. Whoever wants all calls again, and says how many stayed, so
 *   that letters which fail for the same reason again are not taken in a circle.
 * - K2 Where the engine or the store refuses, nothing more is tried, and what was taken is told.
 */
import type { CauseOutcome, LetterCause } from './letter-answers.js';
import { settleLetter, type LetterDesk } from './letter-desk.js';
import type { Redriven } from './redrive.js';
import { refusalText } from './refusal-text.js';
import type { DeadLetter, DeadLetterStore } from '../persistence/ports.js';

/** Letters of a cause that one call takes: well within the time that a request may last. */
export const CAUSE_LETTERS_TAKEN_MAX = 200;
/** Causes that are told; there are as many reasons as there are ways to be wrong. */
export const CAUSES_TOLD_MAX = 50;
/** Letters that are taken at once. */
const AT_ONCE_MAX = 16;

/** The causes that have most letters, these first. */
export function mostFrequent(counts: ReadonlyMap<string, number>): readonly LetterCause[] {
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1))
    .slice(0, CAUSES_TOLD_MAX);
}

export interface CauseDesk extends LetterDesk {
  readonly letters: Pick<DeadLetterStore, 'list' | 'put' | 'remove'>;
}

/** Takes the letters of a cause after the first `skip` of them (K1). */
export async function settleCause(
  reason: string,
  skip: number,
  desk: CauseDesk,
): Promise<CauseOutcome> {
  const { letters, isMore } = await lettersOf(reason, skip, desk);
  const so = { taken: 0, failed: 0, impossible: 0, stayed: 0 };
  for (let from = 0; from < letters.length; from += AT_ONCE_MAX) {
    const some = letters.slice(from, from + AT_ONCE_MAX);
    const settled = await Promise.all(some.map((letter) => settleLetter(letter, desk)));
    let trouble = '';
    for (const outcome of settled) {
      if (!outcome.ok) {
        trouble = refusalText(outcome.error);
        continue;
      }
      const { value } = outcome;
      so[FATES[value.kind]] += 1;
      const isAsBefore = value.kind === 'failed' && value.reason === reason;
      if (isAsBefore || value.kind === 'impossible') so.stayed += 1;
    }
    if (trouble !== '') return { ...so, isMore: true, trouble }; // K2
  }
  return { ...so, isMore, trouble: '' };
}

const FATES = {
  ...{ applied: 'taken', duplicate: 'taken', ignored: 'taken' },
  ...{ failed: 'failed', impossible: 'impossible' },
} as const satisfies Readonly<Record<Redriven['kind'], keyof CauseOutcome>>;

async function lettersOf(
  reason: string,
  skip: number,
  { letters }: Pick<CauseDesk, 'letters'>,
): Promise<{ readonly letters: readonly DeadLetter[]; readonly isMore: boolean }> {
  const found: DeadLetter[] = [];
  let passed = 0;
  for await (const letter of letters.list()) {
    if (letter.reason !== reason || ++passed <= skip) continue;
    if (found.length === CAUSE_LETTERS_TAKEN_MAX) return { letters: found, isMore: true };
    found.push(letter);
  }
  return { letters: found, isMore: false };
}
