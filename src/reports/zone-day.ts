/**
 * Days of instants in a time zone, as text, fast enough for every row of a report.
 * Formatting by `Intl` costs microseconds; an offset that holds for a whole UTC day costs one look.
 *
 * - Z1 The text is what `Intl` would say, on days with a change of offset too.
 */
import type { Day } from '../domain/batch.js';
import type { Instant } from '../domain/ids.js';

/** The calendar day of an instant in one zone. */
export type ZoneDay = (at: Instant) => Day;

/** Days remembered before the memory is started afresh: over fifty years of them. */
const DAYS_REMEMBERED_MAX = 20_000;

/** Writes days of `timeZone`, an IANA name that was checked at start, as `yyyy-MM-dd`. */
export const zoneDay = (timeZone: string): ZoneDay => byZoneDay(timeZone, (day) => day);

/** What `make` makes of the day of an instant, made once for most of the days that are met. */
export function byZoneDay<T>(timeZone: string, make: (day: Day) => T): (at: Instant) => T {
  const offsetAt = zoneOffset(timeZone);
  const madeOf = (day: number): T => make(isoDay(day));
  const utcDays = new Map<number, UtcDay<T>>();
  return (at) => {
    const utcDay = Math.floor(at / DAY_MS);
    const held = remember(utcDays, utcDay, (day) => utcDayOf(offsetAt, day * DAY_MS, madeOf));
    if (held === null) return madeOf(Math.floor((at + offsetAt(at)) / DAY_MS));
    return at < held.turnsAt ? held.before : held.after;
  };
}

/** The two days of the zone that a UTC day sees; `null` where the offset changes meanwhile. */
type UtcDay<T> = { readonly turnsAt: Instant; readonly before: T; readonly after: T } | null;

/** `yyyy-MM-dd` as `dd/MM/yyyy`, the form of dates in exhausts (`reference/exhausts.md` 2.4). */
export const reportDate = (day: Day): string =>
  `${day.slice(-2)}/${day.slice(-5, -3)}/${day.slice(0, -6)}`;

const DAY_MS = 86_400_000;

const isoDay = (day: number): Day => {
  const text = new Date(day * DAY_MS).toISOString();
  return text.slice(0, text.indexOf('T'));
};

function utcDayOf<T>(
  offsetAt: (at: Instant) => number,
  dayStart: Instant,
  madeOf: (day: number) => T,
): UtcDay<T> {
  const offset = offsetAt(dayStart);
  if (offset !== offsetAt(dayStart + DAY_MS)) return null;
  const first = Math.floor((dayStart + offset) / DAY_MS);
  const turnsAt = (first + 1) * DAY_MS - offset;
  return { turnsAt, before: madeOf(first), after: madeOf(first + 1) };
}

/** Distance of the zone's wall clock from UTC at an instant, in ms; slow. */
export function zoneOffset(timeZone: string): (at: Instant) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const wall = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = wall;
    const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
    return wallMs - Math.floor(at / 1000) * 1000;
  };
}

function remember<T>(memory: Map<number, T>, key: number, compute: (key: number) => T): T {
  const held = memory.get(key);
  if (held !== undefined) return held;
  if (memory.size >= DAYS_REMEMBERED_MAX) memory.clear();
  const value = compute(key);
  memory.set(key, value);
  return value;
}
