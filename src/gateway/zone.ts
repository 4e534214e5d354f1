/**
 * A time zone as the gateway needs it: which day it is, when a day begins, how Sunbird prints a
 * time. Offsets are asked of `Intl` once a quarter of an hour, days are printed once a day, and
 * both are kept in bounded tables, since the update route needs several for each request.
 *
 * - Z1 No zone changes its offset within a quarter of an hour of UTC (true of every zone since
 *   1972).
 */
import type { Day } from '../domain/batch.js';
import type { Instant } from '../domain/ids.js';

export interface Zone {
  readonly name: string;
  /** The calendar day of an instant, `yyyy-MM-dd`. */
  dayOf(at: Instant): Day;
  /** The first millisecond of a day. */
  startOf(day: Day): Instant;
  /** The last millisecond of a day; upstream stores end dates at 23:59:59.999. */
  endOf(day: Day): Instant;
  /** `yyyy-MM-dd HH:mm:ss:SSSZ` with this zone's offset, as Sunbird prints a time. */
  format(at: Instant): string;
}

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 86_400_000;
const REMEMBERED_COUNT_MAX = 4096;
/** The last instant that `Date` knows, and the earliest that prints with four digits of year. */
const PRINTED_MS_MAX = 253_402_300_799_999;
const PRINTED_MS_MIN = -62_135_596_800_000;

/** Makes a zone of an IANA name, e.g. `Asia/Kolkata`. Throws a `RangeError` on an unknown name. */
export function zoneOf(name: string): Zone {
  const offsetAt = remembered(QUARTER_MS, offsetsOf(name));
  const dayText = remembered(DAY_MS, (at) => new Date(at).toISOString().slice(0, 10));
  const starts = new Map<Day, Instant>();
  const printable = (at: Instant): Instant =>
    Math.min(Math.max(at, PRINTED_MS_MIN), PRINTED_MS_MAX);
  const computeStart = (day: Day): Instant => {
    const utc = Date.parse(`${day}T00:00:00.000Z`);
    return utc - offsetAt(utc - offsetAt(utc));
  };
  const startOf = (day: Day): Instant => {
    const held = starts.get(day);
    if (held !== undefined) return held;
    if (starts.size >= REMEMBERED_COUNT_MAX) starts.clear();
    const start = computeStart(day);
    starts.set(day, start);
    return start;
  };
  return {
    name,
    startOf,
    dayOf: (at) => dayText(printable(at) + offsetAt(printable(at))),
    endOf: (day) => startOf(dayAfter(day)) - 1,
    format: (at) => {
      const offset = offsetAt(printable(at));
      const local = printable(at) + offset;
      return `${dayText(local)} ${clock(local)}${offsetText(offset)}`;
    },
  };
}

/** The calendar day after `day`. */
export const dayAfter = (day: Day): Day => dayBy(day, DAY_MS);

/** The calendar day before `day`. */
export const dayBefore = (day: Day): Day => dayBy(day, -DAY_MS);

const dayBy = (day: Day, ms: number): Day =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + ms).toISOString().slice(0, 10);

/** `HH:mm:ss:SSS` of a local time. */
function clock(local: Instant): string {
  const ms = ((local % DAY_MS) + DAY_MS) % DAY_MS;
  const millis = String(ms % 1000).padStart(3, '0');
  const seconds = Math.floor(ms / 1000);
  const hours = two(Math.floor(seconds / 3600));
  return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}:${millis}`;
}

/** `+HHmm`; offsets of some years ago had seconds, which are rounded. */
function offsetText(offsetMs: number): string {
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

const two = (n: number): string => (n < 10 ? `0${String(n)}` : String(n));

/** Remembers a value for each span of time, which must not change within it (Z1). */
function remembered<T>(spanMs: number, compute: (at: Instant) => T): (at: Instant) => T {
  const known = new Map<number, T>();
  return (at) => {
    const span = Math.floor(at / spanMs);
    const held = known.get(span);
    if (held !== undefined) return held;
    if (known.size >= REMEMBERED_COUNT_MAX) known.clear();
    const value = compute(span * spanMs);
    known.set(span, value);
    return value;
  };
}

function offsetsOf(name: string): (at: Instant) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - at;
  };
}
