/**
 * Asks this server. Answers come in Sunbird's envelope; a failure is a value with the server's own
 * sentence. Knows no page.
 */
import { t } from './language.js';
import { currentToken, renewed } from './session.js';

export type Answered<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly kind: FailureKind; readonly message: string };

/**
 * `unknown` = what is asked for is not there; `forbidden` = it is not for this reader; `down` = the
 * server did not answer.
 */
export type FailureKind = 'sign-in' | 'forbidden' | 'unknown' | 'refused' | 'busy' | 'down';

interface Envelope<T> {
  readonly result: T;
  readonly params?: { readonly errmsg?: string | null; readonly msgid?: string | null };
}

/** Reads something. */
export const ask = <T>(path: string): Promise<Answered<T>> => call<T>('GET', path, undefined);

/** Has something done. */
export const send = <T>(
  method: 'POST' | 'PATCH' | 'PUT',
  path: string,
  request?: object,
): Promise<Answered<T>> => call<T>(method, path, request === undefined ? undefined : { request });

/** A path with what has to be asked for, escaped. */
export function withQuery(path: string, query: Readonly<Record<string, string | null>>): string {
  const set = Object.entries(query).filter(([, value]) => value !== null && value !== '');
  const text = new URLSearchParams(set as [string, string][]).toString();
  return text === '' ? path : `${path}?${text}`;
}

let channel = '';

/** Requests are made for this organisation from now on; '' = for none. */
export const setChannel = (next: string): void => void (channel = next);

interface Sent extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Fetches in the name of who reads, with a token that is good now where there can be one. */
export async function fetchAsReader(path: string, init: Sent): Promise<Response> {
  const sent = async (): Promise<Response> =>
    fetch(path, { ...init, headers: { ...(await callerHeaders()), ...init.headers } });
  const reply = await sent();
  // The clocks of this browser and of the server may differ by more than a token's rest.
  return reply.status === 401 && (await renewed()) ? sent() : reply;
}

/** What each request carries about its sender. */
export async function callerHeaders(): Promise<Record<string, string>> {
  const token = await currentToken();
  return {
    ...(token === '' ? {} : { 'x-authenticated-user-token': token }),
    ...(channel === '' ? {} : { 'x-channel-id': channel }),
  };
}

async function call<T>(method: string, path: string, body: unknown): Promise<Answered<T>> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    const reply = await fetchAsReader(path, { method, headers: json, ...init });
    const envelope = (await reply.json()) as Envelope<T>;
    if (reply.ok) return { ok: true, value: envelope.result };
    const kind = KINDS.get(reply.status) ?? 'refused';
    return { ok: false, kind, message: sentence(envelope.params, reply.status) };
  } catch (error) {
    return { ok: false, kind: 'down', message: String(error) };
  }
}

/** The server's own, with the id by which its log is searched. */
function sentence(params: Envelope<unknown>['params'], status: number): string {
  const message = params?.errmsg ?? String(status);
  const id = params?.msgid ?? '';
  return id === '' ? message : `${message} (${t('state.request', id)})`;
}

const KINDS = new Map<number, FailureKind>([
  [401, 'sign-in'],
  [403, 'forbidden'],
  [404, 'unknown'],
  [429, 'busy'],
  [503, 'busy'],
]);
