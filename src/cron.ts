/**
 * Cron lines, five fields in UTC, as operators write them. The only file that knows the library.
 *
 * - C1 `off` is a line that never comes; an unset variable means its default, so that off needs a
 *   word.
 */
import { Cron } from 'croner';

const OFF = 'off';

/** Whether a line can be read. */
export function isCronLine(line: string): boolean {
  if (line === OFF) return true;
  try {
    return cronOf(line).nextRun() !== null;
  } catch {
    return false;
  }
}

/** The last time at or before a moment; `null` = there was none. */
export function lastTime(line: string, now: number): number | null {
  if (line === OFF) return null;
  const [last] = cronOf(line).previousRuns(1, new Date(now + 1));
  return last?.getTime() ?? null;
}

/** The next time after a moment; `null` = there is none. */
export const nextTime = (line: string, now: number): number | null =>
  line === OFF ? null : (cronOf(line).nextRun(new Date(now))?.getTime() ?? null);

/** Without a function to call it starts no timer. */
const cronOf = (line: string): Cron => new Cron(line, { timezone: 'UTC', mode: '5-part' });
