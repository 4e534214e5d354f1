/**
 * What fastify throws before a handler runs, as Sunbird failures: a body that is no JSON, too large
 * or too deep, an unknown media type, a request that took too long. Anything else is our own bug.
 */
import { fault } from '../fault.js';
import { failureOfFault, HANDLER_TIMEOUT, INTERNAL_ERROR, type Failure } from './envelope.js';

/** The failure to print for an error; `INTERNAL_ERROR` is to be logged. */
export function failureOfError(error: unknown, bodyBytesMax: number): Failure {
  const code = fieldOf(error, 'code');
  const status = fieldOf(error, 'statusCode');
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return failureOfFault(fault('REQUEST_TOO_LARGE', String(bodyBytesMax)));
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return failureOfFault(fault('INVALID_REQUESTED_DATA', CONTENT_TYPE_ERROR));
  }
  if (code === 'FST_ERR_HANDLER_TIMEOUT') return HANDLER_TIMEOUT;
  if (status === 400) return failureOfFault(fault('INVALID_REQUESTED_DATA', messageOf(error)));
  return INTERNAL_ERROR;
}

/** Upstream's text for a body without a JSON content type. */
const CONTENT_TYPE_ERROR = 'Please add Content-Type header with value application/json';

const fieldOf = (error: unknown, name: string): unknown =>
  error instanceof Error ? (Object.getOwnPropertyDescriptor(error, name)?.value as unknown) : null;

const messageOf = (error: unknown): string =>
  error instanceof Error
    ? `The request is not valid: ${error.message}`
    : 'The request is not valid';
