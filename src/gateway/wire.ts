/**
 * The only reader of untyped input: looks into `unknown` and answers with a typed value or a named
 * fault. Knows types and formats; which field means what is known by the parsers that call it.
 *
 * - W1 Only own properties are read, so that `__proto__` and its like are plain, harmless keys.
 * - W2 A time is read with any valid offset and checked against the calendar (design 8, L4).
 *
 * Source: `reference/lms.md` 1.2, 3.4.
 */
import type { Day } from '../domain/batch.js';
import type { IdFault, Instant } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import { fault, type Fault } from './fault.js';

export type Fields = Readonly<Record<string, unknown>>;

/** A JSON object (not an array, not null). */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own property, or `undefined` (W1). */
export const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/** Absent, null, or text of white space only: what Sunbird calls blank. */
export const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** The object under `request` of a body; an absent one is empty, anything else a fault. */
export function requestOf(body: unknown): Result<Fields, Fault> {
  if (body === undefined || body === null) return ok({});
  if (!isFields(body)) return err(fault('INVALID_REQUESTED_DATA', NOT_VALID));
  const request = own(body, 'request');
  if (request === undefined || request === null) return ok({});
  return isFields(request) ? ok(request) : err(fault('DATA_TYPE_ERROR', 'request', 'Map'));
}

/** Upstream's text for a body that is not what the operation asks for. */
export const NOT_VALID = 'Requested data for this operation is not valid.';

/** The value of the first of `names` that is present, even when it is null. */
export function firstOf(fields: Fields, ...names: readonly string[]): unknown {
  for (const name of names) if (Object.hasOwn(fields, name)) return fields[name];
  return undefined;
}

/** A mandatory id: blank is `MANDATORY_PARAMETER_MISSING`, a malformed one names itself. */
export function idOf<Id>(
  value: unknown,
  name: string,
  parse: (value: unknown) => Result<Id, IdFault>,
  missing: Fault = fault('MANDATORY_PARAMETER_MISSING', name),
): Result<Id, Fault> {
  if (isBlank(value)) return err(missing);
  const id = parse(value);
  return id.ok ? id : err(invalidValue(value, name));
}

/** `INVALID_PARAMETER_VALUE` for a value that cannot be used; the value is cut when it is long. */
export const invalidValue = (value: unknown, name: string): Fault =>
  fault('INVALID_PARAMETER_VALUE', shown(value), name);

/** A list, or a fault that names the field; absent and null are the empty list. */
export function listOf(value: unknown, name: string): Result<readonly unknown[], Fault> {
  if (value === undefined || value === null) return ok([]);
  return Array.isArray(value) ? ok(value) : err(fault('DATA_TYPE_ERROR', name, 'List'));
}

/** A list of texts, or a fault that names the field; absent and null are the empty list. */
export function textsOf(value: unknown, name: string): Result<readonly string[], Fault> {
  const list = listOf(value, name);
  if (!list.ok) return list;
  const wrong = list.value.find((item) => typeof item !== 'string');
  return wrong === undefined ? ok(list.value as string[]) : err(invalidValue(wrong, name));
}

/** A text; absent and null are ''. */
export function textOf(value: unknown, name: string): Result<string, Fault> {
  if (value === undefined || value === null) return ok('');
  return typeof value === 'string' ? ok(value) : err(fault('DATA_TYPE_ERROR', name, 'String'));
}

/** A whole number within [min, max] (cut to it); absent and null are `otherwise`. */
export function countOf(
  value: unknown,
  name: string,
  { min, max, otherwise }: { min: number; max: number; otherwise: number },
): Result<number, Fault> {
  if (value === undefined || value === null) return ok(otherwise);
  if (typeof value !== 'number' || !Number.isFinite(value)) return err(invalidValue(value, name));
  return ok(Math.min(Math.max(Math.trunc(value), min), max));
}

/** Milliseconds of `yyyy-MM-dd HH:mm:ss:SSSZ` with any valid offset; `null` when malformed. */
export function parseTime(value: unknown): Instant | null {
  if (typeof value !== 'string') return null;
  const part = TIME.exec(value);
  if (part === null) return null;
  const day = dayStart(Number(part[1]), Number(part[2]), Number(part[3]));
  const [hours, minutes] = [Number(part[9]), Number(part[10])];
  if (day === null || hours > OFFSET_HOURS_MAX || minutes > 59) return null;
  const clock = (Number(part[4]) * 60 + Number(part[5])) * 60_000;
  const offset = (hours * 60 + minutes) * 60_000;
  const local = day + clock + Number(part[6]) * 1000 + Number(part[7]);
  return part[8] === '-' ? local + offset : local - offset;
}

/** A day of the calendar, `yyyy-MM-dd`; `null` when malformed or not in the calendar. */
export function parseDay(value: unknown): Day | null {
  if (typeof value !== 'string') return null;
  const part = DAY.exec(value);
  if (part === null) return null;
  return dayStart(Number(part[1]), Number(part[2]), Number(part[3])) === null ? null : value;
}

/** Midnight UTC of a day; `null` when the calendar has no such day. */
function dayStart(year: number, month: number, day: number): Instant | null {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
  // `Date.UTC` reads years below 100 as 19xx; no learner did anything before 1000.
  if (day < 1 || day > last || year < 1000) return null;
  return Date.UTC(year, month - 1, day);
}

/** Milliseconds since the epoch as a number or digits, after 1970 and before the year 10000. */
export function parseEpoch(value: unknown): Instant | null {
  const at = typeof value === 'string' && DIGITS.test(value) ? Number(value) : value;
  return typeof at === 'number' && Number.isInteger(at) && at > 0 && at <= EPOCH_MS_MAX ? at : null;
}

/** A user id without the federation prefix `f:<federation id>:` (`reference/lms.md` 1.1). */
export const localUserId = (id: string): string =>
  id.startsWith('f:') ? id.slice(id.lastIndexOf(':') + 1) : id;

const TIME =
  /^(\d{4})-(\d\d)-(\d\d) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d):(\d{3})([+-])(\d\d)(\d\d)$/;
const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** The calendar's own widest: no offset is or was beyond. */
const OFFSET_HOURS_MAX = 18;
const DIGITS = /^\d{1,15}$/;
const EPOCH_MS_MAX = 253_402_300_799_999;
const SHOWN_LENGTH_MAX = 64;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX)}...`;
}
