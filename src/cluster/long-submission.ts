/**
 * A caller's commands that are too long for one entry of the log: they go in several, and the
 * caller is answered once. Appends nothing itself.
 *
 * - A1 Accepted only when all parts are durable. Where one is and another is not, it is `timeout`:
 *   a part may have been applied, and repeating all of it is harmless.
 * - A2 A single command that no entry holds is refused before anything is appended.
 */
import type { Waiting } from '../actors/commit-group.js';
import { err, type Result } from '../domain/result.js';
import type { Refusal } from '../engine.js';
import { packItems } from '../persistence/command-codec.js';

/** A2. `null` = every command fits; `bytes` is the length of all of them together. */
export function refusalOfLength(
  { pending }: Waiting,
  bytes: number,
  bytesMax: number,
): Refusal | null {
  if (bytes <= bytesMax) return null;
  const isTooLong = pending.some(({ command }) => packItems([command]).length > bytesMax);
  return isTooLong ? { kind: 'too-large', limit: 'entryBytesMax', bytesMax } : null;
}

/** The first and the second half of a caller's commands, of which there are at least two. */
export function halved({ pending, resolve }: Waiting): readonly [Waiting, Waiting] {
  const half = Math.ceil(pending.length / 2);
  const answers: Result<void, Refusal>[] = [];
  const answered = (answer: Result<void, Refusal>): void => {
    answers.push(answer);
    const [first, second] = answers;
    if (first !== undefined && second !== undefined) resolve(together(first, second));
  };
  return [
    { pending: pending.slice(0, half), resolve: answered },
    { pending: pending.slice(half), resolve: answered },
  ];
}

/** A1. */
function together(a: Result<void, Refusal>, b: Result<void, Refusal>): Result<void, Refusal> {
  if (a.ok && b.ok) return a;
  if (!a.ok && !b.ok) return b.error.kind === 'timeout' ? b : a;
  return err({ kind: 'timeout', detail: 'a part of the commands is in the log' });
}
