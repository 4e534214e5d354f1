/** What each command about dead letters opens, runs and closes again. */
import { ok } from '../domain/result.js';
import { EDITED_TEXT_BYTES_MAX } from '../gateway/edited-letter.js';
import { settleEdited } from '../gateway/letter-desk.js';
import { lookAtLetter, redriveLetter } from '../gateway/redrive.js';
import type { DeadLetter } from '../persistence/ports.js';
import { lookUpsOf, redriveDeps } from '../redriving.js';
import { listLetters, showLetter } from './dlq.js';
import { editLetter, writeContent } from './edit-letter.js';
import { openInput, readWhole } from './input.js';
import type { EditRequest, LetterActions } from './letter-commands.js';
import { redrive, redriveDry } from './redrive.js';
import { failed, reading, writingTo, type ActionParts } from './opening.js';
import type { ExitCode } from './terminal.js';

export function letterActions(parts: ActionParts): LetterActions {
  const { terminal } = parts;
  return {
    listLetters: (json) =>
      reading(parts, ({ store }) => listLetters(store.deadLetters, terminal, json)),
    showLetter: (name, out) =>
      reading(parts, ({ store: { deadLetters: letters } }, { env }) =>
        out === null
          ? showLetter(letters, name.source, name.position, terminal)
          : writeContent(name, out, { letters, env, terminal }),
      ),
    editLetter: (request, dry, json) => edit(parts, request, dry, json),
    redrive: (request, dry, json) =>
      dry
        ? reading(parts, ({ store, catalogue }, config) => {
            const looks = lookUpsOf(config, catalogue);
            const look = (letter: DeadLetter) => lookAtLetter(letter, looks);
            return redriveDry(request, { letters: store.deadLetters, look, terminal }, json);
          })
        : writingTo(parts, (laurel, config) => {
            const deps = redriveDeps(config, laurel, () => Date.now());
            const take = (letter: DeadLetter) => redriveLetter(letter, deps);
            return redrive(request, { letters: laurel.store.deadLetters, take, terminal }, json);
          }),
  };
}

async function edit(
  parts: ActionParts,
  request: EditRequest,
  dry: boolean,
  json: boolean,
): Promise<ExitCode> {
  const { terminal } = parts;
  const input = await openInput(request.file);
  if (!input.ok) return failed(terminal, input.error);
  const content = await readWhole(input.value, EDITED_TEXT_BYTES_MAX);
  if (!content.ok) return failed(terminal, content.error);
  const { source, position } = request;
  const name = { source, position };
  if (dry) {
    return reading(parts, ({ store: { deadLetters: letters }, catalogue }, config) => {
      const looks = lookUpsOf(config, catalogue);
      const settle = (_: DeadLetter, edited: DeadLetter) =>
        Promise.resolve(ok(lookAtLetter(edited, looks) ?? ({ kind: 'ready' } as const)));
      return editLetter(name, content.value, { letters, env: config.env, terminal, settle }, json);
    });
  }
  return writingTo(parts, (laurel, config) => {
    const { deadLetters: letters } = laurel.store;
    const deps = redriveDeps(config, laurel, () => Date.now());
    const desk = { letters, take: (letter: DeadLetter) => redriveLetter(letter, deps) };
    const settle = (letter: DeadLetter, edited: DeadLetter) => settleEdited(letter, edited, desk);
    return editLetter(name, content.value, { letters, env: config.env, terminal, settle }, json);
  });
}
