/**
 * Dead letters as the console shows them: the list, one, taking one again, dropping one.
 *
 * - D1 A letter is dropped only when the request repeats its position as a confirmation, and only
 *   as it was shown: another one put in its place since stays.
 */
import type { FastifyRequest } from 'fastify';
import { err, ok, type Result } from '../../../domain/result.js';
import type { Answer } from '../../../engine.js';
import type { DeadLetter } from '../../../persistence/ports.js';
import type { LetterLine, LetterList, LetterOutcome } from '../../console-answers.js';
import { fault, type Fault } from '../../fault.js';
import { settleLetter } from '../../letter-desk.js';
import type { Redriven } from '../../redrive.js';
import { isBlank, own, requestOf, textOf } from '../../wire.js';
import type { ConsoleContext } from '../console-context.js';
import type { ConsoleDeps } from '../console-deps.js';
import { LETTER_DROP, LETTER_QUERY, LETTER_REDRIVE } from '../schemas/console.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Letters of one list. */
const LETTERS_LISTED_MAX = 200;

const tags = ['console'];
const FOR_OPERATORS = { access: 'operator', role: null } as const;

/** Adds the routes of this resource. */
export function consoleLetterRoutes({ add }: Sunbird, { pages }: ConsoleContext): void {
  add({
    ...FOR_OPERATORS,
    method: 'GET',
    path: '/v1/console/dead-letters',
    schema: { summary: 'Inputs that could not be applied', tags },
    handle: () => list(pages),
  });
  add({
    ...FOR_OPERATORS,
    method: 'GET',
    path: '/v1/console/dead-letter',
    schema: { summary: 'One of them, whole', tags, querystring: LETTER_QUERY },
    handle: async (request) => {
      const letter = await named(request.query as Readonly<Record<string, unknown>>, pages);
      return letter.ok ? ok(pageOf(letter.value)) : letter;
    },
  });
  add({
    ...FOR_OPERATORS,
    method: 'POST',
    path: '/v1/console/dead-letter/redrive',
    schema: { summary: 'Take one again', tags, body: LETTER_REDRIVE },
    handle: (request) => ofLetter(request, pages, (letter) => redrive(letter, pages)),
  });
  add({
    ...FOR_OPERATORS,
    method: 'POST',
    path: '/v1/console/dead-letter/drop',
    schema: {
      summary: 'Drop one for good; `confirm` repeats its position',
      tags,
      body: LETTER_DROP,
    },
    handle: (request) => ofLetter(request, pages, (letter, fields) => drop(letter, fields, pages)),
  });
}

async function list({ desk }: ConsoleDeps): Answer<LetterList> {
  const letters: LetterLine[] = [];
  for await (const letter of desk.letters.list()) {
    if (letters.length === LETTERS_LISTED_MAX) return ok({ letters, isMore: true });
    letters.push(lineOf(letter));
  }
  return ok({ letters, isMore: false });
}

type Fields = Readonly<Record<string, unknown>>;

async function ofLetter(
  request: FastifyRequest,
  pages: ConsoleDeps,
  work: (letter: DeadLetter, fields: Fields) => Promise<Answered>,
): Promise<Answered> {
  const fields = requestOf(request.body);
  if (!fields.ok) return fields;
  const letter = await named(fields.value, pages);
  return letter.ok ? work(letter.value, fields.value) : letter;
}

async function named(
  fields: Fields,
  { desk }: ConsoleDeps,
): Promise<Exclude<Answered, { readonly ok: true }> | { readonly ok: true; value: DeadLetter }> {
  const source = text(fields, 'source');
  if (!source.ok) return source;
  const position = text(fields, 'position');
  if (!position.ok) return position;
  const letter = await desk.letters.get(source.value, position.value);
  if (!letter.ok) return letter;
  return letter.value === null ? err(fault('RESOURCE_NOT_FOUND')) : ok(letter.value);
}

/** Longest name of a letter that is looked for: a key has to fit its store. */
const NAME_CHARACTERS_MAX = 256;

function text(fields: Fields, name: string): Result<string, Fault> {
  const value = own(fields, name);
  if (isBlank(value)) return err(fault('MANDATORY_PARAMETER_MISSING', name));
  const read = textOf(value, name);
  if (!read.ok) return read;
  const isName = read.value.length <= NAME_CHARACTERS_MAX && !/[\p{Cc}\p{Cs}]/u.test(read.value);
  return isName ? read : err(fault('INVALID_PARAMETER_VALUE', read.value.slice(0, 40), name));
}

async function redrive(letter: DeadLetter, { desk }: ConsoleDeps): Promise<Answered> {
  const taken = await settleLetter(letter, desk);
  return taken.ok ? ok(outcomeOf(taken.value)) : taken;
}

function outcomeOf(redriven: Redriven): LetterOutcome {
  switch (redriven.kind) {
    case 'failed':
      return { outcome: redriven.kind, reason: redriven.reason };
    case 'impossible':
      return { outcome: redriven.kind, reason: redriven.why };
    case 'applied':
    case 'duplicate':
    case 'ignored':
      return { outcome: redriven.kind, reason: '' };
  }
}

/** D1. */
async function drop(letter: DeadLetter, fields: Fields, { desk }: ConsoleDeps): Promise<Answered> {
  if (own(fields, 'confirm') !== letter.position) {
    return err(fault('CLIENT_ERROR', 'confirm must repeat the position of the dead letter'));
  }
  const removed = await desk.letters.remove(letter);
  return removed.ok ? ok({ response: 'SUCCESS' }) : removed;
}

const lineOf = ({ source, position, way, reason, at, bytes }: DeadLetter): LetterLine => ({
  ...{ source, position, way, reason, at, bytes },
});

const pageOf = (letter: DeadLetter): object => ({
  ...lineOf(letter),
  ...{ text: letter.text, isCut: letter.sha256 !== '' },
});
