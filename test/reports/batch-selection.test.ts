import { describe, expect, it } from 'vitest';
import type { BatchId, CourseId } from '../../src/domain/ids.js';
import { chooseBatches } from '../../src/reports/batch-selection.js';
import { batch, course } from './builders.js';

describe('the batches of a request', () => {
  it('are the one of batchId, which wins over a filter', () => {
    expect(chosen({ batchId: 'b1', batchFilter: ['b2'] })).toEqual(['b1']);
  });

  it('are those of batchFilter, each once, without the unknown', () => {
    expect(chosen({ batchFilter: ['b2', 'nowhere', 'b1', 'b2'] })).toEqual(['b2', 'b1']);
  });

  it('leave batches of retired courses out while others remain', () => {
    expect(chosen({ batchFilter: ['retired', 'b1'] })).toEqual(['b1']);
  });

  it('take an absent batchId for none', () => {
    expect(chosen({ batchId: null, batchFilter: ['b1'] })).toEqual(['b1']);
  });

  it.each([
    [{}, 'Request should have either of batchId, batchFilter, searchFilter or encrption key'],
    [{ batchId: 'nowhere' }, 'No data found'],
    [{ batchId: '', searchFilter: {} }, 'No data found'],
    [{ batchFilter: [] }, 'No data found'],
    [{ batchId: 'retired' }, 'The request is made for retired collection'],
    [{ batchId: 7 }, 'Internal Server Error: batchId is not a text'],
    [{ batchFilter: 'b1' }, 'Internal Server Error: batchFilter is not a list of texts'],
    [
      { searchFilter: { request: {} } },
      'searchFilter needs a content search service, which is not available',
    ],
  ])('fail for %j with "%s"', (config, message) => {
    expect(chooseBatches(config, catalogue, 4)).toEqual({ ok: false, error: message });
  });

  it('are limited, counted before they are de-duplicated', () => {
    const config = { batchFilter: ['b1', 'b1', 'b1', 'b1', 'b1'] };

    expect(chooseBatches(config, catalogue, 4)).toEqual({
      ok: false,
      error: 'Number of batches in request exceeded. It should be within 4',
    });
    expect(chooseBatches(config, catalogue)).toMatchObject({ ok: true });
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
};

const chosen = (config: Readonly<Record<string, unknown>>) => {
  const batchesChosen = chooseBatches(config, catalogue);
  return batchesChosen.ok ? batchesChosen.value.map((b) => b.batch) : batchesChosen.error;
};
