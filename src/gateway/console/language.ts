/**
 * The language of the pages, and how numbers and times are written in it. Another language is a
 * file in `texts/` and a line in `LANGUAGES`.
 */
import { remember, remembered } from './memory.js';
import { en, type Texts } from './texts/en.js';
import { hi } from './texts/hi.js';

export const LANGUAGES = { en: 'English', hi: 'हिन्दी' } as const;
export type Language = keyof typeof LANGUAGES;

const TEXTS: Readonly<Record<Language, Texts>> = { en, hi };

const CHOICES: readonly Language[] = ['en', 'hi'];

const chosen = (): Language => {
  const wanted = remembered('language') ?? navigator.language.slice(0, 2);
  return CHOICES.find((language) => language === wanted) ?? 'en';
};

let current: Language = chosen();
document.documentElement.lang = current;

export const language = (): Language => current;

/** Changes the language; whoever shows texts has to show them anew. */
export function setLanguage(next: Language): void {
  current = next;
  remember('language', next);
  document.documentElement.lang = next;
}

/** A text, with `{0}`, `{1}` replaced. */
export function t(key: keyof Texts, ...values: readonly (string | number)[]): string {
  return TEXTS[current][key].replace(/\{(\d)\}/g, (_, i: string) => {
    const value = values[Number(i)] ?? '';
    return typeof value === 'number' ? number(value) : value;
  });
}

const locale = (): string => (current === 'hi' ? 'hi-IN-u-nu-latn' : 'en-IN');

export const number = (value: number): string =>
  new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(value);

/** A day and a time; '' = never. */
export const moment = (at: number): string =>
  at === 0
    ? ''
    : new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(at);

/** A day; '' = never. */
export const day = (at: number): string =>
  at === 0 ? '' : new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(at);

/** A day of a batch, `yyyy-MM-dd`, which is the same day everywhere. */
export const calendarDay = (text: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${text}T00:00:00Z`),
  );

/** How long ago, in the largest unit that fits. */
export function ago(at: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const days = Math.floor((now - at) / 86_400_000);
  if (days >= 60) return format.format(-Math.floor(days / 30), 'month');
  if (days >= 1) return format.format(-days, 'day');
  const hours = Math.floor((now - at) / 3_600_000);
  if (hours >= 1) return format.format(-hours, 'hour');
  return format.format(-Math.max(0, Math.floor((now - at) / 60_000)), 'minute');
}
