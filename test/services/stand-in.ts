/** A real HTTP server that answers by method and path, and remembers what it was asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpService, type HttpService } from '../../src/services/http-service.js';

export interface Asked {
  readonly call: string;
  readonly authorization: string;
  readonly body: unknown;
}

export interface StandIn {
  readonly baseUrl: string;
  readonly http: HttpService;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** What a call is answered with: a body under 200, or a status and a body. */
export type Reply = { readonly status: number; readonly body: unknown };

/** Answers by `METHOD path`; what is not named is answered 404. */
export async function standIn(replies: Readonly<Record<string, Reply>>): Promise<StandIn> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const call = `${request.method ?? ''} ${request.url ?? ''}`;
      asked.push({ call, authorization: request.headers.authorization ?? '', body });
      const reply = replies[call] ?? { status: 404, body: {} };
      response.writeHead(reply.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(reply.body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${String(port)}`;
  const settings = { baseUrl, timeoutMs: 5000, bodyBytesMax: 100_000 };
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  const http = httpService({ ...settings, headers: { authorization: 'token' } });
  return { baseUrl, http, asked, close };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? null : (JSON.parse(text) as unknown);
}
