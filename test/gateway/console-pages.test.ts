import { describe, expect, it, vi } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { withConsole } from './given-console.js';
import { reportsOf } from './given-reports.js';
import { given } from './given.js';

describe('live numbers', () => {
  it('are told to a listener, and end when the gateway closes', async () => {
    const ticks: (() => void)[] = [];
    const g = await withConsole({ every: (_ms, work) => (ticks.push(work), () => undefined) });
    const address = await g.app.listen({ port: 0, host: '127.0.0.1' });
    const reply = await fetch(`${address}/v1/console/events`);
    const heard = read(reply);
    await vi.waitFor(() => expect(heard.text).toContain('data: '));
    const before = heard.text.split('data: ').length;

    ticks[0]?.();
    await vi.waitFor(() => expect(heard.text.split('data: ').length).toBe(before + 1));
    await g.app.close();

    await heard.ended;
    expect(reply.headers.get('content-type')).toContain('text/event-stream');
  });

  it('end for a listener whose token is no longer good, and go on for others', async () => {
    const ticks: (() => void)[] = [];
    const over = new Set<string>();
    const claims = { userId: 'op', parentId: '', roles: ['SYSTEM_ADMINISTRATION'] };
    const tokens = {
      verify: (token: string) =>
        Promise.resolve(over.has(token) ? err('invalid' as const) : ok(claims)),
    };
    const every = (_ms: number, work: () => void) => (ticks.push(work), () => undefined);
    const g = await withConsole({ every }, [], undefined, tokens);
    const address = await g.app.listen({ port: 0, host: '127.0.0.1' });
    const hear = async (token: string) => {
      const headers = { 'x-authenticated-user-token': token };
      return read(await fetch(`${address}/v1/console/events`, { headers }));
    };
    const [ending, staying] = await Promise.all([hear('ending'), hear('staying')]);
    await vi.waitFor(() => expect(samplesIn(staying)).toBe(1));

    over.add('ending');
    ticks[0]?.();

    await ending.ended;
    expect(samplesIn(ending)).toBe(1);
    await vi.waitFor(() => expect(samplesIn(staying)).toBe(2));
  });

  it('have at most so many listeners', async () => {
    const g = await withConsole({ listenersMax: 1 });
    const address = await g.app.listen({ port: 0, host: '127.0.0.1' });
    const first = await fetch(`${address}/v1/console/events`);

    const second = await fetch(`${address}/v1/console/events`);

    expect([first.status, second.status, second.headers.get('retry-after')]).toEqual([
      200,
      429,
      '10',
    ]);
  });
});

describe('the pages', () => {
  it.each(['/', '/batches', '/batches/b', '/learners/u', '/dead-letters/http/1:2', '/settings'])(
    'begin with one document at %s, which runs nothing from elsewhere',
    async (url) => {
      const { app } = await withConsole();

      const reply = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });

      expect([reply.statusCode, reply.headers['content-encoding']]).toEqual([200, 'gzip']);
      expect(reply.headers['content-security-policy']).toContain("script-src 'self'");
      expect(reply.headers['content-security-policy']).not.toContain('unsafe');
    },
  );

  it('may talk to this server alone, and to the provider where readers sign in', async () => {
    const signIn = { issuer: 'https://id.example/realms/r', clientId: 'c', scope: 'openid' };
    const policies: string[] = [];
    for (const differing of [{}, { signIn }]) {
      const { app } = await withConsole(differing);
      const { headers } = await app.inject({ url: '/sign-in?code=1&state=2' });
      policies.push(/connect-src [^;]*/.exec(String(headers['content-security-policy']))![0]);
    }
    expect(policies).toEqual(["connect-src 'self'", "connect-src 'self' https://id.example"]);
  });

  it('are sent again only when they changed, files of theirs never', async () => {
    const { app } = await withConsole();
    const headers = { 'if-none-match': '"s"' };

    expect((await app.inject({ url: '/', headers })).statusCode).toBe(304);
    const asset = await app.inject({ url: '/assets/app.js' });
    expect([asset.body, asset.headers['cache-control']]).toEqual([
      'a',
      expect.stringContaining('immutable'),
    ]);
    expect((await app.inject({ url: '/assets/none.js' })).statusCode).toBe(404);
    expect((await app.inject({ url: '/nowhere' })).statusCode).toBe(404);
  });

  it('leave no icon that is asked for unanswered', async () => {
    const { app } = await given();
    expect((await app.inject({ url: '/favicon.ico' })).statusCode).toBe(204);
  });

  it('are a plain page where there is no console', async () => {
    const { app } = await given();

    expect((await app.inject({ url: '/' })).body).toContain('href="/documentation"');
    expect((await app.inject({ url: '/v1/console/overview' })).statusCode).toBe(404);
  });
});

describe('the demo', () => {
  it('is played through the API, once, on an empty store', async () => {
    const g = await withConsole({ withBatches: false }, [], reportsOf([]));

    const begun = await g.ask('POST', '/v1/console/demo');
    await vi.waitFor(async () => {
      const { body } = await g.ask('GET', '/v1/console/demo');
      expect(body.result).toEqual({ kind: 'played' });
    }, 60_000);

    expect(begun.body.result).toMatchObject({ kind: 'playing' });
    expect(g.engine.catalogue.allBatches()).toHaveLength(3);
    expect(g.letters.map(({ reason }) => reason)).toEqual(['batch-unknown', 'batch-unknown']);
    const learners = new Set(g.engine.submissions.flat().map(({ key }) => key.learner));
    expect(learners.size).toBe(200);
    expect((await g.ask('POST', '/v1/console/demo')).status).toBe(400);
  });

  it('is not played on a store that holds something', async () => {
    const g = await withConsole();

    expect((await g.ask('POST', '/v1/console/demo')).status).toBe(400);
  });
});

/** What a stream has said so far. */
const samplesIn = ({ text }: { readonly text: string }): number => text.split('data: ').length - 1;

function read(reply: Response): { text: string; ended: Promise<void> } {
  const heard = { text: '', ended: Promise.resolve() };
  heard.ended = (async () => {
    const decoder = new TextDecoder();
    const chunks = reply.body as unknown as AsyncIterable<Uint8Array>;
    for await (const chunk of chunks) heard.text += decoder.decode(chunk);
  })();
  return heard;
}
