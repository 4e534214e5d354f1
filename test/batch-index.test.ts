/** Batches on their way from the catalogue of a real data folder into the index outside. */
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { batchIndexAt } from '../src/batch-index.js';
import { actionsOf } from '../src/cli/actions.js';
import { openLaurel, type Laurel } from '../src/compose.js';
import { parseConfig, type Config } from '../src/config.js';
import type { Batch } from '../src/domain/batch.js';
import { serviceWith } from '../src/service-at.js';
import { batchOf, TEMPLATE } from '../props/sim/given.js';
import { fakeTerminal, type FakeTerminal } from './cli/fake-terminal.js';
import { temporaryFolder } from './persistence/stores.js';
import { elasticServer, type ElasticServer } from './services/elastic-server.js';

const WAIT = { timeout: 10_000, interval: 5 };

let server: ElasticServer;
beforeEach(async () => {
  server = await elasticServer();
  server.contents.set('red', undefined);
});
afterEach(() => server.close());

describe('A batch in the catalogue', () => {
  it('reaches the index and its content, with every change', async () => {
    const laurel = await open(settings());

    await put(laurel, named('b1', 'Spring', 5));
    await laurel.engine.settled();
    await put(laurel, named('b1', 'Summer', 6));
    await laurel.engine.settled();

    expect(server.documents.get('b1')?.source).toMatchObject({
      ...{ batchId: 'b1', courseId: 'red', name: 'Summer', status: 1 },
      cert_templates: { merit: { identifier: 'merit', issuer: TEMPLATE.issuer } },
    });
    expect(server.contents.get('red')).toMatchObject([{ batchId: 'b1', name: 'Summer' }]);
    expect(laurel.engine.status().pendingEffects).toBe(0);
  });

  it('reaches it after an outage, also when the process ended meanwhile', async () => {
    const config = settings();
    const first = await open(config);
    server.trouble = () => 503;
    for (const [i, name] of ['Spring', 'Summer', 'Winter'].entries()) {
      await put(first, named('b1', name, i + 1));
    }
    await put(first, named('b2', 'Autumn', 1));
    await vi.waitUntil(() => server.calls.length > 1, WAIT);
    await first.stop();
    expect(server.documents.size).toBe(0);
    server.trouble = null;

    const second = await open(config);
    await second.engine.settled();

    expect(names()).toEqual({ b1: 'Winter', b2: 'Autumn' });
    expect(server.contents.get('red')).toHaveLength(2);
    expect(second.engine.status().pendingEffects).toBe(0);
  });

  it('reaches it once the outage is over, without a restart', async () => {
    const laurel = await open(settings());
    server.trouble = (call) => (call.startsWith('PATCH') ? 429 : null);
    await put(laurel, named('b1', 'Spring', 1));
    await vi.waitUntil(() => server.documents.size === 1, WAIT);
    server.trouble = null;

    await vi.waitUntil(() => laurel.engine.status().pendingEffects === 0, WAIT);

    expect(server.contents.get('red')).toMatchObject([{ name: 'Spring' }]);
  });

  it.each([
    ['PUT', 503],
    ['PUT', 400],
    ['PATCH', 503],
    ['PATCH', 400],
  ])('is kept from neither by a %s that is answered %i', async (method, status) => {
    server.trouble = (call) => (call.startsWith(method) ? status : null);
    const laurel = await open(settings());

    await put(laurel, named('b1', 'Spring', 1));
    await vi.waitUntil(() => server.calls.length >= 3, WAIT);
    await vi.waitUntil(() => server.documents.size + server.patches.length === 1, WAIT);

    expect(server.documents.size).toBe(method === 'PUT' ? 0 : 1);
    expect(laurel.engine.status().pendingEffects).toBe(1);
  });

  it('is not replaced by what another process knew before', async () => {
    const config = settings();
    const laurel = await open(config);
    const [earlier, later] = [named('b1', 'Spring', 5), named('b1', 'Summer', 6)];
    await put(laurel, later);
    await laurel.engine.settled();

    const shown = await batchIndexAt(config, () => Date.now())!.putAll([earlier]);

    expect(shown).toEqual([{ kind: 'done' }]);
    expect(names()).toEqual({ b1: 'Summer' });
  });

  it('reaches nobody where no index is set, nor in shadow', async () => {
    for (const other of [{ LAUREL_SEARCH_INDEX_URL: '' }, { LAUREL_SHADOW: 'yes' }]) {
      const laurel = await open(settings(other));

      await put(laurel, named('b1', 'Spring', 1));
      await laurel.engine.settled();

      expect(laurel.engine.status().pendingEffects).toBe(0);
    }
    expect(server.calls).toEqual([]);
  });
});

describe('laurel reindex batches', () => {
  it('makes of an empty index what the changes one by one made of it', async () => {
    const config = settings();
    const laurel = await open(config);
    for (const name of ['Spring', 'Summer']) {
      for (const id of ['b1', 'b2', 'b3']) await put(laurel, named(id, name, name.length));
    }
    await laurel.engine.settled();
    const [documents, contents] = [new Map(server.documents), new Map(server.contents)];
    server.documents.clear();
    server.contents.set('red', undefined);

    const run = await command(config);

    expect(run.code).toBe(0);
    expect(server.documents).toEqual(documents);
    expect(server.contents).toEqual(contents);
  });

  it.each([
    ['LAUREL_SEARCH_INDEX_URL', { LAUREL_SEARCH_INDEX_URL: '' }],
    ['LAUREL_SHADOW', { LAUREL_SHADOW: 'yes' }],
  ])('ends with 2 and writes nothing by its %s', async (variable, other) => {
    const run = await command(settings(other));

    expect(run.code).toBe(2);
    expect(run.terminal.noted.join()).toContain(variable);
    expect(server.calls).toEqual([]);
  });

  it('ends with 1 where there is no data', async () => {
    const run = await command(settings({ LAUREL_DATA_DIR: '/nowhere/at/all' }));

    expect(run.code).toBe(1);
  });
});

describe('An address with a user and a password', () => {
  it('is called with basic authorization', async () => {
    const heard: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      heard.push(request.headers.authorization);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await vi.waitUntil(() => other.address() !== null, WAIT);
    const { port } = other.address() as { port: number };

    await serviceWith(settings(), `http://me:p%40ss@127.0.0.1:${String(port)}/es`, {}).get('/x');

    expect(heard).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });
});

const named = (batch: string, name: string, updatedAt: number): Batch => ({
  ...batchOf(batch),
  ...{ name, updatedAt },
});

const names = (): Record<string, unknown> =>
  Object.fromEntries([...server.documents].map(([id, { source }]) => [id, source['name']]));

function environment(other: Record<string, string>): Record<string, string> {
  const { baseUrl } = server;
  return {
    LAUREL_DATA_DIR: temporaryFolder(),
    LAUREL_SEARCH_INDEX_URL: baseUrl,
    LAUREL_CONTENT_SERVICE_URL: baseUrl,
    ...other,
  };
}

function settings(other: Record<string, string> = {}): Config {
  const config = parseConfig(environment(other), '/');
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return config.value;
}

/** The engine on its folder; stopped when the test ends, if not before. */
async function open(config: Config): Promise<Laurel> {
  const opened = await openLaurel(config, { flushIntervalMs: 20, note: () => undefined });
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= opened.value.stop());
  onTestFinished(stop);
  return { ...opened.value, stop };
}

async function put({ engine }: Laurel, batch: Batch): Promise<void> {
  expect(await engine.catalogue.putBatch(batch)).toMatchObject({ ok: true });
}

/** Runs the command with the settings of a configuration. */
async function command(config: Config): Promise<{ code: number; terminal: FakeTerminal }> {
  const terminal = fakeTerminal();
  const env = {
    LAUREL_DATA_DIR: config.dataDir,
    LAUREL_SEARCH_INDEX_URL: config.searchIndexUrl,
    LAUREL_CONTENT_SERVICE_URL: config.contentServiceUrl,
    LAUREL_SHADOW: config.shadow,
  };
  const actions = actionsOf({ env, cwd: '/', terminal, serve: () => Promise.resolve(0) });
  return { code: await actions.reindexBatches(true), terminal };
}
