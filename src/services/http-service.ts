/**
 * One outside service over HTTP with JSON bodies: the time limit, the bound of an answer, and the
 * names of what can go wrong. Knows no service, repeats nothing and judges no status.
 *
 * - S1 A call ends within `timeoutMs`, its body included, whatever the other side does.
 * - S2 At most `bodyBytesMax` of an answer are held.
 * - S3 No failure shows the base URL or a header, which may hold credentials.
 */
import { err, ok, type Result } from '../domain/result.js';

export interface HttpSettings {
  /** Scheme, host and the path that all calls begin with, e.g. `http://learner:9000`. */
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly bodyBytesMax: number;
  /** Sent with every call. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpAnswer {
  readonly status: number;
  /**
   * Parsed JSON; `null` where the body is empty. The text of a body that is no JSON where the
   * status is 400 or above, since the error page of a proxy in between says all by its status.
   */
  readonly body: unknown;
}

export interface HttpFailure {
  /**
   * - `unreachable`: no connection, or it broke; `timeout`: no whole answer in time. Either way
   *   the call may have been carried out.
   * - `too-large`, `not-json`: it was carried out, and the answer cannot be used.
   */
  readonly kind: 'unreachable' | 'timeout' | 'too-large' | 'not-json';
  /** Method, path and reason. */
  readonly detail: string;
}

export type HttpCall = Promise<Result<HttpAnswer, HttpFailure>>;

/** Paths begin with `/`; whoever calls encodes the ids in them. */
export interface HttpService {
  get(path: string): HttpCall;
  post(path: string, body: unknown): HttpCall;
  put(path: string, body: unknown): HttpCall;
  patch(path: string, body: unknown): HttpCall;
  /** Sends one JSON value a line (NDJSON). */
  postLines(path: string, values: readonly unknown[]): HttpCall;
  delete(path: string): HttpCall;
  /** Fetches what is no JSON; `headers` go before those of the settings. */
  getText(path: string, headers: Readonly<Record<string, string>>): TextCall;
}

export type TextCall = Promise<
  Result<{ readonly status: number; readonly text: string }, HttpFailure>
>;

/** A service under one base URL. `send` is the way out; tests give their own. */
export function httpService(settings: HttpSettings, send: typeof fetch = fetch): HttpService {
  const base = settings.baseUrl.replace(/\/+$/, '');
  const ask = async (path: string, said: string, asked: RequestInit): Promise<Taken> => {
    const signal = AbortSignal.timeout(settings.timeoutMs);
    try {
      const response = await send(base + path, { ...asked, signal });
      return ok({ status: response.status, text: await bodyText(response, settings.bodyBytesMax) });
    } catch (error) {
      if (!signal.aborted) return failed('unreachable', `${said}: ${reasonOf(error)}`);
      return failed('timeout', `${said}: no answer in ${String(settings.timeoutMs)} ms`);
    }
  };
  const call = async (method: string, path: string, body?: string, type = JSON_TYPE): HttpCall => {
    const headers = headersOf(settings, body === undefined ? null : type);
    const said = `${method} ${path}`;
    const init = body === undefined ? { method, headers } : { method, headers, body };
    const taken = await ask(path, said, init);
    return taken.ok ? answerOf(said, taken.value.status, taken.value.text) : taken;
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, JSON.stringify(body)),
    put: (path, body) => call('PUT', path, JSON.stringify(body)),
    patch: (path, body) => call('PATCH', path, JSON.stringify(body)),
    postLines: (path, values) => call('POST', path, linesOf(values), LINES_TYPE),
    delete: (path) => call('DELETE', path),
    getText: async (path, own) => {
      const headers = { ...headersOf(settings, null), ...own };
      const taken = await ask(path, `GET ${path}`, { method: 'GET', headers });
      if (!taken.ok) return taken;
      const { status, text } = taken.value;
      return text === null ? tooLarge(`GET ${path}`) : ok({ status, text });
    },
  };
}

type Taken = Result<{ readonly status: number; readonly text: string | null }, HttpFailure>;

const JSON_TYPE = 'application/json';
const LINES_TYPE = 'application/x-ndjson';

const linesOf = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

const headersOf = (settings: HttpSettings, type: string | null): Record<string, string> => ({
  accept: JSON_TYPE,
  ...(type === null ? {} : { 'content-type': type }),
  ...settings.headers,
});

/** The text of a body; `null` when it is longer than the bound (S2). */
export async function bodyText(response: Response, bytesMax: number): Promise<string | null> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString('utf8');
    bytes += value.byteLength;
    chunks.push(value);
    if (bytes <= bytesMax) continue;
    await reader.cancel();
    return null;
  }
}

function answerOf(
  said: string,
  status: number,
  text: string | null,
): Result<HttpAnswer, HttpFailure> {
  if (text === null) return tooLarge(said);
  if (text.trim() === '') return ok({ status, body: null });
  try {
    return ok({ status, body: JSON.parse(text) as unknown });
  } catch {
    if (status >= 400) return ok({ status, body: text });
    return failed('not-json', `${said}: the body of status ${String(status)} is no JSON`);
  }
}

const tooLarge = (said: string): Result<never, HttpFailure> =>
  failed('too-large', `${said}: the answer is above the limit`);

const failed = (kind: HttpFailure['kind'], detail: string): Result<never, HttpFailure> =>
  err({ kind, detail });

/** `fetch failed` hides why: the cause has the system's code, and a message with addresses (S3). */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'the connection failed';
}
