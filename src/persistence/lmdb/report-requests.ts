/** Exhaust requests by tag and request id (`reference/exhausts.md` 1.2). */
import { packRequest, unpackRequest, type ReportRequestStore } from '../report-request.js';
import type { Environment } from './environment.js';
import { below, keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbReportRequests(env: Environment): ReportRequestStore {
  const requests = env.table('report-request');
  const list: ReportRequestStore['list'] = async function* (tag) {
    const range = tag === undefined ? {} : below(tag);
    for (const { value } of requests.getRange(range)) {
      yield await Promise.resolve(unpackRequest(value));
    }
  };
  return {
    put: (request) =>
      storeCall(async () => {
        await requests.put(keyOf(request.tag, request.requestId), packRequest(request));
      }),
    get: (tag, requestId) =>
      storeCall(() => {
        const value = requests.get(keyOf(tag, requestId));
        return value === undefined ? null : unpackRequest(value);
      }),
    list,
    /** No index: one machine's requests are few, and reading one takes microseconds. */
    async *open() {
      for await (const request of list()) if (request.open) yield request;
    },
  };
}
