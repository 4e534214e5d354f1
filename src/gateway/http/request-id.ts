/**
 * The id of a request: what its sender or a proxy calls it, else a new one. It is in the answer, in
 * every line of the log about the request, and in what is asked of other processes for it.
 *
 * - I1 It is the sender's word: good to find lines by, never a key under which anything is kept.
 *
 * Source: `reference/lms.md` 0.2 (`X-msgId` is echoed as `params.msgid`).
 */
import type { IncomingHttpHeaders } from 'node:http';

/** Sunbird's own first, then what proxies send. */
const ID_HEADERS = ['x-msgid', 'x-request-id'] as const;
const ID_CHARACTERS_MAX = 256;

/** The header that answers carry it in. */
export const REQUEST_ID_HEADER = 'x-request-id';

export function requestIdOf(headers: IncomingHttpHeaders, newId: () => string): string {
  for (const name of ID_HEADERS) {
    const given = headers[name];
    if (typeof given === 'string' && given !== '') return given.slice(0, ID_CHARACTERS_MAX);
  }
  return newId();
}
