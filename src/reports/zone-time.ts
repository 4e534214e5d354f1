/**
 * Times of instants in a time zone as Spark prints them: `yyyy-MM-dd HH:mm:ss`, and what there
 * is of a fraction.
 *
 * - Z1 The text is what `Intl` would say, also around a change of offset.
 */
import type { Instant } from '../domain/ids.js';
import { zoneOffset } from './zone-day.js';

/** The wall clock of an instant in one zone. */
export type ZoneTime = (at: Instant) => string;

/** Hours remembered before the memory is started afresh: over a year of them. */
const HOURS_REMEMBERED_MAX = 10_000;

const HOUR_MS = 3_600_000;

/** Offsets change at whole quarters of an hour, and an hour that has one is looked up anew. */
export function zoneTime(timeZone: string): ZoneTime {
  const offsetAt = zoneOffset(timeZone);
  const steady = new Map<number, number | null>();
  const steadyOffset = (hour: number): number | null => {
    const held = steady.get(hour);
    if (held !== undefined) return held;
    if (steady.size >= HOURS_REMEMBERED_MAX) steady.clear();
    const offset = offsetAt(hour * HOUR_MS);
    const value = offset === offsetAt((hour + 1) * HOUR_MS) ? offset : null;
    steady.set(hour, value);
    return value;
  };
  return (at) => wallText(at + (steadyOffset(Math.floor(at / HOUR_MS)) ?? offsetAt(at)));
}

/** The fraction always has three digits; trailing zeros go, and the point with the last of them. */
const wallText = (wall: number): string =>
  new Date(wall)
    .toISOString()
    .slice(0, -1)
    .replace('T', ' ')
    .replace(/\.?0{1,3}$/, '');
