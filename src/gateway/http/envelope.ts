/**
 * Sunbird's envelope, printed: success and failure. The text is put together by hand, since every
 * part but the result is known before, and the result's length is a header of its own.
 *
 * Source: `reference/lms.md` 0.3.
 */
import type { HttpOutcome } from '../outcomes.js';
import { faultMessage, faultStatus, type Fault } from '../fault.js';

/** What an answer says of its request. */
export interface Heading {
  /** `api.content.state.update`; '' for private routes. */
  readonly id: string;
  /** First segment of the path: `v1`, `v2`, `private`. */
  readonly ver: string;
  /** `yyyy-MM-dd HH:mm:ss:SSSZ`. */
  readonly ts: string;
  /** The request's id (`request-id.ts`). */
  readonly msgid: string;
}

/** `id` and `ver` of a service path: later segments made of letters only, joined by dots. */
export function apiOf(path: string): Pick<Heading, 'id' | 'ver'> {
  const [first = '', ...later] = path.split('/').filter((segment) => segment !== '');
  if (first === 'private') return { id: '', ver: first };
  return { id: ['api', ...later.filter((s) => /^[A-Za-z]+$/.test(s))].join('.'), ver: first };
}

/** The text of a success; `result` is JSON text. */
export function successText({ id, ver, ts, msgid }: Heading, result: string): string {
  return (
    `{"id":${JSON.stringify(id)},"ver":${JSON.stringify(ver)},"ts":"${ts}",` +
    `"params":{"resmsgid":null,"msgid":${JSON.stringify(msgid)},"err":null,` +
    `"status":"success","errmsg":null},"responseCode":"OK","result":${result}}`
  );
}

/** A failure as it is printed. */
export interface Failure {
  readonly status: number;
  readonly responseCode: string;
  readonly err: string | null;
  /** `params.status`: the code, or `SERVER_ERROR` where upstream leaves its default. */
  readonly paramsStatus: string;
  readonly errmsg: string;
  /** Seconds; 0 = no `Retry-After`. */
  readonly retryAfterS: number;
}

/** The text of a failure. */
export function failureText({ id, ver, ts, msgid }: Heading, failure: Failure): string {
  const { err, errmsg, paramsStatus, responseCode } = failure;
  const params = { resmsgid: null, msgid, err, status: paramsStatus, errmsg };
  return JSON.stringify({ id, ver, ts, params, responseCode, result: {} });
}

/** A fault of the input. Generic faults have no code of their own (`err` is null). */
export function failureOfFault(fault: Fault): Failure {
  const status = faultStatus(fault);
  const generic = fault.code === 'CLIENT_ERROR';
  return {
    status,
    responseCode: RESPONSE_CODES[status] ?? 'CLIENT_ERROR',
    err: generic ? null : fault.code,
    paramsStatus: generic ? 'SERVER_ERROR' : fault.code,
    errmsg: faultMessage(fault),
    retryAfterS: 0,
  };
}

/** A refusal of the engine. */
export const failureOfOutcome = (outcome: HttpOutcome): Failure => ({
  status: outcome.status,
  responseCode: outcome.status < 500 ? 'CLIENT_ERROR' : 'SERVER_ERROR',
  err: outcome.code,
  paramsStatus: outcome.code,
  errmsg: outcome.message,
  retryAfterS: outcome.retryAfterS,
});

/** No or no valid identity: upstream's interceptor answers before any actor (0.2). */
export const UNAUTHENTICATED: Failure = {
  status: 401,
  responseCode: 'CLIENT_ERROR',
  err: 'UNAUTHORIZED_USER',
  paramsStatus: 'SERVER_ERROR',
  errmsg: 'You are not authorized.',
  retryAfterS: 0,
};

/** Anything that nobody foresaw. */
export const INTERNAL_ERROR: Failure = {
  status: 500,
  responseCode: 'SERVER_ERROR',
  err: 'INTERNAL_ERROR',
  paramsStatus: 'INTERNAL_ERROR',
  errmsg: 'Process failed,please try again later.',
  retryAfterS: 0,
};

/** The engine did not answer within the time allowed for a request. */
export const HANDLER_TIMEOUT: Failure = {
  status: 500,
  responseCode: 'SERVER_ERROR',
  err: 'ACTOR_CONNECTION_ERROR',
  paramsStatus: 'SERVER_ERROR',
  errmsg: 'Service is not able to connect with actor.',
  retryAfterS: 0,
};

const RESPONSE_CODES: Readonly<Record<number, string>> = {
  400: 'CLIENT_ERROR',
  401: 'UNAUTHORIZED',
  404: 'RESOURCE_NOT_FOUND',
  500: 'SERVER_ERROR',
  503: 'SERVER_ERROR',
};
