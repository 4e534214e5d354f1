/** Titles, days and scores as they are printed on paper and shown on the page. */
import type { Instant } from '../domain/ids.js';
import { cleanText } from './clean-text.js';

/** The calendar day of an instant in a zone, in English: `24 November 2026`. */
export const printedDay = (at: Instant, timeZone: string): string =>
  calendarOf(timeZone).format(at);

/** A percentage with at most one decimal, cut and not rounded: 99.96 is not yet 100. */
export const printedPercent = (percent: number): string =>
  `${String(Math.floor(percent * 10 + BINARY_ERROR) / 10)}%`;

/** The certificate's own name; one written as a single word in camel case is taken apart. */
export function printedTitle(templateName: string): string {
  const name = cleanText(templateName).replace(/_+/g, ' ').trim();
  if (name === '') return 'Certificate of Completion';
  return name.includes(' ') ? name : name.replace(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, ' ');
}

/** Made once for a zone, of which there are some 600: making one takes as long as a page's text. */
function calendarOf(timeZone: string): Intl.DateTimeFormat {
  const known = CALENDARS.get(timeZone);
  if (known !== undefined) return known;
  const parts = { day: 'numeric', month: 'long', year: 'numeric', timeZone } as const;
  const calendar = new Intl.DateTimeFormat('en-GB', parts);
  if (CALENDARS.size < CALENDAR_COUNT_MAX) CALENDARS.set(timeZone, calendar);
  return calendar;
}

const CALENDARS = new Map<string, Intl.DateTimeFormat>();
const CALENDAR_COUNT_MAX = 64;

/** 64.1 * 10 is 640.9999999999999. */
const BINARY_ERROR = 1e-6;
