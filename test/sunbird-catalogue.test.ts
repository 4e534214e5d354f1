import { describe, expect, it } from 'vitest';
import type { Batch } from '../src/domain/batch.js';
import type { BatchId, CourseId } from '../src/domain/ids.js';
import { err, ok } from '../src/domain/result.js';
import { CatalogueCache } from '../src/persistence/catalogue.js';
import type { SunbirdBatches } from '../src/persistence/cassandra/sunbird-batches.js';
import { memoryStore } from '../src/persistence/memory-store.js';
import type { CatalogueStore } from '../src/persistence/ports.js';
import type { AdoptedBatch } from '../src/persistence/sunbird/batch-row.js';
import { readCriteria, sunbirdCatalogue } from '../src/sunbird-catalogue.js';
import { batchOf } from '../props/sim/given.js';
import { all, valueOf } from './contract/open-store.js';

const TODAY = '2024-05-20';
const DOWN = { kind: 'unavailable', detail: 'down' } as const;

describe('The catalogue beside Sunbird', () => {
  it.each([
    ['Laurel is the API', true, 'own'],
    ['another service is', false, 'sunbird'],
  ])('takes a batch that both have as it is where %s', async (_name, isApi, wins) => {
    const { catalogue } = await given({ isApi, own: [named('own')], sunbird: [named('sunbird')] });

    const cache = await CatalogueCache.open(catalogue);
    const one = await valueOf(catalogue.batch('b1' as BatchId));

    expect(cache.batch('b1' as BatchId)?.name).toBe(wins);
    expect(one?.name).toBe(wins);
  });

  it.each([true, false])('has batches that only one of the two has (api: %s)', async (isApi) => {
    const own = [named('own', 'b1')];
    const { catalogue } = await given({ isApi, own, sunbird: [named('sunbird', 'b2')] });

    const found = await all(catalogue.batches());

    expect(found.map(({ batch, name }) => `${batch} ${name}`).sort()).toEqual([
      'b1 own',
      'b2 sunbird',
    ]);
    expect(await valueOf(catalogue.batch('b1' as BatchId))).toMatchObject({ name: 'own' });
  });

  it('writes a batch to both where Laurel is the API, with the day of its status', async () => {
    const { catalogue, put } = await given({ isApi: true });

    expect(await catalogue.putBatch(named('new'))).toEqual(ok(undefined));

    expect(await valueOf(catalogue.batch('b1' as BatchId))).toMatchObject({ name: 'new' });
    expect(put).toEqual([[named('new'), TODAY]]);
  });

  it.each([
    ['another service is the API', { isApi: false }],
    ['in shadow', { isApi: true, writes: false }],
  ])('writes nothing of Sunbird\u2019s where %s', async (_name, more) => {
    const { catalogue, put } = await given(more);

    expect(await catalogue.putBatch(named('new'))).toEqual(ok(undefined));

    expect(put).toEqual([]);
  });

  it('leaves Sunbird\u2019s row alone when its own could not be written', async () => {
    const { catalogue, put } = await given({ isApi: true, ownIsDown: true });

    expect(await catalogue.putBatch(named('new'))).toEqual(err(DOWN));

    expect(put).toEqual([]);
  });

  it('fails where Sunbird\u2019s row cannot be written, so that it is repeated', async () => {
    const { catalogue } = await given({ isApi: true, sunbirdIsDown: true });

    expect(await catalogue.putBatch(named('new'))).toEqual(err(DOWN));
  });

  it('answers nothing else where Sunbird\u2019s row counts and cannot be read', async () => {
    const own = [named('own')];
    const { catalogue } = await given({ isApi: false, own, sunbirdIsDown: true });

    expect(await catalogue.batch('b1' as BatchId)).toEqual(err(DOWN));
  });

  it('names the templates that it could not read, and keeps the batch', async () => {
    const { catalogue, notes } = await given({
      ...{ isApi: true, sunbird: [named('sunbird')], refused: ['t1'] },
    });

    expect(await all(catalogue.batches())).toHaveLength(1);

    expect(notes).toEqual([{ batch: 'b1', refused: ['t1'] }]);
  });
});

describe('readCriteria', () => {
  it('reads what the API takes, and nothing else', () => {
    expect(readCriteria({ enrollment: { status: 2 } })).toMatchObject({ enrolmentStatus: 2 });
    expect(readCriteria({ enrollment: { status: 'done' } })).toBeNull();
  });
});

const named = (name: string, batch = 'b1'): Batch => ({ ...batchOf(batch), name });

interface Given {
  readonly isApi: boolean;
  readonly writes?: boolean;
  readonly own?: readonly Batch[];
  readonly sunbird?: readonly Batch[];
  readonly refused?: readonly string[];
  readonly ownIsDown?: boolean;
  readonly sunbirdIsDown?: boolean;
}

async function given(parts: Given) {
  const { isApi, writes = true, own = [], sunbird = [], refused = [] } = parts;
  const put: (readonly [Batch, string])[] = [];
  const notes: unknown[] = [];
  const held = ownCatalogue(parts.ownIsDown === true);
  for (const batch of own) await held.putBatch(batch);
  const adopted = sunbird.map((batch) => ({ batch, refused }));
  const catalogue = sunbirdCatalogue({
    ...{ isApi, writes, own: held, today: () => TODAY },
    ownBatch: async (id) => {
      const batches = await all(held.batches());
      return ok(batches.find(({ batch }) => batch === id) ?? null);
    },
    sunbird: sunbirdTable(adopted, put, parts.sunbirdIsDown === true),
    note: (_message, detail) => void notes.push(detail),
  });
  return { catalogue, put, notes };
}

/** The memory store's, or one that takes no batch. */
function ownCatalogue(isDown: boolean): CatalogueStore {
  const { catalogue } = memoryStore();
  return isDown ? { ...catalogue, putBatch: () => Promise.resolve(err(DOWN)) } : catalogue;
}

function sunbirdTable(
  rows: readonly AdoptedBatch[],
  put: (readonly [Batch, string])[],
  isDown: boolean,
): SunbirdBatches {
  return {
    one: (_course: CourseId, id) =>
      Promise.resolve(
        isDown ? err(DOWN) : ok(rows.find(({ batch }) => batch.batch === id) ?? null),
      ),
    ofCourse: () => Promise.resolve(ok(rows)),
    async *all() {
      yield* await Promise.resolve(rows);
    },
    put: (batch, today) => {
      if (isDown) return Promise.resolve(err(DOWN));
      put.push([batch, today]);
      return Promise.resolve(ok(undefined));
    },
  };
}
