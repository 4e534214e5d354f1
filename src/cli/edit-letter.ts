/**
 * `laurel dlq show --out` and `laurel dlq edit`: what was sent of a dead letter, into a file and,
 * corrected, from it. What may be edited is `gateway/edited-letter.ts`.
 *
 * - E1 A letter whose edit fails stays as it was (`gateway/letter-desk.ts`, E2).
 */
import { writeFile } from 'node:fs/promises';
import { err, type Result } from '../domain/result.js';
import type { Answer } from '../engine.js';
import { editableText, editedLetter } from '../gateway/edited-letter.js';
import { changedPlaces } from '../gateway/json-changes.js';
import type { Redriven } from '../gateway/redrive.js';
import { refusalText } from '../gateway/refusal-text.js';
import type { DeadLetter, DeadLetterStore } from '../persistence/ports.js';
import { patiently } from './patience.js';
import { escaped, EXIT, type ExitCode, type Terminal } from './terminal.js';

export interface LetterName {
  readonly source: string;
  readonly position: string;
}

interface Parts {
  readonly letters: Pick<DeadLetterStore, 'get'>;
  /** Prefix of topic names. */
  readonly env: string;
  readonly terminal: Terminal;
}

/** Writes what may be edited of a letter to a file: it may hold what no terminal should be sent. */
export async function writeContent(name: LetterName, out: string, parts: Parts): Promise<ExitCode> {
  const letter = await letterAt(name, parts);
  const content = letter.ok ? editableText(letter.value, parts.env) : letter;
  if (!content.ok) return failed(content.error, parts);
  try {
    await writeFile(out, `${content.value}\n`);
  } catch (error) {
    return failed(`cannot write ${out}: ${String(error)}`, parts);
  }
  const { source, position } = name;
  parts.terminal.note(`laurel: correct it, then: laurel dlq edit ${source} ${position} ${out}`);
  return EXIT.ok;
}

/** What becomes of an edited letter. `ready` = its parser takes it now. */
type Told = Redriven | { readonly kind: 'ready' };

export interface EditParts extends Parts {
  /** Takes the edit of a letter and settles it, or only looks at it. */
  readonly settle: (letter: DeadLetter, edited: DeadLetter) => Answer<Told>;
}

/** Takes a letter with `content` in the place of what was sent; fails when it stays. */
export async function editLetter(
  name: LetterName,
  content: string,
  parts: EditParts,
  json: boolean,
): Promise<ExitCode> {
  const letter = await letterAt(name, parts);
  if (!letter.ok) return failed(letter.error, parts);
  const edited = editedLetter(letter.value, content, parts.env);
  if (!edited.ok) return failed(edited.error, parts);
  const told = await patiently(() => parts.settle(letter.value, edited.value));
  if (!told.ok) return failed(refusalText(told.error), parts);
  const { kind: outcome } = told.value;
  const reason = told.value.kind === 'failed' ? told.value.reason : '';
  const why = told.value.kind === 'impossible' ? told.value.why : reason;
  const changed = changedPlaces(letter.value.text, edited.value.text);
  const row = { ...name, outcome, reason: why };
  const line = [...Object.values(row), changed.join(' ')].map(escaped).join('\t');
  parts.terminal.print(json ? JSON.stringify({ ...row, changed }) : line);
  return outcome === 'failed' || outcome === 'impossible' ? EXIT.failed : EXIT.ok;
}

async function letterAt(
  { source, position }: LetterName,
  { letters }: Parts,
): Promise<Result<DeadLetter, string>> {
  const letter = await patiently(() => letters.get(source, position));
  if (!letter.ok) return err(refusalText(letter.error));
  return letter.value === null
    ? err(`no dead letter at ${position} of ${source}: laurel dlq ls`)
    : { ok: true, value: letter.value };
}

function failed(reason: string, { terminal }: Parts): ExitCode {
  terminal.note(`laurel: ${reason}`);
  return EXIT.failed;
}
