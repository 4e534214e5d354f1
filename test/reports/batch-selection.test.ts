import { describe, expect, it } from 'vitest';
import type { BatchId, CourseId } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import { chooseBatches } from '../../src/reports/batch-selection.js';
import { batch, course } from './builders.js';

describe('the batches of a request', () => {
  it('are the one of batchId, which wins over a filter', async () => {
    expect(await chosen({ batchId: 'b1', batchFilter: ['b2'] })).toEqual(['b1']);
  });

  it('are those of batchFilter, each once, without the unknown', async () => {
    expect(await chosen({ batchFilter: ['b2', 'nowhere', 'b1', 'b2'] })).toEqual(['b1', 'b2']);
  });

  it('leave batches of retired courses out while others remain', async () => {
    expect(await chosen({ batchFilter: ['retired', 'b1'] })).toEqual(['b1']);
  });

  it('take an absent batchId for none', async () => {
    expect(await chosen({ batchId: null, batchFilter: ['b1'] })).toEqual(['b1']);
  });

  it.each([
    [{}, 'Request should have either of batchId, batchFilter, searchFilter or encrption key'],
    [{ batchId: 'nowhere' }, 'No data found'],
    [{ batchId: '', searchFilter: {} }, 'No data found'],
    [{ batchFilter: [] }, 'No data found'],
    [{ batchId: 'retired' }, 'The request is made for retired collection'],
    [{ batchId: 7 }, 'Internal Server Error: batchId is not a text'],
    [{ batchFilter: 'b1' }, 'Internal Server Error: batchFilter is not a list of texts'],
    [{ searchFilter: 'x' }, 'Internal Server Error: searchFilter is not an object'],
    [
      { searchFilter: { request: {} } },
      'Internal Server Error: searchFilter has no request.filters',
    ],
    [
      { searchFilter: { request: { filters: { primaryCategory: 'Course' } } } },
      'Internal Server Error: searchFilter by primaryCategory needs a search service; ' +
        'without one there are identifier, name, channel, status, userConsent',
    ],
    [
      { searchFilter: { request: { filters: { name: { min: 1 } } } } },
      'Internal Server Error: searchFilter has no text or list of texts as its name',
    ],
    [
      { searchFilter: { request: { filters: { identifier: 'do_nowhere' } } } },
      'Successfully fetched the records with given searchFilter',
    ],
  ])('fail for %j with "%s"', async (config, message) => {
    expect(await chooseBatches(config, parts)).toEqual({ ok: false, error: message });
  });

  it('are those of the courses that a search here finds, also retired ones', async () => {
    const filters = { status: ['Retired', 'Draft'], channel: course().channel };

    expect(await chosen({ searchFilter: { request: { filters } } })).toEqual(['retired']);
    expect(await chosen({ searchFilter: { filters: {} } })).toEqual(['b1', 'b2', 'retired']);
  });

  it('are those of the courses that a search service finds, asked as it was given', async () => {
    const asked: unknown[] = [];
    const search = (filter: unknown) => {
      asked.push(filter);
      return Promise.resolve(ok(new Set(['do_retired', 'do_elsewhere'])));
    };
    const searchFilter = { request: { filters: { primaryCategory: 'Course' }, limit: 10 } };

    const found = await chooseBatches({ searchFilter }, { ...parts, search });

    expect(found).toMatchObject({ ok: true, value: [{ batch: 'retired' }] });
    expect(asked).toEqual([searchFilter]);
  });

  it('are not known when the search service does not answer', async () => {
    const search = () => Promise.resolve(err({ detail: 'POST /v3/search: ECONNREFUSED' }));

    expect(await chooseBatches({ searchFilter: {} }, { ...parts, search })).toEqual({
      ok: false,
      error: 'Internal Server Error: POST /v3/search: ECONNREFUSED',
    });
  });

  it('are limited, counted before they are de-duplicated', async () => {
    const config = { batchFilter: ['b1', 'b1', 'b1', 'b1', 'b1'] };

    expect(await chooseBatches(config, parts)).toEqual({
      ok: false,
      error: 'Number of batches in request exceeded. It should be within 4',
    });
    expect(await chooseBatches(config, { ...parts, batchesMax: 5 })).toMatchObject({ ok: true });
  });
});

const batches = [
  batch({ batch: 'b1' as BatchId }),
  batch({ batch: 'b2' as BatchId }),
  batch({ batch: 'retired' as BatchId, course: 'do_retired' as CourseId }),
];

const catalogue = {
  batch: (id: BatchId) => batches.find((b) => b.batch === id) ?? null,
  course: (id: CourseId) =>
    course({ course: id, status: id === 'do_retired' ? 'Retired' : 'Live' }),
  allBatches: () => batches,
};

const parts = { catalogue, search: null, batchesMax: 4 };

const chosen = async (config: Readonly<Record<string, unknown>>) => {
  const batchesChosen = await chooseBatches(config, parts);
  return batchesChosen.ok ? batchesChosen.value.map((b) => b.batch) : batchesChosen.error;
};
