/**
 * Which batches a report request asks for: `batchId` wins over `batchFilter`.
 *
 * Source of the order and the messages: `reference/exhausts.md` 1.5 d and 1.6.
 */
import type { Batch } from '../domain/batch.js';
import { parseBatchId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Catalogue } from '../engine.js';

/** `data_exhaust.batch.limit.per.request`, Sunbird's production default. */
const BATCHES_PER_REQUEST_MAX = 20;

/**
 * The batches of a request in the order asked, or the message that fails it. Unknown batches and
 * those of retired courses are left out while others remain, as upstream.
 */
export function chooseBatches(
  datasetConfig: Readonly<Record<string, unknown>>,
  catalogue: Pick<Catalogue, 'batch' | 'course'>,
  batchesMax = BATCHES_PER_REQUEST_MAX,
): Result<readonly Batch[], string> {
  const ids = batchIds(datasetConfig);
  if (!ids.ok) return ids;
  // Counted before the ids are de-duplicated, as upstream.
  if (ids.value.length > batchesMax) {
    return err(`Number of batches in request exceeded. It should be within ${batchesMax}`);
  }
  const known = [...new Set(ids.value)].flatMap((id) => knownBatch(id, catalogue));
  if (known.length === 0) return err('No data found');
  const offered = known.filter((batch) => isOffered(batch, catalogue));
  return offered.length === 0 ? err('The request is made for retired collection') : ok(offered);
}

function batchIds(config: Readonly<Record<string, unknown>>): Result<readonly string[], string> {
  const { batchId = null, batchFilter = null, searchFilter = null } = config;
  if (batchId !== null) {
    return typeof batchId === 'string' ? ok([batchId]) : err(wrongType('batchId', 'a text'));
  }
  if (batchFilter !== null) {
    return isTextList(batchFilter)
      ? ok(batchFilter)
      : err(wrongType('batchFilter', 'a list of texts'));
  }
  return err(
    searchFilter === null
      ? 'Request should have either of batchId, batchFilter, searchFilter or encrption key'
      : 'searchFilter needs a content search service, which is not available',
  );
}

const wrongType = (field: string, wanted: string): string =>
  `Internal Server Error: ${field} is not ${wanted}`;

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

function knownBatch(id: string, catalogue: Pick<Catalogue, 'batch'>): Batch[] {
  const parsed = parseBatchId(id);
  const batch = parsed.ok ? catalogue.batch(parsed.value) : null;
  return batch === null ? [] : [batch];
}

function isOffered(batch: Batch, catalogue: Pick<Catalogue, 'course'>): boolean {
  const course = catalogue.course(batch.course);
  return course !== null && course.status !== 'Retired';
}
