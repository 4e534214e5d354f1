/**
 * Reads one user of an import file: `userid` and the hash fields of the user cache
 * (`reference/jobs.md` 5.2), as a JSON object or as a row under a CSV header.
 */
import type { UserEntry } from '../domain/certificate.js';
import { parseLearnerId, type LearnerId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { faultMessage } from './fault.js';
import { userEntry } from './user-entry.js';
import { isFields } from './wire.js';

export type UserRow = readonly [LearnerId, UserEntry];

type Field = readonly [name: string, value: unknown];

/** One JSON object; what is no text is read as `user-entry.ts` does. */
export function parseUserObject(value: unknown): Result<UserRow, string> {
  return isFields(value) ? userRow(Object.entries(value)) : err('not a JSON object');
}

/** One CSV row; a row longer or shorter than the header is refused. */
export function parseUserCells(
  header: readonly string[],
  cells: readonly string[],
): Result<UserRow, string> {
  if (cells.length !== header.length) {
    return err(`${String(cells.length)} cells under a header of ${String(header.length)}`);
  }
  return userRow(header.map((name, i) => [name, cells[i]]));
}

/** Whether a column or field is the user's id; `userId` is accepted as well. */
export const isUserId = (name: string): boolean => name.toLowerCase() === 'userid';

/** The entry repeats the id, as Sunbird's hash does. */
function userRow(fields: readonly Field[]): Result<UserRow, string> {
  const id = parseLearnerId(fields.find(([name]) => isUserId(name))?.[1]);
  if (!id.ok) return err(`userid is ${id.error}`);
  const others = fields.filter(([name]) => name !== '' && !isUserId(name));
  const entry = userEntry(Object.fromEntries([['userid', id.value], ...others]));
  return entry.ok ? ok([id.value, entry.value]) : err(faultMessage(entry.error));
}
