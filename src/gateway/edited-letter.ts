/**
 * What may be corrected of a dead letter, and the letter as corrected. Takes and stores nothing.
 *
 * - C1 Only what was sent is edited: who sent it, how and when it came stay as they are, so that
 *   an edit is judged by the same parser and has the rights of the same sender (V2).
 * - C2 Commands and drawings are no input of anybody: Laurel wrote them after their input had been
 *   checked, and no parser would check them a second time. They are taken as they are, or not.
 * - C3 The letter itself is not changed: its original stays until an edit of it is applied.
 */
import { assertNever, err, ok, type Result } from '../domain/result.js';
import type { DeadLetter } from '../persistence/ports.js';
import { BODY_DEPTH_MAX, isDeeperThan } from './json-depth.js';
import { indentedJson, jsonFault } from './json-text.js';
import { keptRequest, parseKeptRequest } from './kept-request.js';
import { inputOf } from './letter-input.js';
import { isFields } from './wire.js';

/** Longest content that is taken as edited, in UTF-8 bytes: a letter's own limit, and indents. */
export const EDITED_TEXT_BYTES_MAX = 65_536;

/** What is shown to be edited: JSON in lines, anything else as it came. Failures are sentences. */
export function editableText(letter: DeadLetter, env: string): Result<string, string> {
  const input = inputOf(letter, env);
  if (!input.ok) return input;
  const { kind } = input.value;
  switch (kind) {
    case 'record':
      return ok(indentedJson(letter.text));
    case 'state-update':
    case 'scoring': {
      const kept = parseKeptRequest(letter.text);
      return kept.ok ? ok(JSON.stringify(kept.value.request, null, 2)) : kept;
    }
    case 'command':
    case 'render':
      return err(`a ${kind} is Laurel's own and was checked: it can be taken again as it is`); // C2
    default:
      return assertNever(kind);
  }
}

/** The letter with `content` in the place of what was sent (C1, C3). Failures are sentences. */
export function editedLetter(
  letter: DeadLetter,
  content: string,
  env: string,
): Result<DeadLetter, string> {
  const editable = editableText(letter, env);
  if (!editable.ok) return editable;
  const bytes = Buffer.byteLength(content);
  if (bytes > EDITED_TEXT_BYTES_MAX) {
    return err(`content has ${String(bytes)} bytes, more than ${String(EDITED_TEXT_BYTES_MAX)}`);
  }
  const sent = parsed(content);
  if (!sent.ok) return sent;
  if (letter.way !== 'state-update' && letter.way !== 'scoring') {
    return ok({ ...letter, text: content, bytes });
  }
  const kept = parseKeptRequest(letter.text);
  if (!kept.ok) return kept;
  if (!isFields(sent.value)) return err('content is no JSON object');
  const text = keptRequest({ caller: kept.value.caller, request: sent.value });
  return ok({ ...letter, text, bytes: Buffer.byteLength(text) });
}

/** All ways in are JSON, and none of it nests deeper than the body of a request may. */
function parsed(content: string): Result<unknown, string> {
  const fault = jsonFault(content);
  if (fault !== null) {
    return err(`content is no JSON: line ${String(fault.line)}, column ${String(fault.column)}`);
  }
  const value: unknown = JSON.parse(content);
  return isDeeperThan(value, BODY_DEPTH_MAX)
    ? err(`content nests deeper than ${String(BODY_DEPTH_MAX)} levels`)
    : ok(value);
}
