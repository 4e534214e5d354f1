/**
 * Answers other processes of the installation over HTTP, on a port of its own that no learner's
 * device can reach.
 *
 * - V1 Whoever does not prove to know the secret is turned away before a byte of the body is read.
 * - V2 A question has a size; what cannot be read is refused.
 */
import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Refusal } from '../engine.js';
import { packValue, unpackValue } from '../persistence/peer-codec.js';
import { PEER_PATH, REQUEST_HEADER } from './peer-client.js';
import { isPeerFault, type PeerAnswer, type PeerAsk } from './peer.js';

export interface PeerServerSettings {
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly secret: string;
  readonly askBytesMax: number;
  answer(ask: PeerAsk): Promise<PeerAnswer>;
  /** Hears of questions that were refused, and for which request they were asked ('' = none). */
  refused(requestId: string, ask: PeerAsk, why: Refusal): void;
}

export interface PeerServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens; rejects when the port cannot be had. */
export async function peerServer(settings: PeerServerSettings): Promise<PeerServer> {
  const server = createServer((request, response) => {
    handle(settings, request, response).catch(() => response.destroy());
  });
  server.listen(settings.port, settings.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, close: () => close(server) };
}

async function handle(
  settings: PeerServerSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (status: number): void => void response.writeHead(status).end();
  if (!isTrusted(request.headers.authorization ?? '', settings.secret)) return refuse(401);
  if (request.method !== 'POST' || request.url !== PEER_PATH) return refuse(404);
  const body = await bodyOf(request, settings.askBytesMax);
  if (body === null) return refuse(413);
  const ask = unpackValue(body);
  if (!ask.ok) return refuse(400);
  // A peer runs the same program and proved that it knows the secret.
  const question = ask.value as PeerAsk;
  const answer = await settings.answer(question);
  if (!answer.ok && !isPeerFault(answer.error)) {
    const requestId = request.headers[REQUEST_HEADER];
    settings.refused(typeof requestId === 'string' ? requestId : '', question, answer.error);
  }
  response.writeHead(200).end(packValue(answer));
}

/** V1. Of equal length first, since only such texts can be compared in constant time. */
function isTrusted(header: string, secret: string): boolean {
  const [given, wanted] = [Buffer.from(header), Buffer.from(`Bearer ${secret}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** V2. `null` = it is too large. */
async function bodyOf(request: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > bytesMax) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS_MAX);
  await once(server, 'close');
  clearTimeout(cut);
}

/** How long answers on their way may take once the server closes. */
const CLOSE_MS_MAX = 5_000;
