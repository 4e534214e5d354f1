/**
 * A real HTTP server that keeps documents and versions as Elasticsearch does, and the `batches` of
 * contents as the content service does. Documents live until the test ends; what it is told to
 * answer instead, it answers before it has applied anything.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpService, type HttpService } from '../../src/services/http-service.js';

export interface StoredDocument {
  readonly version: number;
  readonly source: Readonly<Record<string, unknown>>;
}

export interface ElasticServer {
  readonly baseUrl: string;
  readonly http: HttpService;
  readonly documents: Map<string, StoredDocument>;
  /** The `batches` by content; a content that is not here is unknown. */
  readonly contents: Map<string, unknown>;
  /** Every call in order, `METHOD path`. */
  readonly calls: string[];
  /** Bodies of the writes to contents, in order. */
  readonly patches: unknown[];
  /** The status that the next calls get instead of what they ask for; `null` = they are served. */
  trouble: ((call: string) => number | null) | null;
  /** Version 6 wants a type in bulk requests. */
  wantsType: boolean;
  /** Documents that the mapping refuses. */
  readonly refused: Set<string>;
  close(): Promise<void>;
}

type Fields = Record<string, unknown>;

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export async function elasticServer(): Promise<ElasticServer> {
  const state = {
    ...{ documents: new Map(), contents: new Map(), calls: [], patches: [], refused: new Set() },
    ...{ trouble: null, wantsType: false, baseUrl: '', http: null, close: null },
  } as unknown as { -readonly [K in keyof ElasticServer]: ElasticServer[K] };
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const call = `${request.method ?? ''} ${decodeURIComponent(request.url ?? '')}`;
      state.calls.push(call);
      const status = state.trouble?.(call) ?? null;
      const { status: answered, body } =
        status === null ? serve(state, call, text) : { status, body: { error: 'trouble' } };
      response.writeHead(answered, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const limits = { timeoutMs: 5000, bodyBytesMax: 1_000_000 };
  state.http = httpService({ baseUrl: state.baseUrl, headers: {}, ...limits });
  state.close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return state;
}

function serve(state: ElasticServer, call: string, text: string): Reply {
  const [, method = '', path = '', query = ''] = /^(\w+) ([^?]*)\??(.*)$/.exec(call) ?? [];
  const id = path.split('/').at(-1) ?? '';
  if (method === 'PUT' && path.startsWith('/course-batch/_doc/')) {
    const asked = new URLSearchParams(query);
    const version = Number(asked.get('version'));
    return put(state, id, version, asked.get('version_type') ?? '', JSON.parse(text) as Fields);
  }
  if (path.endsWith('/_bulk')) return bulk(state, path, text);
  if (path === '/course-batch/_mget') return getMany(state, JSON.parse(text) as Fields);
  if (path.startsWith('/content/v3/read/')) return readContent(state, id);
  if (path.startsWith('/system/v3/content/update/')) {
    return patchContent(state, id, JSON.parse(text) as Fields);
  }
  return { status: 400, body: { error: `no handler found for uri [${path}]` } };
}

function put(
  { documents, refused }: ElasticServer,
  id: string,
  version: number,
  type: string,
  source: Fields,
): Reply {
  if (type !== 'external_gte') return { status: 400, body: { error: `no such type ${type}` } };
  if (refused.has(id)) return { status: 400, body: { error: 'mapper_parsing_exception' } };
  const stored = documents.get(id);
  if (stored !== undefined && stored.version > version) {
    return { status: 409, body: { error: 'version_conflict_engine_exception' } };
  }
  documents.set(id, { version, source });
  return { status: stored === undefined ? 201 : 200, body: { _id: id, _version: version } };
}

function bulk(state: ElasticServer, path: string, text: string): Reply {
  if (state.wantsType && !path.includes('/_doc/')) {
    const error = { reason: 'Validation Failed: 1: type is missing;' };
    return { status: 400, body: { error } };
  }
  const lines = text.split('\n').filter((line) => line !== '');
  const items: unknown[] = [];
  for (let i = 0; i < lines.length; i += 2) {
    const { index } = JSON.parse(lines[i]!) as { index: Fields };
    const { _id: id, version, version_type: type } = index as Record<string, string>;
    const source = JSON.parse(lines[i + 1]!) as Fields;
    const { status } = put(state, id!, Number(version), type!, source);
    items.push({ index: { _id: id, status } });
  }
  return { status: 200, body: { items } };
}

function getMany({ documents }: ElasticServer, { ids }: Fields): Reply {
  const docs = (ids as string[]).map((id) => {
    const stored = documents.get(id);
    if (stored === undefined) return { _id: id, found: false };
    return { _id: id, found: true, _source: { status: stored.source['status'] } };
  });
  return { status: 200, body: { docs } };
}

function readContent({ contents }: ElasticServer, id: string): Reply {
  if (!contents.has(id)) return { status: 404, body: { responseCode: 'RESOURCE_NOT_FOUND' } };
  const content = { identifier: id, batches: contents.get(id) };
  return { status: 200, body: { responseCode: 'OK', result: { content } } };
}

function patchContent({ contents, patches }: ElasticServer, id: string, body: Fields): Reply {
  patches.push(body);
  const { content } = body['request'] as { content: Fields };
  contents.set(id, content['batches']);
  return { status: 200, body: { responseCode: 'OK' } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
