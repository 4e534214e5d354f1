import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentBatches } from '../../src/services/content-batches.js';
import type { Indexed } from '../../src/services/indexed.js';
import { elasticServer, type ElasticServer } from './elastic-server.js';

let server: ElasticServer;
beforeEach(async () => {
  server = await elasticServer();
});
afterEach(() => server.close());

const entry = (batchId: string, name = 'Spring'): Record<string, unknown> => ({ batchId, name });

const put = (known: string[], ...entries: Record<string, unknown>[]): Promise<Indexed> =>
  contentBatches(server.http).put({ content: 'do_1', known: new Set(known), entries });

describe('Listing the batches of a content', () => {
  it('writes them as the LMS does', async () => {
    server.contents.set('do_1', undefined);

    expect(await put(['b1'], entry('b1'))).toEqual({ kind: 'done' });

    expect(server.calls).toEqual([
      'GET /content/v3/read/do_1?fields=batches',
      'PATCH /system/v3/content/update/do_1',
    ]);
    expect(server.patches).toEqual([{ request: { content: { batches: [entry('b1')] } } }]);
  });

  it('replaces what is known and keeps what is not', async () => {
    server.contents.set('do_1', [entry('b1', 'old'), entry('other'), entry('ended')]);

    await put(['b1', 'ended'], entry('b1', 'new'));

    expect(server.contents.get('do_1')).toEqual([entry('other'), entry('b1', 'new')]);
  });

  it('writes nothing where nothing differs', async () => {
    server.contents.set('do_1', [entry('other'), entry('b1')]);

    expect(await put(['b1'], entry('b1'))).toEqual({ kind: 'done' });
    expect(server.patches).toEqual([]);
  });

  it('takes the list away where no batch is left', async () => {
    server.contents.set('do_1', [entry('b1')]);

    await put(['b1']);

    expect(server.patches).toEqual([{ request: { content: { batches: null } } }]);
  });

  it('has nothing to do for a content that is not there', async () => {
    expect(await put(['b1'], entry('b1'))).toEqual({ kind: 'done' });
    expect(server.patches).toEqual([]);
  });

  it('loses no entry where two write at once', async () => {
    server.contents.set('do_1', []);
    const batches = contentBatches(server.http);
    const write = (id: string): Promise<Indexed> =>
      batches.put({ content: 'do_1', known: new Set([id]), entries: [entry(id)] });

    await Promise.all(['b1', 'b2', 'b3'].map(write));

    expect(server.contents.get('do_1')).toEqual([entry('b1'), entry('b2'), entry('b3')]);
  });

  it.each([
    ['GET', 503, 'retry'],
    ['PATCH', 503, 'retry'],
    ['PATCH', 400, 'rejected'],
  ])('says that a %s was answered %i', async (method, status, kind) => {
    server.contents.set('do_1', []);
    server.trouble = (call) => (call.startsWith(method) ? status : null);

    expect(await put(['b1'], entry('b1'))).toMatchObject({ kind });
    expect(server.contents.get('do_1')).toEqual([]);
  });
});
