/**
 * Dead letters as the console shows them: the list, one, taking one or those of a cause again, also
 * as edited, dropping one.
 *
 * - D1 A letter is dropped only when the request repeats its position as a confirmation, and only
 *   as it was shown: another one put in its place since stays.
 * - D2 What is changed by hand is logged: by whom, which letter, and the names of the fields that
 *   differ. Never what stands in them.
 */
import type { FastifyRequest } from 'fastify';
import { err, ok, type Result } from '../../../domain/result.js';
import type { Answer } from '../../../engine.js';
import type { DeadLetter } from '../../../persistence/ports.js';
import type { Caller } from '../../caller.js';
import type {
  CauseOutcome,
  LetterLine,
  LetterList,
  LetterOutcome,
  LetterPage,
} from '../../letter-answers.js';
import { editableText, editedLetter } from '../../edited-letter.js';
import { fault, type Fault } from '../../fault.js';
import { changedPlaces } from '../../json-changes.js';
import { CAUSES_TOLD_MAX, mostFrequent, settleCause } from '../../letter-causes.js';
import { settleEdited, settleLetter } from '../../letter-desk.js';
import type { Redriven } from '../../redrive.js';
import { countOf, isBlank, own, requestOf, textOf, type Fields } from '../../wire.js';
import type { ConsoleContext } from '../console-context.js';
import type { ConsoleDeps } from '../console-deps.js';
import {
  CAUSE_REDRIVE,
  LETTER_DROP,
  LETTER_QUERY,
  LETTER_REDRIVE,
  LETTERS_QUERY,
} from '../schemas/console.js';
import type { Answered, Sunbird } from '../sunbird-route.js';

/** Letters of one list. */
const LETTERS_LISTED_MAX = 200;
/** Letters that are looked at for their causes. */
const LETTERS_COUNTED_MAX = 10_000;

const tags = ['console'];
const FOR_OPERATORS = { access: 'operator', role: null } as const;

/** Adds the routes of this resource. */
export function consoleLetterRoutes({ add }: Sunbird, { pages }: ConsoleContext): void {
  add({
    ...FOR_OPERATORS,
    method: 'GET',
    path: '/v1/console/dead-letters',
    schema: { summary: 'Inputs that could not be applied', tags, querystring: LETTERS_QUERY },
    handle: (request) => {
      const reason = textOf(own(request.query as Fields, 'reason'), 'reason');
      return reason.ok ? list(reason.value, pages) : reason;
    },
  });
  add({
    ...FOR_OPERATORS,
    method: 'GET',
    path: '/v1/console/dead-letter',
    schema: { summary: 'One of them, whole', tags, querystring: LETTER_QUERY },
    handle: async (request) => {
      const letter = await named(request.query as Fields, pages);
      return letter.ok ? ok(pageOf(letter.value, pages)) : letter;
    },
  });
  add({
    ...FOR_OPERATORS,
    method: 'POST',
    path: '/v1/console/dead-letter/redrive',
    schema: {
      summary: 'Take one again, as it came or with `content` in the place of what was sent',
      tags,
      body: LETTER_REDRIVE,
    },
    handle: (request, caller) =>
      ofLetter(request, pages, (letter, fields) =>
        own(fields, 'content') === undefined
          ? redrive(letter, pages)
          : redriveEdited(letter, fields, { request, caller, pages }),
      ),
  });
  add({
    ...FOR_OPERATORS,
    method: 'POST',
    path: '/v1/console/dead-letters/redrive',
    schema: {
      summary: 'Take some of those that failed for one reason again; call again while `isMore`',
      tags,
      body: CAUSE_REDRIVE,
    },
    handle: (request, caller) => redriveCause({ request, caller, pages }),
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
    handle: (request, caller) =>
      ofLetter(request, pages, (letter, fields) =>
        drop(letter, fields, { request, caller, pages }),
      ),
  });
}

/** Who asked for something that is logged (D2). */
interface ByHand {
  readonly request: FastifyRequest;
  readonly caller: Caller;
  readonly pages: ConsoleDeps;
}

/** `reason` '' = of all causes. */
async function list(reason: string, { desk }: ConsoleDeps): Answer<LetterList> {
  const letters: LetterLine[] = [];
  const counts = new Map<string, number>();
  let [seen, chosen] = [0, 0];
  for await (const letter of desk.letters.list()) {
    if (++seen > LETTERS_COUNTED_MAX) break;
    counts.set(letter.reason, (counts.get(letter.reason) ?? 0) + 1);
    if (reason !== '' && letter.reason !== reason) continue;
    if (++chosen <= LETTERS_LISTED_MAX) letters.push(lineOf(letter));
  }
  const isCounted = seen <= LETTERS_COUNTED_MAX;
  return ok({
    ...{ letters, isMore: chosen > LETTERS_LISTED_MAX || !isCounted },
    causes: mostFrequent(counts),
    areMoreCauses: !isCounted || counts.size > CAUSES_TOLD_MAX,
  });
}

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

async function redriveEdited(
  letter: DeadLetter,
  fields: Fields,
  { request, caller, pages: { desk } }: ByHand,
): Promise<Answered> {
  const content = textOf(own(fields, 'content'), 'content');
  if (!content.ok) return content;
  const edited = editedLetter(letter, content.value, desk.env);
  if (!edited.ok) return err(fault('CLIENT_ERROR', edited.error));
  const taken = await settleEdited(letter, edited.value, desk);
  if (!taken.ok) return taken;
  const { source, position } = letter;
  const changed = changedPlaces(letter.text, edited.value.text);
  const by = caller.requestedBy;
  request.log.info(
    { source, position, by, changed, outcome: taken.value.kind },
    'dead letter taken as edited',
  );
  return ok(outcomeOf(taken.value));
}

async function redriveCause({
  request,
  caller,
  pages,
}: ByHand): Promise<Result<CauseOutcome, Fault>> {
  const fields = requestOf(request.body);
  if (!fields.ok) return fields;
  const reason = textOf(own(fields.value, 'reason'), 'reason');
  if (!reason.ok) return reason;
  if (reason.value === '') return err(fault('MANDATORY_PARAMETER_MISSING', 'reason'));
  const skip = countOf(own(fields.value, 'skip'), 'skip', SKIP);
  if (!skip.ok) return skip;
  const outcome = await settleCause(reason.value, skip.value, pages.desk);
  request.log.info({ ...outcome, by: caller.requestedBy }, 'dead letters of a cause taken again');
  return ok(outcome);
}

const SKIP = { min: 0, max: 1_000_000, otherwise: 0 };

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
async function drop(
  letter: DeadLetter,
  fields: Fields,
  { request, caller, pages: { desk } }: ByHand,
): Promise<Answered> {
  const { source, position } = letter;
  if (own(fields, 'confirm') !== position) {
    return err(fault('CLIENT_ERROR', 'confirm must repeat the position of the dead letter'));
  }
  const removed = await desk.letters.remove(letter);
  if (!removed.ok) return removed;
  request.log.info({ source, position, by: caller.requestedBy }, 'dead letter dropped');
  return ok({ response: 'SUCCESS' });
}

const lineOf = ({ source, position, way, reason, at, bytes }: DeadLetter): LetterLine => ({
  ...{ source, position, way, reason, at, bytes },
});

function pageOf(letter: DeadLetter, { desk }: ConsoleDeps): LetterPage {
  const editable = editableText(letter, desk.env);
  return {
    ...lineOf(letter),
    ...{ text: letter.text, isCut: letter.sha256 !== '' },
    editable: editable.ok ? editable.value : null,
    whyNot: editable.ok ? '' : editable.error,
  };
}
