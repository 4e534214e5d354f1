/** What becomes of something that another service is to show: the classes of its answers. */
import type { Result } from '../domain/result.js';
import type { HttpAnswer, HttpFailure } from './http-service.js';

export type Indexed =
  /** It is shown, or something later is. */
  | { readonly kind: 'done' }
  /** It may pass: no connection, overload, no permission; the same again is harmless. */
  | { readonly kind: 'retry'; readonly detail: string }
  /** It will be refused again as it is. */
  | { readonly kind: 'rejected'; readonly detail: string };

export const INDEXED: Indexed = { kind: 'done' };

/**
 * The class of an answer. `done` = the statuses that leave nothing to do. A body that is too large
 * or malformed is the caller's (400, 413, 422); everything else is the service's and may pass.
 */
export function indexed(
  answer: Result<HttpAnswer, HttpFailure>,
  said: string,
  done: readonly number[],
): Indexed {
  if (!answer.ok) return { kind: 'retry', detail: answer.error.detail };
  return ofStatus(answer.value.status, said, done);
}

/** The class of a status alone. */
export function ofStatus(status: number, said: string, done: readonly number[]): Indexed {
  if (done.includes(status)) return INDEXED;
  const kind = REFUSED.includes(status) ? 'rejected' : 'retry';
  return { kind, detail: `${said} was answered ${String(status)}` };
}

const REFUSED = [400, 413, 422];
