/**
 * A time zone as the gateway needs it: which day it is, when a day begins, how Sunbird prints a
 * time. Offsets are asked of `Intl` once a quarter of an hour and kept in a bounded table, since a
 * lookup costs some microseconds and the update route needs several.
 *
 * - Z1 No zone changes its offset within a quarter of an hour of UTC (true of every zone since 1972).
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
const OFFSETS_COUNT_MAX = 4096;
/** The last instant that `Date` knows, and the earliest that prints with four digits of year. */
const PRINTED_MS_MAX = 253_402_300_799_999;
const PRINTED_MS_MIN = -62_135_596_800_000;

/** Makes a zone of an IANA name, e.g. `Asia/Kolkata`. Throws a `RangeError` on an unknown name. */
export function zoneOf(name: string): Zone {
  const offsetAt = offsets(name);
  const shifted = (at: Instant): Date => new Date(at + offsetAt(at));
  const startOf = (day: Day): Instant => {
    const utc = Date.parse(`${day}T00:00:00.000Z`);
    return utc - offsetAt(utc - offsetAt(utc));
  };
  return {
    name,
    startOf,
    dayOf: (at) => shifted(printable(at)).toISOString().slice(0, 10),
    endOf: (day) => startOf(dayAfter(day)) - 1,
    format: (at) => sunbirdTime(shifted(printable(at)), offsetAt(printable(at))),
  };
}

/** The calendar day after `day`. */
export const dayAfter = (day: Day): Day =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + DAY_MS).toISOString().slice(0, 10);

const printable = (at: Instant): Instant => Math.min(Math.max(at, PRINTED_MS_MIN), PRINTED_MS_MAX);

function sunbirdTime(local: Date, offsetMs: number): string {
  const iso = local.toISOString();
  const minutes = Math.abs(Math.round(offsetMs / 60_000));
  const sign = offsetMs < 0 ? '-' : '+';
  const zone = `${sign}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}:${iso.slice(20, 23)}${zone}`;
}

const two = (n: number): string => (n < 10 ? `0${String(n)}` : String(n));

function offsets(name: string): (at: Instant) => number {
  const known = new Map<number, number>();
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
    const quarter = Math.floor(at / QUARTER_MS);
    const held = known.get(quarter);
    if (held !== undefined) return held;
    const offset = offsetOf(format, quarter * QUARTER_MS);
    if (known.size >= OFFSETS_COUNT_MAX) known.clear();
    known.set(quarter, offset);
    return offset;
  };
}

function offsetOf(format: Intl.DateTimeFormat, at: Instant): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}
