/**
 * How long a certificate is in force: a span behind its issue date, or a last day of its own.
 *
 * - X1 A span counts calendar days, months and years of the zone in which dates are printed; a day
 *   that a month does not have is its last one.
 * - X2 A last day counts whole.
 *
 * Source: `reference/jobs.md` 3.5, item 2.
 */
import { NEVER, type Instant } from './ids.js';

/** When a certificate issued at `issuedAt` ends; `NEVER` for '', `null` = the text is no expiry. */
export function expiryAt(text: string, issuedAt: Instant, timeZone: string): Instant | null {
  const words = text.trim().toLowerCase().split(/\s+/);
  if (words.length === 1 && words[0] === '') return NEVER;
  const offsetMs = offsetAt(issuedAt, timeZone);
  const spans = words.map((word) => SPAN.exec(word));
  if (words.length > SPANS_COUNT_MAX || spans.includes(null)) return lastMoment(text, timeZone);
  let local = issuedAt + offsetMs;
  for (const span of spans) local = added(local, Number(span?.[1]), span?.[2] ?? 'd');
  const at = local - offsetMs;
  return at <= LATEST ? at : null;
}

/** Whether a text says when a certificate ends, or that it never does. */
export const isExpiry = (text: string): boolean => expiryAt(text, 0, 'UTC') !== null;

/** Whether something that ends at `expiresAt` has ended. */
export const hasExpired = (expiresAt: Instant | undefined, now: Instant): boolean =>
  expiresAt !== undefined && expiresAt !== NEVER && expiresAt < now;

const SPAN = /^(\d{1,4})([dmy])$/;
const SPANS_COUNT_MAX = 8;
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d))?$/;
const DAY_MS = 86_400_000;
/** The end of the year 9999, the last that is written with four digits. */
const LATEST = 253_402_300_799_999;

function added(local: number, count: number, unit: string): number {
  if (unit === 'd') return local + count * DAY_MS;
  const date = new Date(local);
  const months = count * (unit === 'y' ? 12 : 1);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastDay);
  return Date.UTC(year, month, day) + (local - Math.floor(local / DAY_MS) * DAY_MS);
}

function lastMoment(text: string, timeZone: string): Instant | null {
  const given = text.trim();
  const moment = MOMENT.exec(given);
  if (moment === null) return null;
  const day = given.slice(0, 10);
  const start = Date.parse(`${day}T00:00:00Z`);
  // What `Date` takes for a day of another month is no day.
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) return null;
  if (moment[1] === undefined) return start + DAY_MS - 1 - offsetAt(start, timeZone);
  const at = Date.parse(given);
  return Number.isNaN(at) ? null : at;
}

/** Distance of the zone's wall clock from UTC at an instant. */
function offsetAt(at: Instant, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name) ?? [];
  const distance = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -distance : distance;
}
