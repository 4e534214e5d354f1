/**
 * Days and times of instants in a time zone, as text, fast enough for every row of a report.
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
export function zoneDay(timeZone: string): ZoneDay {
  const wallOf = zoneWall(timeZone);
  const texts = new Map<number, Day>();
  return (at) => remember(texts, Math.floor(wallOf(at) / DAY_MS), isoDay);
}

/** The wall clock of an instant in one zone. */
export type ZoneTime = (at: Instant) => string;

/** Writes times as Spark does, `yyyy-MM-dd HH:mm:ss`, with what there is of a fraction. */
export function zoneTime(timeZone: string): ZoneTime {
  const wallOf = zoneWall(timeZone);
  return (at) =>
    new Date(wallOf(at))
      .toISOString()
      .slice(0, -1)
      .replace('T', ' ')
      .replace(/\.?0{1,3}$/, '');
}

/** `yyyy-MM-dd` as `dd/MM/yyyy`, the form of dates in exhausts (`reference/exhausts.md` 2.4). */
export const reportDate = (day: Day): string =>
  `${day.slice(-2)}/${day.slice(-5, -3)}/${day.slice(0, -6)}`;

const DAY_MS = 86_400_000;

const isoDay = (day: number): Day => {
  const text = new Date(day * DAY_MS).toISOString();
  return text.slice(0, text.indexOf('T'));
};

/** An instant moved by the zone's offset, so that its UTC date and time are those of the zone. */
function zoneWall(timeZone: string): (at: Instant) => number {
  const offsetAt = zoneOffset(timeZone);
  const offsets = new Map<number, number | null>();
  return (at) => {
    const utcDay = Math.floor(at / DAY_MS);
    const steady = remember(offsets, utcDay, (day) => steadyOffset(offsetAt, day * DAY_MS));
    return at + (steady ?? offsetAt(at));
  };
}

/** The offset of a whole UTC day in ms; `null` where it changes during the day. */
function steadyOffset(offsetAt: (at: Instant) => number, dayStart: Instant): number | null {
  const offset = offsetAt(dayStart);
  return offset === offsetAt(dayStart + DAY_MS) ? offset : null;
}

/** Distance of the zone's wall clock from UTC at an instant, in ms. */
function zoneOffset(timeZone: string): (at: Instant) => number {
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
