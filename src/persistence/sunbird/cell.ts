/**
 * Reads the cells of a stored row. A cell that is absent or holds nothing sensible reads as if it
 * were not set: one odd value must not hide the rest of a learner's row.
 *
 * Source: `reference/lms.md` 1.6 (the forms of times), `reference/jobs.md` 1.5 (unset counts).
 */
import { NEVER, type Instant } from '../../domain/ids.js';
import type { StoredRow } from './rows.js';

/** The last instant whose year prints with four digits. */
const INSTANT_MS_MAX = 253_402_300_799_999;

/** The first of these columns that holds a time; `NEVER` when none does. */
export function instantIn(row: StoredRow, ...columns: readonly string[]): Instant {
  for (const column of columns) {
    const at = instantOf(row[column]);
    if (at !== NEVER) return at;
  }
  return NEVER;
}

/**
 * A time as a `Date`, as milliseconds (number or digits), or as text: ISO 8601, a day, what a
 * database prints, and Sunbird's `yyyy-MM-dd HH:mm:ss:SSSZ`. Without an offset it is UTC.
 */
export function instantOf(cell: unknown): Instant {
  if (cell instanceof Date) return inRange(cell.getTime());
  if (typeof cell === 'number') return inRange(cell);
  if (typeof cell !== 'string') return NEVER;
  const text = cell.trim();
  if (/^\d{9,}$/.test(text)) return inRange(Number(text));
  const parts = TIME_TEXT.exec(text)?.groups;
  if (parts === undefined) return NEVER;
  const { day = '', clock = '00:00', second = '00', fraction = '0', offset = 'Z' } = parts;
  const millis = fraction.padEnd(3, '0').slice(0, 3);
  const zone = offset.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2');
  return inRange(Date.parse(`${day}T${clock}:${second}.${millis}${zone}`));
}

const TIME_TEXT = new RegExp(
  '^(?<day>\\d{4}-\\d\\d-\\d\\d)' +
    '(?:[T ](?<clock>\\d\\d:\\d\\d)(?::(?<second>\\d\\d)(?:[.:](?<fraction>\\d{1,9}))?)?' +
    ' ?(?<offset>Z|[+-]\\d\\d:?\\d\\d)?)?$',
);

function inRange(at: number): Instant {
  return at > NEVER && at <= INSTANT_MS_MAX ? Math.trunc(at) : NEVER;
}

/** A text; '' when there is none. */
export const textIn = (row: StoredRow, column: string): string => textOf(row[column]) ?? '';

/** A whole number of 0 or more, also as text; `unset` when there is none. */
export function countIn(row: StoredRow, column: string, unset: number): number {
  const number = numberOf(row[column]);
  return number === null ? unset : Math.min(Math.max(0, Math.trunc(number)), COUNT_MAX);
}

/** The largest number that a column of type `int` holds. */
const COUNT_MAX = 2_147_483_647;

/** A number, also as text or as a driver's wide number; `null` when it is none. */
export function numberOf(cell: unknown): number | null {
  if (cell === null || cell === undefined || typeof cell === 'boolean') return null;
  const text = textOf(cell)?.trim() ?? '';
  const number = text === '' ? NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

/** The entries of a map, which drivers give as an object or as a `Map`. */
export function entriesIn(row: StoredRow, column: string): (readonly [string, unknown])[] {
  const cell = row[column];
  if (cell instanceof Map) return [...(cell as ReadonlyMap<unknown, unknown>)].map(named);
  return isRecord(cell) ? Object.entries(cell) : [];
}

const named = ([key, value]: readonly [unknown, unknown]): readonly [string, unknown] => [
  String(key),
  value,
];

/** The elements of a list; none when it is unset. */
export function listIn(row: StoredRow, column: string): readonly unknown[] {
  const cell = row[column];
  return Array.isArray(cell) ? (cell as readonly unknown[]) : [];
}

/** A map as a record of texts; other values keep their JSON text. */
export function textsOf(cell: unknown): Record<string, string> {
  const entries = entriesIn({ cell }, 'cell').filter(([, value]) => (value ?? null) !== null);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, textOf(value) ?? JSON.stringify(value)]),
  );
}

/** The value of a JSON text, or of what is no text itself; `undefined` when it is no JSON. */
export function parsedJson(cell: unknown): unknown {
  if (typeof cell !== 'string') return cell ?? undefined;
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object with named members. */
export const isRecord = (value: unknown): value is StoredRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);

/** Texts and numbers, the wide numbers of drivers included, as text; `null` for the rest. */
function textOf(cell: unknown): string | null {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number' || typeof cell === 'bigint') return String(cell);
  const wide = isRecord(cell) && Object.getPrototypeOf(cell) !== Object.prototype;
  const text = wide ? (cell as { toString(): string }).toString() : '';
  return /^-?\d/.test(text) ? text : null;
}
