/**
 * Which batches a report request asks for: `batchId` wins over `batchFilter`, and that over
 * `searchFilter`.
 *
 * - S1 A search without a search service is answered from the courses that are known here; a filter
 *   that they cannot be judged by is a fault, since leaving it out would select too much.
 *
 * Source of the order and the messages: `reference/exhausts.md` 1.5 d and 1.6.
 */
import type { Batch } from '../domain/batch.js';
import { compareText, parseBatchId } from '../domain/ids.js';
import { err, ok, type Result } from '../domain/result.js';
import type { Catalogue } from '../engine.js';
import { courseMatches } from './course-filter.js';

type Config = Readonly<Record<string, unknown>>;

/** Posts a search as it was given; the ids of what it found, or why nobody knows. */
export type SearchCollections = (
  search: Config,
) => Promise<Result<ReadonlySet<string>, { readonly detail: string }>>;

export interface SelectionParts {
  readonly catalogue: Pick<Catalogue, 'batch' | 'course' | 'allBatches'>;
  /** The content search service; `null` = there is none (S1). */
  readonly search: SearchCollections | null;
  /** `data_exhaust.batch.limit.per.request`. */
  readonly batchesMax: number;
}

/**
 * The batches of a request, or the message that fails it. Unknown batches and those of retired
 * courses are left out while others remain, as upstream. They are in the order of their ids,
 * whatever order was asked, so that a limit stops equal requests at the same batch.
 */
export async function chooseBatches(
  datasetConfig: Config,
  parts: SelectionParts,
): Promise<Result<readonly Batch[], string>> {
  const { batchId = null, batchFilter = null, searchFilter = null } = datasetConfig;
  if (batchId === null && batchFilter === null && searchFilter !== null) {
    return isConfig(searchFilter)
      ? batchesFound(searchFilter, parts)
      : err(wrongType('searchFilter', 'an object'));
  }
  const ids = batchIds(batchId, batchFilter);
  if (!ids.ok) return ids;
  // Counted before the ids are de-duplicated, as upstream.
  if (ids.value.length > parts.batchesMax) {
    const within = String(parts.batchesMax);
    return err(`Number of batches in request exceeded. It should be within ${within}`);
  }
  const { catalogue } = parts;
  const known = [...new Set(ids.value)].flatMap((id) => knownBatch(id, catalogue));
  if (known.length === 0) return err('No data found');
  const offered = known.filter((batch) => isOffered(batch, catalogue));
  if (offered.length === 0) return err('The request is made for retired collection');
  return ok(inOrder(offered));
}

const inOrder = (batches: readonly Batch[]): readonly Batch[] =>
  [...batches].sort((a, b) => compareText(a.batch, b.batch));

/** Whether a request names batches in no way. */
export const asksForNothing = ({ batchId, batchFilter, searchFilter }: Config): boolean =>
  [batchId, batchFilter, searchFilter].every((way) => (way ?? null) === null);

/** Fails a request that names no batches in any way; also one for user info without a key. */
export const NOTHING_ASKED =
  'Request should have either of batchId, batchFilter, searchFilter or encrption key';

function batchIds(batchId: unknown, batchFilter: unknown): Result<readonly string[], string> {
  if (batchId !== null) {
    return typeof batchId === 'string' ? ok([batchId]) : err(wrongType('batchId', 'a text'));
  }
  if (batchFilter === null) return err(NOTHING_ASKED);
  return isTextList(batchFilter)
    ? ok(batchFilter)
    : err(wrongType('batchFilter', 'a list of texts'));
}

const wrongType = (field: string, wanted: string): string =>
  `Internal Server Error: ${field} is not ${wanted}`;

const isConfig = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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

/** Upstream's own words, though nothing was fetched; clients compare them. */
const NOTHING_FOUND = 'Successfully fetched the records with given searchFilter';

async function batchesFound(
  filter: Config,
  { catalogue, search }: SelectionParts,
): Promise<Result<readonly Batch[], string>> {
  const isFound = search === null ? foundHere(filter, catalogue) : await found(filter, search);
  if (!isFound.ok) return err(`Internal Server Error: ${isFound.error}`);
  const batches = catalogue.allBatches().filter(isFound.value);
  return batches.length === 0 ? err(NOTHING_FOUND) : ok(inOrder(batches));
}

type IsFound = Result<(batch: Batch) => boolean, string>;

async function found(filter: Config, search: SearchCollections): Promise<IsFound> {
  const courses = await search(filter);
  if (!courses.ok) return err(courses.error.detail);
  return ok((batch) => courses.value.has(batch.course));
}

/** S1. */
function foundHere(filter: Config, catalogue: Pick<Catalogue, 'course'>): IsFound {
  const request = isConfig(filter['request']) ? filter['request'] : filter;
  const filters = request['filters'];
  if (!isConfig(filters)) return err('searchFilter has no request.filters');
  const matches = courseMatches(filters);
  if (!matches.ok) return matches;
  return ok((batch) => {
    const course = catalogue.course(batch.course);
    return course !== null && matches.value(course);
  });
}
