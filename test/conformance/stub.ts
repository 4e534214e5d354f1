/**
 * Outside services as a case tells them: answers by service, method and path, and what was asked.
 * Stands in the place of `fetch`, so that the services' clients take part.
 *
 * - S1 An answer for the very path goes before one for a pattern of paths. A call that no answer
 *   is given for finds nobody: the connection is refused.
 */
import { Misread, fieldsOf, isFields, listOf, onlyKeys, textOf, type Fields } from './fields.js';

export type Service = 'search' | 'rc' | 'learner' | 'content' | 'userorg' | 'taxonomy';

const SERVICES: readonly Service[] = ['search', 'rc', 'learner', 'content', 'userorg', 'taxonomy'];

/** A method and a path at a service. */
export interface Address {
  readonly service: Service;
  readonly method: string;
  /** With its query; `<..>` in it stands for anything. */
  readonly path: string;
}

export interface Stub extends Address {
  readonly status: number;
  readonly body: unknown;
  /** `request.filters.identifier` that it answers; `null` = any. */
  readonly identifier: string | null;
}

export interface Call {
  readonly service: Service;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Base URL under which the clients find a service. */
export const baseUrlOf = (service: Service): string => `http://${service}.invalid`;

const STUB_KEYS = ['method', 'url', 'status', 'body', 'request_filter_identifier'];

/** Reads `initial.http`. */
export function parseStubs(value: unknown, config: Fields): Stub[] {
  return listOf(value, 'initial.http').map((entry) => {
    const fields = fieldsOf(entry, 'initial.http');
    onlyKeys(fields, STUB_KEYS, 'initial.http');
    const identifier = fields['request_filter_identifier'];
    return {
      ...addressOf(fields, config),
      status: Number(fields['status']),
      body: fields['body'],
      identifier: identifier === undefined ? null : textOf(identifier, 'identifier'),
    };
  });
}

/** Reads `method` and `url`, whose placeholders name a service and, some, a path of it. */
export function addressOf(fields: Fields, config: Fields): Address {
  const method = textOf(fields['method'], 'method of a call');
  const url = textOf(fields['url'], 'url of a call').replace(
    /\{([\w.]+)\}/g,
    (whole, name: string) => PATHS[name]?.(config) ?? whole,
  );
  const [, named, path = ''] = /^\{(\w+)\}(.*)$/s.exec(url) ?? [];
  const service = SERVICES.find((known) => known === named);
  if (service === undefined) throw new Misread(`the call ${url} is to an unknown service`);
  return { service, method, path };
}

/** Whether a call goes to an address; without `withQuery` its query is not looked at. */
export function goesTo(call: Call, address: Address, withQuery: boolean): boolean {
  const [path, wanted] = [call.path, address.path].map((p) => (withQuery ? p : withoutQuery(p)));
  const pattern = (wanted ?? '').split(/<[^<>]+>/).map(escaped);
  return (
    call.service === address.service &&
    call.method === address.method &&
    new RegExp(`^${pattern.join('[^/?]+')}$`).test(path ?? '')
  );
}

/** `request.filters.identifier` of a search. */
export function searchedFor(body: unknown): unknown {
  const request = isFields(body) ? body['request'] : undefined;
  const filters = isFields(request) ? request['filters'] : undefined;
  return isFields(filters) ? filters['identifier'] : undefined;
}

/** A `fetch` that knows the stubs alone and writes down what it was asked. */
export function stubbedFetch(stubs: readonly Stub[], calls: Call[]): typeof fetch {
  return (input, init) => {
    const call = callOf(input, init);
    calls.push(call);
    const stub = stubs
      .filter((s) => goesTo(call, s, false))
      .filter(({ identifier }) => identifier === null || isFor(call, identifier))
      .sort((a, b) => Number(a.path.includes('<')) - Number(b.path.includes('<')))[0];
    if (stub === undefined) return Promise.reject(new TypeError(`refused: ${call.path}`));
    const body = stub.body === undefined ? '' : JSON.stringify(stub.body);
    return Promise.resolve(new Response(body, { status: stub.status }));
  };
}

/** Placeholders that stand for more than a base URL. */
const PATHS: Readonly<Record<string, (config: Fields) => string>> = {
  'content.read.api': () => '{content}/content/v3/read/',
  user_read_api: (config) => slashed(config['user_read_api'] ?? '/private/user/v1/read/'),
  framework_read_api: (config) => slashed(config['framework_read_api'] ?? FRAMEWORK_READ),
};

const FRAMEWORK_READ = '/framework/v3/read/';

function callOf(input: string | URL | Request, init: RequestInit = {}): Call {
  const { hostname, pathname, search } = new URL(input instanceof Request ? input.url : input);
  const service = SERVICES.find((known) => known === hostname.split('.')[0]);
  if (service === undefined) throw new Error(`a call to the unknown host ${hostname}`);
  const { method = 'GET', body, headers } = init;
  return {
    service,
    method,
    path: pathname + search,
    headers: headersOf(headers),
    body: typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined,
  };
}

function headersOf(headers: RequestInit['headers']): Record<string, string> {
  const named: Record<string, string> = {};
  new Headers(headers).forEach((value, name) => {
    named[name] = value;
  });
  return named;
}

const isFor = ({ body }: Call, identifier: string): boolean =>
  [searchedFor(body)].flat().includes(identifier);

const slashed = (path: unknown): string => `${textOf(path, 'a path').replace(/\/+$/, '')}/`;

const withoutQuery = (path: string): string => path.replace(/\?.*$/s, '');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
