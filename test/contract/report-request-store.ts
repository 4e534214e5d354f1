/** What every `ReportRequestStore` promises (`src/persistence/ports.ts`). */
import { describe, expect, it } from 'vitest';
import type { ReportRequest } from '../../src/persistence/ports.js';
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
    });

    it('keeps the last form of a request', async () => {
      const { store, reopen } = await open();
      const done: ReportRequest = {
        ...request('t1', 'id1'),
        status: 'SUCCESS',
        completedAt: 1_700_000_001_000,
        executionMs: 1000,
        files: ['progress-exhaust/id1/batch.csv'],
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
});
