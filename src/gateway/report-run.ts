/** Reads who asks for a run of a dataset's requests. */
import { err, ok, type Result } from '../domain/result.js';
import { datasetOf, type Dataset } from '../reports/dataset.js';
import { fault, type Fault } from './fault.js';
import { own, requestOf } from './wire.js';

/** Where a run is asked for, and whether one is going on. */
export const RUN_PATH = '/private/v1/jobrequest/run';

/** Reads `{request:{dataset}}`. */
export function parseReportRun(body: unknown): Result<Dataset, Fault> {
  const request = requestOf(body);
  if (!request.ok) return request;
  const name = own(request.value, 'dataset');
  const dataset = typeof name === 'string' ? datasetOf(name) : null;
  return dataset === null
    ? err(fault('INVALID_PARAMETER_VALUE', String(name), 'dataset'))
    : ok(dataset);
}
