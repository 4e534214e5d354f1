/**
 * The services that exhausts ask, over a case's answers: the search for collections, names of
 * contents, what tenants prefer, their public key. One server stands for all of them.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Fixtures } from './exhaust-fixtures.js';
import { fieldsOf, isFields, listOf, textOr, type Fields } from './fields.js';

export interface Services {
  /** Base URL of every service. */
  readonly url: string;
  close(): Promise<void>;
}

/** `pem` is the public key of every organisation. */
export async function serveFixtures(fixtures: Fixtures, pem: string): Promise<Services> {
  const server = createServer((request, response) => {
    void answerTo(request, fixtures, pem).then((result) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ responseCode: 'OK', result }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answerTo(
  request: IncomingMessage,
  fixtures: Fixtures,
  pem: string,
): Promise<Fields> {
  const { url = '' } = request;
  const body = await text(request);
  const asked = body === '' ? {} : fieldsOf(fieldsOf(JSON.parse(body), 'body')['request'], url);
  switch (url) {
    case '/v3/search': {
      const content = fixtures.collections.filter((found) => matches(found, asked['filters']));
      return { count: content.length, content };
    }
    case '/private/v2/org/preferences/read':
      return { response: { data: preference(fixtures, textOr(asked['key'])) } };
    case '/private/v2/org/search':
      return { response: { content: [{ keys: { exhaustEncryptionKey: [pem] } }] } };
    default:
      return {
        content: fixtures.contents.find(({ identifier }) => url.includes(`/${String(identifier)}`)),
      };
  }
}

/** Filters on what an answer says; of what it does not say, upstream's own stub knows nothing. */
const matches = (found: Fields, filters: unknown): boolean =>
  Object.entries(isFields(filters) ? filters : {}).every(
    ([name, wanted]) => found[name] === undefined || [wanted].flat().includes(found[name]),
  );

/** What all tenants prefer. Where a case names a level for each of several runs, the first. */
function preference({ config }: Fixtures, key: string): Fields {
  const preferred = fieldsOf(config['tenant_preference'], 'tenant_preference');
  const { level, job, userPrivateFields_for_userinfo: piiFields } = preferred;
  if (key === 'userPrivateFields') return { piiFields: listOf(piiFields, 'piiFields') };
  const jobs = Object.entries(fieldsOf(job, 'tenant_preference.job')).map(([name, named]) => [
    name,
    { level: levelIn(named) },
  ]);
  return { level: levelIn(level), job: Object.fromEntries(jobs) as Fields };
}

const levelIn = (named: unknown): string => /^[A-Z_]*/.exec(textOr(named))?.[0] ?? '';
