/**
 * What a caller is told when the engine does not take or answer something: the one table from a
 * refusal to an HTTP status, a code and the time after which to try again (R5).
 */
import { assertNever } from '../domain/result.js';
import type { Refusal } from '../engine.js';

export interface HttpOutcome {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Whole seconds for `Retry-After`; 0 = repeating does not help. */
  readonly retryAfterS: number;
}

const RETRY_DEFAULT_S = 1;
const RETRY_STOPPING_S = 5;

/** The answer to a refusal. Details of the store are for the log, except a damaged row's key. */
export function outcomeOf(refusal: Refusal): HttpOutcome {
  switch (refusal.kind) {
    case 'busy':
      return {
        status: 429,
        code: 'TOO_MANY_REQUESTS',
        message: `The limit ${refusal.limit} is reached. Please try again later.`,
        retryAfterS: Math.max(1, Math.ceil(refusal.retryAfterMs / 1000)),
      };
    case 'too-large':
      return {
        status: 413,
        code: 'REQUEST_TOO_LARGE',
        message:
          'One entry of the request is too long to be kept: ' +
          `${refusal.limit} is ${String(refusal.bytesMax)} bytes.`,
        retryAfterS: 0,
      };
    case 'stopping':
      return unavailable('The service is stopping. Please try again later.', RETRY_STOPPING_S);
    case 'unavailable':
      return unavailable('The store is not available; nothing was changed.', RETRY_DEFAULT_S);
    case 'timeout':
      return unavailable(
        'The store did not answer in time; repeating the request is safe.',
        RETRY_DEFAULT_S,
      );
    case 'damaged':
      return {
        status: 500,
        code: 'STORED_DATA_DAMAGED',
        message: `Stored data is damaged and is not answered from: ${refusal.key}`,
        retryAfterS: 0,
      };
    default:
      return assertNever(refusal);
  }
}

const unavailable = (message: string, retryAfterS: number): HttpOutcome => ({
  status: 503,
  code: 'SERVICE_UNAVAILABLE',
  message,
  retryAfterS,
});
