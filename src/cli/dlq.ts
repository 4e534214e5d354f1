/**
 * `laurel dlq ls|show`: the inputs that could not be applied (R4). Only reads, so it works beside a
 * running server.
 */
import type { DeadLetter, DeadLetterStore } from '../persistence/ports.js';
import { refusalText } from '../gateway/refusal-text.js';
import { escaped, EXIT, type ExitCode, type Terminal } from './terminal.js';

type Letters = Pick<DeadLetterStore, 'list' | 'get'>;

/** One line a letter: source, position, time and reason apart by tabs, or JSON with `json`. */
export async function listLetters(
  letters: Letters,
  terminal: Terminal,
  json: boolean,
): Promise<ExitCode> {
  let count = 0;
  for await (const letter of letters.list()) {
    terminal.print(json ? JSON.stringify(letter) : row(letter));
    count += 1;
  }
  terminal.note(`laurel: ${String(count)} dead letters`);
  return EXIT.ok;
}

/** One letter whole, as JSON. */
export async function showLetter(
  letters: Letters,
  source: string,
  position: string,
  terminal: Terminal,
): Promise<ExitCode> {
  const letter = await letters.get(source, position);
  if (!letter.ok) {
    terminal.note(`laurel: ${refusalText(letter.error)}`);
    return EXIT.failed;
  }
  if (letter.value === null) {
    terminal.note(`laurel: no dead letter at ${position} of ${source}: laurel dlq ls`);
    return EXIT.failed;
  }
  terminal.print(JSON.stringify(letter.value, null, 2));
  return EXIT.ok;
}

/** A reason may quote the input: what would break the table or the terminal is escaped. */
const row = ({ source, position, at, reason }: DeadLetter): string =>
  [source, position, new Date(at).toISOString(), reason].map(escaped).join('\t');
