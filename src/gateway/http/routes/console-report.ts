/** The newest report requests of every tag and channel, for the console. */
import { ok } from '../../../domain/result.js';
import { idOf } from '../../wire.js';
import { parseBatchId } from '../../../domain/ids.js';
import { REPORTS_QUERY } from '../schemas/console.js';
import type { Sunbird } from '../sunbird-route.js';

const REQUESTS_LISTED_MAX = 100;

/** Adds the route of this resource. */
export function consoleReportRoutes({ add, deps }: Sunbird): void {
  add({
    method: 'GET',
    path: '/v1/console/reports',
    access: 'system',
    role: 'reports',
    schema: {
      summary: 'The newest report requests',
      ...{ tags: ['console'], querystring: REPORTS_QUERY },
    },
    handle: async (request) => {
      const { batch } = request.query as { readonly batch?: string };
      const wanted = batch === undefined ? null : idOf(batch, 'batch', parseBatchId);
      if (wanted?.ok === false) return wanted;
      const any = { dataset: '', requestedDate: '', status: '', channel: '' };
      const requests = await deps.reports.search({ ...any, limit: REQUESTS_LISTED_MAX });
      const found = requests.filter(
        ({ datasetConfig }) => wanted === null || isAbout(datasetConfig, wanted.value),
      );
      return ok({ requests: found });
    },
  });
}

function isAbout(config: Readonly<Record<string, unknown>>, batch: string): boolean {
  const { batchId, batchFilter } = config;
  if (batchId === batch) return true;
  return Array.isArray(batchFilter) && batchFilter.includes(batch);
}
