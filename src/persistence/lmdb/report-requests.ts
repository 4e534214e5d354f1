/** Exhaust requests by tag and request id (`reference/exhausts.md` 1.2). */
import { pack, unpack } from 'msgpackr';
import type { ReportRequest, ReportRequestStore } from '../ports.js';
import type { Environment } from './environment.js';
import { keyOf } from './keys.js';
import { storeCall } from './store-call.js';

export function lmdbReportRequests(env: Environment): ReportRequestStore {
  const requests = env.table('report-request');
  return {
    put: (request) =>
      storeCall(async () => {
        await requests.put(keyOf(request.tag, request.requestId), pack(request));
      }),
    get: (tag, requestId) =>
      storeCall(() => {
        const value = requests.get(keyOf(tag, requestId));
        return value === undefined ? null : (unpack(value) as ReportRequest);
      }),
    async *list() {
      for (const { value } of requests.getRange()) {
        yield await Promise.resolve(unpack(value) as ReportRequest);
      }
    },
  };
}
