/** Days for a chart: every day from the first to the last, and never fewer than a week. */
import type { DayCount } from '../console-answers.js';

const DAY_S = 86_400;
/** One day alone has no axis to stand on. */
const DAYS_MIN = 7;

export interface DaySpan {
  /** Seconds since the epoch at which the days begin in UTC. */
  readonly times: number[];
  readonly values: number[];
}

/** `days` are in order; those without any are left out of it, and are 0 here. */
export function daySpan(days: readonly DayCount[]): DaySpan {
  const counts = new Map(days.map(({ day, count }) => [day, count]));
  const last = startOf(days.at(-1)?.day ?? '');
  const first = Math.min(startOf(days[0]?.day ?? ''), last - (DAYS_MIN - 1) * DAY_S);
  const times: number[] = [];
  for (let time = first; time <= last; time += DAY_S) times.push(time);
  return { times, values: times.map((time) => counts.get(dayOf(time)) ?? 0) };
}

/** The day that begins at a time, as `yyyy-MM-dd`. */
export const dayOf = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(0, 10);

const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000;
