/**
 * Clients of the outside services by their settings. Part of the composition root.
 *
 * - V1 A user and password inside an address are sent as basic authorization, since `fetch` takes
 *   no address that holds them.
 */
import type { Config } from './config.js';
import { httpService, type HttpService } from './services/http-service.js';

/** The client of one service; `null` = it has no address. */
export function serviceAt(
  config: Config,
  baseUrl: string,
  headers: Readonly<Record<string, string>> = {},
): HttpService | null {
  return baseUrl === '' ? null : serviceWith(config, baseUrl, headers);
}

/** The client of a service that has an address. */
export function serviceWith(
  config: Config,
  address: string,
  headers: Readonly<Record<string, string>>,
): HttpService {
  const { serviceTimeoutMs: timeoutMs, serviceBodyBytesMax: bodyBytesMax } = config;
  const { baseUrl, authorization } = withoutCredentials(address);
  const all = { ...authorization, ...headers };
  return httpService({ baseUrl, timeoutMs, bodyBytesMax, headers: all });
}

/** V1. */
function withoutCredentials(address: string): {
  readonly baseUrl: string;
  readonly authorization: Readonly<Record<string, string>>;
} {
  const url = new URL(address);
  const { username, password } = url;
  if (username === '' && password === '') return { baseUrl: address, authorization: {} };
  url.username = '';
  url.password = '';
  const said = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(said).toString('base64')}`;
  return { baseUrl: url.href, authorization: { authorization } };
}
