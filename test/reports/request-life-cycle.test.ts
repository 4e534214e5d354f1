import { describe, expect, it } from 'vitest';
import {
  failed,
  faultOfSubmission,
  orphaned,
  putOff,
  requestIdOf,
  shared,
  started,
  submitted,
  succeeded,
  type ReportSubmission,
} from '../../src/reports/request-life-cycle.js';
import type { ReportRequest } from '../../src/persistence/report-request.js';
import { viewOfRequest } from '../../src/reports/request-view.js';
import { readJson } from './sunbird-fixtures.js';

interface IdVector {
  readonly dataset: string;
  readonly tag: string;
  readonly requestedBy: string;
  readonly channel: string;
  readonly date: string;
  readonly expected: string;
}

describe('a request id', () => {
  const vectors = readJson('vectors_misc.json') as { request_id_md5: IdVector[] };

  it.each(vectors.request_id_md5)('is $expected, as published', ({ date, expected, ...given }) => {
    expect(requestIdOf(submission(given), date)).toBe(expected);
  });

  it('differs by the type of the dataset, where there is one', () => {
    const typed = submission({ datasetConfig: { batchId: 'b1', type: 'special' } });

    expect(requestIdOf(typed, '2024-05-01')).not.toBe(requestIdOf(submission(), '2024-05-01'));
  });
});

describe('a submission', () => {
  it('that is complete has no fault', () => {
    expect(faultOfSubmission(submission())).toBeNull();
  });

  it.each([
    [{ tag: '', dataset: '', datasetConfig: null }, 'tag is empty'],
    [{ dataset: '', datasetConfig: null }, 'dataset is empty'],
    [{ datasetConfig: null }, 'datasetConfig is empty'],
    [
      { dataset: 'druid-dataset' },
      'dataset druid-dataset is not available; available are ' +
        'progress-exhaust, response-exhaust, userinfo-exhaust',
    ],
    [{ encryptionKey: 'x'.repeat(501) }, 'encryptionKey is longer than 500 characters'],
    [{ tag: 'x'.repeat(256) }, 'tag is longer than 256 characters, its channel included'],
    [{ tag: 'a\0b' }, 'tag has a control character'],
  ])('with %j is refused: %s', (changes, message) => {
    expect(faultOfSubmission(submission(changes))).toBe(message);
  });
});

describe('a request', () => {
  const fresh = submitted(submission({ encryptionKey: 'secret1' }), 'ID', 1_000);

  it('is stored under its tag and channel', () => {
    expect(fresh).toMatchObject({ tag: 'do_1_b1:org-1', status: 'SUBMITTED', iteration: 0 });
  });

  it('that failed counts the failure and keeps a message of limited length', () => {
    const row = failed(started(fresh, 'plain'), 'x'.repeat(400), TIMES, TRIES_MAX);

    expect(row).toMatchObject({ status: 'FAILED', iteration: 1, executionMs: 500, files: [] });
    expect(row).toMatchObject({ open: true, encryptionKey: 'secret1' });
    expect(row.errMessage).toBe(`${'x'.repeat(297)}...`);
  });

  it('that succeeds keeps no message', () => {
    const row = succeeded({ ...withFile(fresh, 'a.zip'), errMessage: 'old' }, TIMES);

    expect(row).toMatchObject({ status: 'SUCCESS', errMessage: '', files: ['a.zip'] });
  });

  it('that has ended keeps no key, be it by success or by its last failure', () => {
    const last = { ...fresh, iteration: TRIES_MAX - 1 };

    expect(succeeded(fresh, TIMES)).toMatchObject({ open: false, encryptionKey: '' });
    expect(failed(last, 'x', TIMES, TRIES_MAX)).toMatchObject({ open: false, encryptionKey: '' });
  });

  it('keeps the batches that are done when it is put off, fails or crashes', () => {
    const row = withFile(started(fresh, 'plain'), 'a.csv');
    const kept = row.processedBatches;

    expect(putOff(row)).toMatchObject({ status: 'SUBMITTED', processedBatches: kept });
    expect(failed(row, 'x', TIMES, TRIES_MAX).processedBatches).toBe(kept);
    expect(orphaned(row, 3_000, TRIES_MAX).processedBatches).toBe(kept);
    expect(started(row, 'plain').processedBatches).toBe(kept);
  });

  it('writes its files again when they are to be protected in another way', () => {
    const row = withFile(started(fresh, 'plain'), 'a.csv');

    expect(started(row, 'zip')).toMatchObject({ protection: 'zip', processedBatches: [] });
  });

  it('keeps what was done when the very same is submitted again, and nothing else', () => {
    const before = withFile(fresh, 'a.csv');
    const again = (changes: Partial<ReportSubmission>) =>
      submitted(submission({ encryptionKey: 'secret1', ...changes }), 'ID', 5_000, before);

    expect(again({}).processedBatches).toBe(before.processedBatches);
    expect(again({ encryptionKey: 'other1' }).processedBatches).toEqual([]);
    expect(again({ datasetConfig: { batchId: 'b2' } }).processedBatches).toEqual([]);
  });

  it('takes over how an equal one ended, under its own name', () => {
    const first = succeeded(withFile(fresh, 'a.csv'), TIMES);
    const other = { ...fresh, tag: 'other:org-1', requestId: 'ID2', submittedAt: 1_500 };

    expect(shared(other, first)).toEqual({
      ...first,
      tag: 'other:org-1',
      requestId: 'ID2',
      submittedAt: 1_500,
    });
  });

  it('that every crash interrupted is given up at last', () => {
    let row = started(fresh, '');
    let crashes = 0;
    while (row.status === 'PROCESSING') {
      const next = orphaned(row, 3_000, TRIES_MAX);
      crashes++;
      row = next.status === 'SUBMITTED' ? started(next, '') : next;
    }

    expect(crashes).toBe(TRIES_MAX);
    expect(row.status).toBe('FAILED');
    expect(row.errMessage).toContain('interrupted 3 times');
  });
});

describe('the view of a request', () => {
  const url = (file: string): string => `http://laurel/${file}`;

  it('has no completion while it waits', () => {
    expect(
      viewOfRequest(submitted(submission({ encryptionKey: 'k' }), 'ID', 1_000), url, 5_000),
    ).toEqual({
      requestId: 'ID',
      tag: 'do_1_b1:org-1',
      dataset: 'progress-exhaust',
      requestedBy: 'user-1',
      requestedChannel: 'org-1',
      status: 'SUBMITTED',
      lastUpdated: 1_000,
      datasetConfig: { batchId: 'b1' },
      attempts: 0,
      jobStats: { dtJobSubmitted: 1_000, dtJobCompleted: null, executionTime: null },
      progress: { batches: 0, rows: 0, percent: 0 },
      downloadUrls: [],
      expiresAt: 5_000,
      statusMessage: '',
    });
  });

  it('has addresses and times once it succeeded', () => {
    const row = succeeded(withFile(submitted(submission(), 'ID', 1_000), 'a/b.csv'), TIMES);

    expect(viewOfRequest(row, url, 5_000)).toMatchObject({
      status: 'SUCCESS',
      lastUpdated: 2_500,
      jobStats: { dtJobSubmitted: 1_000, dtJobCompleted: 2_500, executionTime: 500 },
      downloadUrls: ['http://laurel/a/b.csv'],
    });
  });
});

const TRIES_MAX = 3;
const TIMES = { startedAt: 2_000, at: 2_500 };

const withFile = (row: ReportRequest, filePath: string): ReportRequest => ({
  ...row,
  processedBatches: [
    { batchId: 'b1', filePath, fileSize: 9, rows: 3, withoutProfile: 1, at: 1_900 },
  ],
});

function submission(changes: Partial<ReportSubmission> = {}): ReportSubmission {
  return {
    tag: 'do_1_b1',
    dataset: 'progress-exhaust',
    datasetConfig: { batchId: 'b1' },
    requestedBy: 'user-1',
    channel: 'org-1',
    encryptionKey: '',
    ...changes,
  };
}
