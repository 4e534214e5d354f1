/**
 * Log lines about requests that were refused, so that the id which an answer shows is found in the
 * log. What the server could not do is a warning; what the sender did wrong is for debugging.
 *
 * - L1 An overload refuses thousands of requests a second: lines of one second are bounded, and how
 *   many were left out is told with the first one after.
 */
import type { FastifyReply } from 'fastify';
import type { Instant } from '../../domain/ids.js';
import type { Failure } from './envelope.js';

/** Warnings of one second. */
const LINES_A_SECOND_MAX = 20;

export class RefusalLog {
  readonly #clock: () => Instant;
  #second = 0;
  #lines = 0;
  #leftOut = 0;

  constructor(clock: () => Instant) {
    this.#clock = clock;
  }

  /** Tells of a failure that is about to be sent. */
  tell({ request, log }: FastifyReply, { status, err }: Failure): void {
    const line = { method: request.method, route: request.routeOptions.url, status, code: err };
    if (status < 500 && status !== TOO_MANY) return log.debug(line, 'request refused');
    const leftOut = this.#turn();
    if (leftOut === null) return;
    log.warn(leftOut === 0 ? line : { ...line, leftOut }, 'request refused');
  }

  /** How many lines were left out before this one; `null` = this one is, too (L1). */
  #turn(): number | null {
    const second = Math.floor(this.#clock() / 1000);
    if (second !== this.#second) [this.#second, this.#lines] = [second, 0];
    if (this.#lines === LINES_A_SECOND_MAX) {
      this.#leftOut += 1;
      return null;
    }
    this.#lines += 1;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }
}

const TOO_MANY = 429;
