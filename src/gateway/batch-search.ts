/**
 * Searches batch documents as the search index behind the LMS does: filters by field, a text query,
 * sorting and a page. Pure; the documents are handed in.
 *
 * Source: `reference/lms.md` 3.4 (search/list).
 */
import { compareText } from '../domain/ids.js';
import { ok, type Result } from '../domain/result.js';
import { pick, type BatchView } from './batch-view.js';
import { fault, type Fault } from './fault.js';
import { countOf, isFields, own, requestOf, textOf, textsOf, type Fields } from './wire.js';

export const SEARCH_LIMIT_DEFAULT = 30;
export const SEARCH_LIMIT_MAX = 1000;

export interface BatchSearch {
  readonly filters: Fields;
  /** Empty = whole documents. */
  readonly fields: readonly string[];
  readonly query: string;
  readonly sortBy: readonly (readonly [field: string, order: string])[];
  readonly limit: number;
  readonly offset: number;
}

/** Reads `{request:{filters, fields, query, sort_by, limit, offset}}`; everything is optional. */
export function parseBatchSearch(body: unknown): Result<BatchSearch, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const filters = own(request.value, 'filters') ?? {};
  if (!isFields(filters)) return mistyped('filters');
  const sort = own(request.value, 'sort_by') ?? {};
  if (!isFields(sort)) return mistyped('sort_by');
  const fields = textsOf(own(request.value, 'fields'), 'fields');
  if (!fields.ok) return fields;
  const query = textOf(own(request.value, 'query'), 'query');
  if (!query.ok) return query;
  const limit = page(request.value, 'limit', SEARCH_LIMIT_MAX, SEARCH_LIMIT_DEFAULT);
  if (!limit.ok) return limit;
  const offset = page(request.value, 'offset', Number.MAX_SAFE_INTEGER, 0);
  if (!offset.ok) return offset;
  return ok({
    filters,
    fields: fields.value,
    query: query.value,
    sortBy: Object.entries(sort).map(([field, order]) => [field, String(order)]),
    limit: limit.value,
    offset: offset.value,
  });
}

const mistyped = (name: string): Result<never, Fault> => ({
  ok: false,
  error: fault('DATA_TYPE_ERROR', name, 'Map'),
});

const page = (
  fields: Fields,
  name: string,
  max: number,
  otherwise: number,
): Result<number, Fault> => countOf(own(fields, name), name, { min: 0, max, otherwise });

/** The page of matches, whole documents; `count` is that of all matches. */
export function searchBatches(
  views: readonly BatchView[],
  search: BatchSearch,
): { readonly count: number; readonly content: readonly BatchView[] } {
  const found = views.filter(
    (view) => matchesFilters(view, search.filters) && matchesQuery(view, search.query),
  );
  for (const [field, order] of [...search.sortBy].reverse()) {
    found.sort((a, b) => compareValues(a[field], b[field]) * (order === 'desc' ? -1 : 1));
  }
  return {
    count: found.length,
    content: found.slice(search.offset, search.offset + search.limit),
  };
}

/** The part of a document that a search shows: `collectionId` only in whole documents. */
export const shownOf = (view: BatchView, { fields }: BatchSearch): BatchView =>
  fields.length === 0 ? view : pick(view, fields);

function matchesFilters(view: BatchView, filters: Fields): boolean {
  return Object.entries(filters).every(([field, wanted]) =>
    matches(own(view, field === 'collectionId' ? 'courseId' : field), wanted),
  );
}

/** A value, one of several values, or bounds; a list in the document matches by any element. */
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

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(textual(a), textual(b));
}

function matchesQuery(view: BatchView, query: string): boolean {
  const words = query.toLowerCase().trim();
  const texts = [view['name'], view['description'], view['batchId']];
  return texts.some((text) => textual(text).toLowerCase().includes(words));
}

const textual = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? '');
