/**
 * The date of an attempt inside `agg_details`: Java's medium style of the installation's zone,
 * `Apr 27, 2020, 11:57:22 AM`. Whole seconds only, since the style has no more.
 *
 * Source: `reference/jobs.md` 4.4.
 */
import { NEVER, type Instant } from '../../domain/ids.js';
import { instantOf } from './cell.js';
import type { RowZone } from './rows.js';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Prints an instant. */
export function dateText(at: Instant, zone: RowZone): string {
  const [day = '', clock = ''] = zone.format(at).split(' ');
  const [year = '', month = '', date = ''] = day.split('-');
  const [hour = '', minute = '', second = ''] = clock.split(':');
  const hours = Number(hour);
  const twelve = String(hours % 12 === 0 ? 12 : hours % 12);
  const half = hours < 12 ? 'AM' : 'PM';
  const named = MONTHS[Number(month) - 1] ?? '';
  return `${named} ${String(Number(date))}, ${year}, ${twelve}:${minute}:${second} ${half}`;
}

/** Reads such a text, in the spelling of any Java release, or any other form of a time. */
export function instantOfDateText(text: unknown, zone: RowZone): Instant {
  const parts = typeof text === 'string' ? DATE_TEXT.exec(text.trim())?.groups : undefined;
  if (parts === undefined) return instantOf(text);
  const month = MONTHS.indexOf(parts['month'] ?? '') + 1;
  if (month === 0) return NEVER;
  const hours = (Number(parts['hour']) % 12) + (parts['half'] === 'PM' ? 12 : 0);
  const day = [parts['year'], two(month), two(Number(parts['date']))].join('-');
  return inZone(`${day} ${two(hours)}:${parts['clock'] ?? ''}:000`, zone);
}

/** Older releases have no comma before the time, newer ones a narrow space before AM and PM. */
const DATE_TEXT = new RegExp(
  '^(?<month>[A-Z][a-z]{2}) (?<date>\\d{1,2}), (?<year>\\d{4}),? ' +
    '(?<hour>\\d{1,2}):(?<clock>\\d\\d:\\d\\d)\\s(?<half>AM|PM)$',
);

/** The offset at an instant near enough gives the instant, whose own offset then decides. */
function inZone(local: string, zone: RowZone): Instant {
  const near = instantOf(local);
  if (near === NEVER) return NEVER;
  const first = instantOf(`${local}${offsetAt(near, zone)}`);
  return instantOf(`${local}${offsetAt(first, zone)}`);
}

const offsetAt = (at: Instant, zone: RowZone): string => zone.format(at).slice(-5);

const two = (n: number): string => String(n).padStart(2, '0');
