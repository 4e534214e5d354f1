/**
 * `laurel dlq redrive`: takes dead letters again. How one is taken is `gateway/redrive.ts`; this
 * file owns which.
 *
 * - E1 What became of each letter (`gateway/letter-desk.ts`) is told in one line.
 * - E2 Where the engine or the store refuses for longer than anybody waits, nothing more is tried;
 *   what was taken until then is taken.
 */
import { err, ok, type Result } from '../domain/result.js';
import type { Answer } from '../engine.js';
import { settleLetter, type LetterDesk } from '../gateway/letter-desk.js';
import type { Redriven } from '../gateway/redrive.js';
import { refusalText } from '../gateway/refusal-text.js';
import type { DeadLetter, DeadLetterStore } from '../persistence/ports.js';
import { patiently } from './patience.js';
import { escaped, EXIT, type ExitCode, type Terminal } from './terminal.js';

/** Which letters; without positions all of the source and the reason, without these all. */
export interface RedriveRequest {
  readonly source: string | null;
  readonly reason: string | null;
  readonly positions: readonly string[];
}

export interface RedriveParts extends LetterDesk {
  readonly letters: Pick<DeadLetterStore, 'list' | 'get' | 'put' | 'remove'>;
  readonly terminal: Terminal;
}

/** What is told of a letter. `ready` = its parser takes it now. */
type Told = Redriven | { readonly kind: 'ready' };

/** Letters of one run; whoever has more runs it again. */
export const REDRIVEN_LETTERS_MAX = 100_000;
/** Letters that are taken at once. */
const AT_ONCE_MAX = 32;

/** Takes letters, tells what became of each; fails when one of them stays. */
export async function redrive(
  request: RedriveRequest,
  parts: RedriveParts,
  json: boolean,
): Promise<ExitCode> {
  return overLetters(request, parts, json, (letter) => settleLetter(letter, parts));
}

/** The same without taking or writing anything. */
export function redriveDry(
  request: RedriveRequest,
  parts: Pick<RedriveParts, 'terminal'> & {
    readonly letters: Pick<DeadLetterStore, 'list' | 'get'>;
    readonly look: (letter: DeadLetter) => Redriven | null;
  },
  json: boolean,
): Promise<ExitCode> {
  return overLetters(request, parts, json, (letter) =>
    Promise.resolve(ok(parts.look(letter) ?? { kind: 'ready' })),
  );
}

interface Place {
  readonly source: string;
  readonly position: string;
}

async function overLetters(
  request: RedriveRequest,
  {
    letters,
    terminal,
  }: Pick<RedriveParts, 'terminal'> & {
    readonly letters: Pick<DeadLetterStore, 'list' | 'get'>;
  },
  json: boolean,
  work: (letter: DeadLetter) => Answer<Told>,
): Promise<ExitCode> {
  const { places, more } = await placesOf(request, letters);
  const counts = new Map<string, number>();
  for (let from = 0; from < places.length; from += AT_ONCE_MAX) {
    const some = places.slice(from, from + AT_ONCE_MAX);
    const told = await Promise.all(some.map((place) => one(place, letters, work)));
    for (const [i, outcome] of told.entries()) {
      const place = some[i];
      if (place === undefined) continue;
      if (!outcome.ok) {
        terminal.note(`laurel: ${place.position} of ${place.source}: ${outcome.error}`);
        tellCounts(counts, terminal);
        return EXIT.failed; // E2
      }
      tell(place, outcome.value, terminal, json);
      const { kind } = outcome.value;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    terminal.progress(`${String(from + some.length)} of ${String(places.length)} letters`);
  }
  tellCounts(counts, terminal);
  if (more) terminal.note(`laurel: there are more than ${String(REDRIVEN_LETTERS_MAX)}: run again`);
  return counts.has('failed') || counts.has('impossible') ? EXIT.failed : EXIT.ok;
}

/** Names only: letters may be long, and are read when it is their turn. */
async function placesOf(
  { source, reason, positions }: RedriveRequest,
  letters: Pick<DeadLetterStore, 'list'>,
): Promise<{ readonly places: readonly Place[]; readonly more: boolean }> {
  if (source !== null && positions.length > 0) {
    const places = [...new Set(positions)].map((position) => ({ source, position }));
    return { places, more: false };
  }
  const places: Place[] = [];
  for await (const letter of letters.list()) {
    if (source !== null && letter.source !== source) continue;
    if (reason !== null && letter.reason !== reason) continue;
    if (places.length === REDRIVEN_LETTERS_MAX) return { places, more: true };
    places.push({ source: letter.source, position: letter.position });
  }
  return { places, more: false };
}

/** The failure is a sentence. */
async function one(
  { source, position }: Place,
  letters: Pick<DeadLetterStore, 'get'>,
  work: (letter: DeadLetter) => Answer<Told>,
): Promise<Result<Told, string>> {
  const letter = await patiently(() => letters.get(source, position));
  if (!letter.ok) return err(refusalText(letter.error));
  const { value } = letter;
  if (value === null) return err('there is no such dead letter: laurel dlq ls');
  const told = await patiently(() => work(value));
  return told.ok ? told : err(refusalText(told.error));
}

function tell({ source, position }: Place, told: Told, terminal: Terminal, json: boolean): void {
  const reason = told.kind === 'failed' ? told.reason : told.kind === 'impossible' ? told.why : '';
  const row = { source, position, outcome: told.kind, reason };
  terminal.print(json ? JSON.stringify(row) : Object.values(row).map(escaped).join('\t'));
}

function tellCounts(counts: ReadonlyMap<string, number>, terminal: Terminal): void {
  const parts = [...counts].map(([kind, count]) => `${String(count)} ${kind}`);
  terminal.note(`laurel: ${parts.length === 0 ? 'no dead letters' : parts.join(', ')}`);
}
