/**
 * Reads one user of an import file: `userid` and the hash fields of the user cache
 * (`reference/jobs.md` 5.2), as a JSON object or as a row under a CSV header.
 */
import type { UserEntry } from '../domain/certificate.js';
import { parseLearnerId, type LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { isFields } from './wire.js';

export type UserRow = readonly [LearnerId, UserEntry];

/** One JSON object; `null` counts as '', other values that are no text are kept as JSON. */
export function parseUserObject(value: unknown): Result<UserRow, string> {
  if (!isFields(value)) return err('not a JSON object');
  return userRow(Object.entries(value).map(([name, field]) => [name, fieldText(field)]));
}

/** One CSV row; a row longer or shorter than the header is refused. */
export function parseUserCells(
  header: readonly string[],
  cells: readonly string[],
): Result<UserRow, string> {
  if (cells.length !== header.length) {
    return err(`${String(cells.length)} cells under a header of ${String(header.length)}`);
  }
  return userRow(header.map((name, i) => [name, cells[i] ?? '']));
}

function userRow(fields: readonly (readonly [string, string])[]): Result<UserRow, string> {
  const id = parseLearnerId(fields.find(([name]) => isUserId(name))?.[1]);
  if (!id.ok) return err(`userid is ${id.error}`);
  // The entry repeats the id, as Sunbird's hash does.
  const others = fields.filter(([name]) => name !== '' && !isUserId(name));
  return ok([id.value, Object.fromEntries([['userid', id.value], ...others])]);
}

/** Whether a column or field is the user's id; `userId` is accepted as well. */
export const isUserId = (name: string): boolean => name.toLowerCase() === 'userid';

function fieldText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
