import { pack } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { unpackRequest } from '../../src/persistence/report-request.js';

describe('a row of before there was more than one dataset', () => {
  it.each([
    ['SUBMITTED', true],
    ['PROCESSING', true],
    ['SUCCESS', false],
    ['FAILED', false],
  ])('that is %s is read, and is open: %s', (status, open) => {
    expect(unpackRequest(pack({ ...FIRST, status }))).toEqual({
      ...FIRST,
      status,
      open,
      encryptionKey: '',
      protection: '',
      processedBatches: [],
      progress: { batches: 0, rows: 0, percent: 0 },
    });
  });
});

/** As it was written then. */
const FIRST = {
  tag: 'tag:org-1',
  requestId: 'ID',
  dataset: 'progress-exhaust',
  status: 'SUBMITTED',
  datasetConfig: { batchId: 'b1' },
  requestedBy: 'user-1',
  requestedChannel: 'org-1',
  submittedAt: 1_700_000_000_000,
  completedAt: 0,
  executionMs: 0,
  iteration: 1,
  errMessage: '',
  files: [],
};
