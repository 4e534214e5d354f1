/**
 * The search over requests of every tag: what it may ask for, and whether a row is found.
 *
 * Source: `reference/exhausts.md` 5.2 (search).
 */
import { err, ok, type Result } from '../domain/result.js';
import type { ReportRequest } from '../persistence/report-request.js';
import type { ZoneDay } from './zone-day.js';

export interface RequestSearch {
  /** '' = any. */
  readonly dataset: string;
  /** yyyy-MM-dd in the installation's zone. */
  readonly requestedDate: string;
  readonly status: string;
  readonly channel: string;
  readonly limit: number;
}

const FILTERS = ['dataset', 'requestedDate', 'status', 'channel'] as const;

const FOUND_DEFAULT = 10;

/** Most requests in one answer. */
export const FOUND_MAX = 1_000;

/** Reads `{filters, limit?}`; the failure is upstream's message. */
export function parseRequestSearch(
  filters: Readonly<Record<string, unknown>>,
  limit: unknown,
): Result<RequestSearch, string> {
  const names = Object.keys(filters);
  if (names.length === 0) return err('Filters are empty');
  const supported = names.every((name) => FILTERS.some((known) => known === name));
  const texts = FILTERS.map((name) => [name, filters[name] ?? ''] as const);
  if (!supported || texts.some(([, value]) => typeof value !== 'string')) {
    return err('Unsupported filters');
  }
  const wanted = Object.fromEntries(texts) as Record<(typeof FILTERS)[number], string>;
  const asked = typeof limit === 'number' && Number.isInteger(limit) && limit >= 0;
  return ok({ ...wanted, limit: asked ? Math.min(limit, FOUND_MAX) : FOUND_DEFAULT });
}

/** Whether a search finds a row. */
export const matchesSearch =
  (search: RequestSearch, dayOf: ZoneDay) =>
  (row: ReportRequest): boolean =>
    isOrAny(search.dataset, row.dataset) &&
    isOrAny(search.status, row.status) &&
    isOrAny(search.channel, row.requestedChannel) &&
    isOrAny(search.requestedDate, search.requestedDate === '' ? '' : dayOf(row.submittedAt));

const isOrAny = (wanted: string, value: string): boolean => wanted === '' || wanted === value;
