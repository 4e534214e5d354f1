/**
 * Whether a document of a search index matches filters, as the indexes behind the LMS decide it.
 *
 * Source: `reference/lms.md` 3.3, 3.4.
 */
import { compareText } from '../domain/ids.js';
import { isFields, own, type Fields } from './wire.js';

/** Every filter holds: a value, one of several, or bounds; of a list any element counts. */
export const matchesFilters = (document: Fields, filters: Fields): boolean =>
  Object.entries(filters).every(([field, wanted]) => matches(own(document, field), wanted));

/** Numbers by size, anything else by its text. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(textual(a), textual(b));
}

/** A value as text; absent is ''. */
export const textual = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? '');

function matches(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.some((element) => matches(element, wanted));
  if (Array.isArray(wanted)) return wanted.some((one) => matches(value, one));
  if (isFields(wanted)) {
    return Object.entries(wanted).every(([operator, bound]) => within(value, operator, bound));
  }
  return wanted === null || value === undefined
    ? (value ?? null) === wanted
    : textual(value) === textual(wanted);
}

function within(value: unknown, operator: string, bound: unknown): boolean {
  if (value === null || value === undefined) return false;
  const order = compareValues(value, bound);
  switch (operator) {
    case '>=':
    case 'min':
      return order >= 0;
    case '<=':
    case 'max':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    default:
      return false;
  }
}
