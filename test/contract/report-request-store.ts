/** What every `ReportRequestStore` promises (`src/persistence/ports.ts`). */
import { describe, expect, it } from 'vitest';
import { NO_PROGRESS, type ReportRequest } from '../../src/persistence/report-request.js';
import { all, sorted, valueOf, type OpenStore } from './open-store.js';

/** The suite, on stores of `open`. */
export function reportRequestStoreContract(open: OpenStore): void {
  describe('the report request store', () => {
    it('is empty at first', async () => {
      const { reportRequests } = (await open()).store;

      expect(await all(reportRequests.list())).toEqual([]);
      expect(await valueOf(reportRequests.get('tag', 'id'))).toBeNull();
    });

    it('keeps each request under its tag and id', async () => {
      const { store, reopen } = await open();
      const requests = [
        request('t1', 'id1'),
        request('t1', 'id10'),
        request('t10', 'id1'),
        request('t', '1id1'),
        request('टैग', 'id1'),
      ];
      for (const one of requests) await valueOf(store.reportRequests.put(one));

      const { reportRequests } = await reopen();

      expect(sorted(await all(reportRequests.list()))).toEqual(sorted(requests));
      for (const one of requests) {
        expect(await valueOf(reportRequests.get(one.tag, one.requestId))).toEqual(one);
      }
      expect(await valueOf(reportRequests.get('t1', 'id'))).toBeNull();
      expect(sorted(await all(reportRequests.list('t1')))).toEqual(sorted(requests.slice(0, 2)));
    });

    it('keeps the last form of a request', async () => {
      const { store, reopen } = await open();
      const done: ReportRequest = {
        ...request('t1', 'id1'),
        status: 'SUCCESS',
        completedAt: 1_700_000_001_000,
        executionMs: 1000,
        files: ['progress-exhaust/id1/batch.csv'],
        open: false,
        protection: 'plain',
        processedBatches: [
          {
            batchId: 'b1',
            filePath: 'progress-exhaust/id1/batch.csv',
            fileSize: 9_007_199_254_740_991,
            rows: 7,
            withoutProfile: 1,
            at: 1_700_000_001_000,
          },
        ],
        progress: { batches: 1, rows: 7, percent: 100 },
      };
      await valueOf(store.reportRequests.put(request('t1', 'id1')));
      await valueOf(store.reportRequests.put(done));
      await valueOf(store.reportRequests.put(done));

      expect(await all((await reopen()).reportRequests.list())).toEqual([done]);
    });

    it('keeps the last of requests that overlap', async () => {
      const { store } = await open();
      const forms = [1, 2, 3].map((iteration) => ({ ...request('t1', 'id1'), iteration }));

      await Promise.all(forms.map((form) => valueOf(store.reportRequests.put(form))));

      expect(await valueOf(store.reportRequests.get('t1', 'id1'))).toEqual(forms[2]);
    });

    it('shows what is open, and no longer when it has ended', async () => {
      const { store, reopen } = await open();
      const [waiting, running, ended] = ['id1', 'id2', 'id3'].map((id) => request('t1', id));
      for (const one of [waiting!, running!, ended!]) await valueOf(store.reportRequests.put(one));
      const started: ReportRequest = { ...running!, status: 'PROCESSING', encryptionKey: 'k' };
      await valueOf(store.reportRequests.put(started));
      await valueOf(store.reportRequests.put({ ...ended!, status: 'SUCCESS', open: false }));

      const { reportRequests } = await reopen();

      expect(sorted(await all(reportRequests.open()))).toEqual(sorted([waiting!, started]));
      expect(await all(reportRequests.list())).toHaveLength(3);
    });

    it('shows a request again that is opened again', async () => {
      const { store } = await open();
      const failed: ReportRequest = { ...request('t1', 'id1'), status: 'FAILED', open: false };
      await valueOf(store.reportRequests.put(failed));
      await valueOf(store.reportRequests.put(request('t1', 'id1')));

      expect(await all(store.reportRequests.open())).toEqual([request('t1', 'id1')]);
    });
  });
}

const request = (tag: string, requestId: string): ReportRequest => ({
  tag,
  requestId,
  dataset: 'progress-exhaust',
  status: 'SUBMITTED',
  datasetConfig: { batchId: ['b1', 'b2'], filters: { state: 'केरल', deep: [null, 1.5, true] } },
  requestedBy: 'mentor',
  requestedChannel: 'channel',
  submittedAt: 1_700_000_000_000,
  completedAt: 0,
  executionMs: 0,
  iteration: 0,
  errMessage: '',
  files: [],
  open: true,
  encryptionKey: 'क1-ä',
  protection: '',
  processedBatches: [],
  progress: NO_PROGRESS,
});
