/**
 * The catalogue of a cluster: Laurel's own batches, and those that Sunbird's table has besides, or
 * alone where another service makes them. Part of the composition root.
 *
 * - B1 Where Laurel is the API a batch is written to both, Laurel's first; else Sunbird's row is
 *   what counts.
 */
import type { Batch } from './domain/batch.js';
import type { BatchId } from './domain/ids.js';
import { ok } from './domain/result.js';
import { parseCriteria } from './gateway/template-criteria.js';
import type { SunbirdBatches } from './persistence/cassandra/sunbird-batches.js';
import type { CatalogueStore, Stored } from './persistence/ports.js';
import type { ReadCriteria } from './persistence/sunbird/batch-row.js';

export interface SunbirdCatalogueParts {
  readonly own: CatalogueStore;
  /** One of them; `null` = Laurel has no such batch. */
  ownBatch(batch: BatchId): Stored<Batch | null>;
  readonly sunbird: SunbirdBatches;
  /** Laurel makes the batches. */
  readonly isApi: boolean;
  /** Whether Sunbird's table is written; not in shadow. */
  readonly writes: boolean;
  today(): string;
  note(message: string, detail: Readonly<Record<string, unknown>>): void;
}

/** The catalogue, one batch of it, and those of Sunbird's table alone. */
export interface SunbirdCatalogue extends CatalogueStore {
  adopted(): AsyncIterable<Batch>;
  batch(batch: BatchId): Stored<Batch | null>;
}

export function sunbirdCatalogue(parts: SunbirdCatalogueParts): SunbirdCatalogue {
  const { own, sunbird, isApi } = parts;
  return {
    ...own,
    // What cannot be read was named when the catalogue was opened.
    adopted: () => adopted({ ...parts, note: () => undefined }),
    putBatch: async (batch): Stored<void> => {
      const stored = await own.putBatch(batch);
      return stored.ok && isApi && parts.writes ? sunbird.put(batch, parts.today()) : stored;
    },
    async *batches() {
      const [first, second] = isApi
        ? [adopted(parts), own.batches()]
        : [own.batches(), adopted(parts)];
      yield* first;
      yield* second;
    },
    batch: async (batch: BatchId): Stored<Batch | null> => {
      const held = await parts.ownBatch(batch);
      if (!held.ok || held.value === null || isApi) return held;
      const row = await sunbird.one(held.value.course, batch);
      return row.ok ? ok(row.value?.batch ?? held.value) : row;
    },
  };
}

/** Sunbird's batches; a template that cannot be read is named and left out. */
async function* adopted({ sunbird, note }: SunbirdCatalogueParts): AsyncGenerator<Batch> {
  for await (const { batch, refused } of sunbird.all()) {
    if (refused.length > 0) note('templates cannot be read', { batch: batch.batch, refused });
    yield batch;
  }
}

/** Criteria as the API reads them. */
export const readCriteria: ReadCriteria = (criteria) => {
  const parsed = parseCriteria(criteria);
  return parsed.ok ? parsed.value : null;
};
