import { describe, expect, it } from 'vitest';
import { progressColumns, scoreOrder } from '../../src/reports/progress-columns.js';
import { contents } from './builders.js';
import { expectedReport } from './sunbird-fixtures.js';

describe('columns of the progress report', () => {
  it('are those of Sunbird 5.4, in its order', () => {
    const sunbird = Object.keys(expectedReport('progress_batch-001.csv')[0]!);

    expect(progressColumns([]).map((c) => c.header)).toEqual(sunbird);
  });

  it('are followed by one column for each score', () => {
    const headers = progressColumns(contents('do_1', 'do_2')).map((c) => c.header);

    expect(headers.slice(20)).toEqual(['do_1 - Score', 'do_2 - Score']);
  });

  it('are all described', () => {
    const undescribed = progressColumns(contents('do_1')).filter((c) => c.description === '');

    expect(undescribed).toEqual([]);
  });
});

describe('score columns', () => {
  it('ascend by header, each once', () => {
    expect(scoreOrder(contents('do_2', 'do_10', 'do_1', 'do_2'))).toEqual([
      'do_1',
      'do_10',
      'do_2',
    ]);
  });
});
