/**
 * Searches batch documents as the search index behind the LMS does: filters by field, a text query,
 * sorting and a page. Pure; the documents are handed in.
 *
 * Source: `reference/lms.md` 3.4 (search/list).
 */
import { ok, type Result } from '../domain/result.js';
import { pick, type BatchView } from './batch-view.js';
import { compareValues, matchesFilters, textual } from './document-filter.js';
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
  const filters = courseFilter(search.filters);
  const found = views.filter(
    (view) => matchesFilters(view, filters) && matchesQuery(view, search.query),
  );
  for (const [field, order] of [...search.sortBy].reverse()) {
    const sign = order.toLowerCase() === 'desc' ? -1 : 1;
    found.sort((a, b) => compareValues(a[field], b[field]) * sign);
  }
  return {
    count: found.length,
    content: found.slice(search.offset, search.offset + search.limit),
  };
}

/** The part of a document that a search shows: `collectionId` only in whole documents. */
export const shownOf = (view: BatchView, { fields }: BatchSearch): BatchView =>
  fields.length === 0 ? view : pick(view, fields);

/** The document's course goes by both names in a filter. */
const courseFilter = ({ collectionId, ...filters }: Fields): Fields =>
  collectionId === undefined ? filters : { ...filters, courseId: collectionId };

function matchesQuery(view: BatchView, query: string): boolean {
  const words = query.toLowerCase().trim();
  const texts = [view['name'], view['description'], view['batchId']];
  return texts.some((text) => textual(text).toLowerCase().includes(words));
}
