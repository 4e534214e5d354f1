/**
 * Files from the addresses that templates name, fetched without becoming a way into the network of
 * whoever runs this (SSRF): nothing is fetched but from hosts that were allowed.
 *
 * - G1 A host that is not on the list is not even looked up.
 * - G2 The connection goes to an address that was checked: the name is looked up once, all its
 *   addresses must be allowed, and the socket is given those.
 * - G3 No redirect is followed, no credentials or cookies are sent, no proxy is asked.
 * - G4 A call ends within `timeoutMs`; at most `bytesMax` of a file are held.
 * - G5 No failure shows more of an address than its host.
 */
import { lookup } from 'node:dns/promises';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { err, ok, type Result } from '../domain/result.js';
import { addressKind } from './public-address.js';

export interface FileHost {
  /** In lower case; `*.example.org` = all hosts below it. */
  readonly host: string;
  /** `null` = the usual one of the scheme. */
  readonly port: number | null;
  /** Its addresses may be those of a private network or this machine. */
  readonly isPrivate: boolean;
}

export interface FileFailure {
  /**
   * - `forbidden`: settings do not allow it; asking again changes nothing.
   * - `unusable`: it was answered, and not by a file that can be taken.
   * - `unavailable`: nobody answered; it may be asked for again.
   */
  readonly kind: 'forbidden' | 'unusable' | 'unavailable';
  readonly detail: string;
}

export type FetchFile = (
  address: string,
  bytesMax: number,
) => Promise<Result<Uint8Array, FileFailure>>;

interface Address {
  readonly address: string;
  readonly family: number;
}

export interface GuardSettings {
  readonly hosts: readonly FileHost[];
  readonly timeoutMs: number;
}

type LookUp = (host: string) => Promise<readonly Address[]>;

const systemLookUp: LookUp = (host) => lookup(host, { all: true });

/** `lookUp` is the way to names; tests give their own. */
export const guardedFiles =
  (settings: GuardSettings, lookUp: LookUp = systemLookUp): FetchFile =>
  async (address, bytesMax) => {
    const url = urlOf(address);
    if (!url.ok) return url;
    const entry = entryFor(url.value, settings.hosts);
    if (entry === null) {
      return forbidden(`${url.value.host} is not among the hosts of LAUREL_TEMPLATE_HOSTS`);
    }
    const signal = AbortSignal.timeout(settings.timeoutMs);
    const found = await addressesOf(hostOf(url.value), lookUp, signal);
    if (!found.ok) return found;
    const bad = found.value.find((one) => !isAllowed(one.address, entry));
    if (bad !== undefined) {
      return forbidden(`${url.value.host} has an address inside a private network`);
    }
    return fetched(url.value, found.value, bytesMax, signal);
  };

function urlOf(address: string): Result<URL, FileFailure> {
  if (!URL.canParse(address)) return forbidden('it is no address');
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return forbidden('its address is not http or https');
  if (url.username !== '' || url.password !== '') {
    return forbidden('its address holds a user or password');
  }
  return ok(url);
}

const hostOf = ({ hostname }: URL): string =>
  hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();

/** The entry that allows an address; of several the most permissive. */
function entryFor(url: URL, hosts: readonly FileHost[]): FileHost | null {
  const usual = url.protocol === 'https:' ? 443 : 80;
  const port = url.port === '' ? usual : Number(url.port);
  const host = hostOf(url);
  const found = hosts.filter((entry) => isHost(host, entry.host) && (entry.port ?? usual) === port);
  return found.find(({ isPrivate }) => isPrivate) ?? found[0] ?? null;
}

const isHost = (host: string, entry: string): boolean =>
  entry.startsWith('*.') ? host.endsWith(entry.slice(1)) && isIP(host) === 0 : host === entry;

function isAllowed(address: string, { isPrivate }: FileHost): boolean {
  const kind = addressKind(address);
  return kind === 'public' || (kind === 'private' && isPrivate);
}

async function addressesOf(
  host: string,
  lookUp: LookUp,
  signal: AbortSignal,
): Promise<Result<readonly Address[], FileFailure>> {
  const family = isIP(host);
  if (family !== 0) return ok([{ address: host, family }]);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('late')), { once: true });
  });
  try {
    const found = await Promise.race([lookUp(host), late]);
    return found.length > 0 ? ok(found) : unavailable(`${host} has no address`);
  } catch {
    return unavailable(`${host} cannot be looked up`);
  }
}

/** G2, G3. */
function fetched(
  url: URL,
  addresses: readonly Address[],
  bytesMax: number,
  signal: AbortSignal,
): Promise<Result<Uint8Array, FileFailure>> {
  const options: RequestOptions = {
    method: 'GET',
    agent: false,
    signal,
    headers: { accept: 'image/*', 'accept-encoding': 'identity' },
    lookup: (_host, wanted, answer) => {
      const [first] = addresses;
      if (first === undefined) answer(new Error('no address'), '');
      else if (wanted.all === true) answer(null, [...addresses]);
      else answer(null, first.address, first.family);
    },
  };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const fail = (): void => resolve(unavailable(`${url.host} does not answer`));
    const request = send(url, options, (response) => {
      read(response, url, bytesMax).then((result) => {
        resolve(result);
        request.destroy();
      }, fail);
    });
    request.on('error', fail);
    request.end();
  });
}

/** G4. */
async function read(
  response: IncomingMessage,
  url: URL,
  bytesMax: number,
): Promise<Result<Uint8Array, FileFailure>> {
  const status = response.statusCode ?? 0;
  if (status >= 500) return unavailable(`${url.host} answered ${String(status)}`);
  if (status >= 300 && status < 400) {
    return unusable(`${url.host} answered with a redirect, which is not followed`);
  }
  if (status !== 200) return unusable(`${url.host} answered ${String(status)}`);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) return unusable(`it is longer than ${String(bytesMax)} bytes`);
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}

const failure =
  (kind: FileFailure['kind']) =>
  (detail: string): Result<never, FileFailure> =>
    err({ kind, detail });

const forbidden = failure('forbidden');
const unusable = failure('unusable');
const unavailable = failure('unavailable');
