import { describe, expect, it } from 'vitest';
import {
  failed,
  faultOfSubmission,
  ITERATIONS_MAX,
  orphaned,
  requestIdOf,
  started,
  submitted,
  succeeded,
  type ReportSubmission,
} from '../../src/reports/request-life-cycle.js';
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
      { dataset: 'response-exhaust' },
      'dataset response-exhaust is not available; available is progress-exhaust',
    ],
    [
      { encryptionKey: 'abc123' },
      'encryptionKey is given, but protected files are not available yet; submit without it',
    ],
    [{ tag: 'x'.repeat(256) }, 'tag is longer than 256 characters, its channel included'],
    [{ tag: 'a\0b' }, 'tag has a control character'],
  ])('with %j is refused: %s', (changes, message) => {
    expect(faultOfSubmission(submission(changes))).toBe(message);
  });
});

describe('a request', () => {
  const fresh = submitted(submission(), 'ID', 1_000);

  it('is stored under its tag and channel', () => {
    expect(fresh).toMatchObject({ tag: 'do_1_b1:org-1', status: 'SUBMITTED', iteration: 0 });
  });

  it('that failed counts the failure and keeps a message of limited length', () => {
    const row = failed(started(fresh), 'x'.repeat(400), 2_000, 2_500);

    expect(row).toMatchObject({ status: 'FAILED', iteration: 1, executionMs: 500, files: [] });
    expect(row.errMessage).toBe(`${'x'.repeat(297)}...`);
  });

  it('that succeeds keeps no message', () => {
    const row = succeeded({ ...started(fresh), errMessage: 'old' }, ['a.csv'], 2_000, 2_500);

    expect(row).toMatchObject({ status: 'SUCCESS', errMessage: '', files: ['a.csv'] });
  });

  it('that every crash interrupted is given up at last', () => {
    let row = started(fresh);
    let crashes = 0;
    while (row.status === 'PROCESSING') {
      const next = orphaned(row, 3_000);
      crashes++;
      row = next.status === 'SUBMITTED' ? started(next) : next;
    }

    expect(crashes).toBe(ITERATIONS_MAX);
    expect(row.status).toBe('FAILED');
    expect(row.errMessage).toContain('interrupted 3 times');
  });
});

describe('the view of a request', () => {
  const url = (file: string): string => `http://laurel/${file}`;

  it('has no completion while it waits', () => {
    expect(viewOfRequest(submitted(submission(), 'ID', 1_000), url, 5_000)).toEqual({
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
      downloadUrls: [],
      expiresAt: 1_805_000,
      statusMessage: '',
    });
  });

  it('has addresses and times once it succeeded', () => {
    const row = succeeded(submitted(submission(), 'ID', 1_000), ['a/b.csv'], 2_000, 2_500);

    expect(viewOfRequest(row, url, 5_000)).toMatchObject({
      status: 'SUCCESS',
      lastUpdated: 2_500,
      jobStats: { dtJobSubmitted: 1_000, dtJobCompleted: 2_500, executionTime: 500 },
      downloadUrls: ['http://laurel/a/b.csv'],
    });
  });
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
