/**
 * The envelope of the report request routes, which is not that of the LMS.
 *
 * Source: `reference/exhausts.md` 5.2.
 */
import type { Instant } from '../../domain/ids.js';

/** How a report route answers; `errmsg` `null` = it succeeded. */
export interface DatasetAnswer {
  readonly status: number;
  readonly responseCode: 'OK' | 'CLIENT_ERROR' | 'FORBIDDEN' | 'ERROR';
  readonly errmsg: string | null;
  readonly result: unknown;
}

/** A success with its result. */
export const datasetResult = (result: unknown): DatasetAnswer => ({
  status: 200,
  responseCode: 'OK',
  errmsg: null,
  result,
});

/** A failure; an unknown request is answered 200 with `failed`, as upstream. */
export const datasetFailure = (
  status: number,
  responseCode: DatasetAnswer['responseCode'],
  errmsg: string,
): DatasetAnswer => ({ status, responseCode, errmsg, result: {} });

/** The body. `operation` is `submit`, `info`, `list` or `search`. */
export const datasetEnvelope = (
  operation: string,
  { responseCode, errmsg, result }: DatasetAnswer,
  now: Instant,
  resmsgid: string,
): Record<string, unknown> => ({
  id: `ekstep.analytics.dataset.request.${operation}`,
  ver: '1.0',
  ts: new Date(now).toISOString().replace('Z', '+00:00'),
  params: {
    resmsgid,
    msgid: null,
    err: errmsg === null || responseCode === 'OK' ? null : responseCode,
    status: errmsg === null ? 'successful' : 'failed',
    errmsg,
  },
  responseCode,
  result,
});
