/**
 * Reads a request for a report, and a search over such requests.
 *
 * Source: `reference/exhausts.md` 5.2.
 */
import { err, ok, type Result } from '../domain/result.js';
import type { ReportSubmission } from '../reports/request-life-cycle.js';
import { parseRequestSearch, type RequestSearch } from '../reports/request-search.js';
import { fault, type Fault } from './fault.js';
import { isFields, own, requestOf, textOf } from './wire.js';

/** Reads `{request:{tag, dataset, datasetConfig, requestedBy?, encryptionKey?}}`. */
export function parseReportSubmission(
  body: unknown,
  channel: string,
  user: string,
): Result<ReportSubmission, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const texts = new Map<string, string>();
  for (const name of ['tag', 'dataset', 'requestedBy', 'encryptionKey']) {
    const text = textOf(own(request.value, name), name);
    if (!text.ok) return text;
    texts.set(name, text.value.trim());
  }
  const config = own(request.value, 'datasetConfig') ?? null;
  if (config !== null && !isFields(config)) {
    return err(fault('DATA_TYPE_ERROR', 'datasetConfig', 'Map'));
  }
  return ok({
    tag: texts.get('tag') ?? '',
    dataset: texts.get('dataset') ?? '',
    datasetConfig: config,
    requestedBy: texts.get('requestedBy') || user,
    channel,
    encryptionKey: texts.get('encryptionKey') ?? '',
  });
}

/** Reads `{request:{filters:{...}, limit?}}`. */
export function parseReportSearch(body: unknown): Result<RequestSearch, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const filters = own(request.value, 'filters') ?? {};
  if (!isFields(filters)) return err(fault('DATA_TYPE_ERROR', 'filters', 'Map'));
  const search = parseRequestSearch(filters, own(request.value, 'limit'));
  return search.ok ? search : err(fault('CLIENT_ERROR', search.error));
}
