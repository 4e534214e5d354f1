import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { searchIndex, type IndexDocument } from '../../src/services/search-index.js';
import { elasticServer, type ElasticServer } from './elastic-server.js';
import { fakeService } from './given.js';

let server: ElasticServer;
beforeEach(async () => {
  server = await elasticServer();
});
afterEach(() => server.close());

const document = (id: string, version: number, name = 'Spring'): IndexDocument => ({
  id,
  version,
  fields: { name, status: version % 4 },
});

describe('Writing a document', () => {
  it('keeps it under its id and version', async () => {
    expect(await searchIndex(server.http).put(document('b1', 5))).toEqual({ kind: 'done' });

    const source = { name: 'Spring', status: 1 };
    expect([...server.documents]).toEqual([['b1', { version: 5, source }]]);
    expect(server.calls).toEqual(['PUT /course-batch/_doc/b1?version=5&version_type=external_gte']);
  });

  it('is done twice without a difference', async () => {
    const index = searchIndex(server.http);

    await index.put(document('b1', 5));

    expect(await index.put(document('b1', 5))).toEqual({ kind: 'done' });
    expect(server.documents.size).toBe(1);
  });

  it('never replaces a later state by an earlier one, and is done', async () => {
    const index = searchIndex(server.http);
    await index.put(document('b1', 9, 'later'));

    expect(await index.put(document('b1', 5, 'earlier'))).toEqual({ kind: 'done' });
    expect(server.documents.get('b1')).toMatchObject({ version: 9, source: { name: 'later' } });
  });

  it('names an id that needs escapes', async () => {
    await searchIndex(server.http).put(document('a/b ?', 1));

    expect(server.calls[0]).toContain('/_doc/a/b ??version=1');
  });

  it.each([
    [400, 'rejected'],
    [413, 'rejected'],
    [401, 'retry'],
    [403, 'retry'],
    [404, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('that is answered %i is %s', async (status, kind) => {
    server.trouble = () => status;

    const detail = `PUT /course-batch/_doc/b1 was answered ${String(status)}`;
    expect(await searchIndex(server.http).put(document('b1', 1))).toEqual({ kind, detail });
  });

  it('that gets no answer may be tried again', async () => {
    const result = await searchIndex(fakeService({})).put(document('b1', 1));

    expect(result).toMatchObject({ kind: 'retry' });
  });
});

describe('Writing many documents', () => {
  it('keeps them as writing each would, in requests of at most 500', async () => {
    const documents = Array.from({ length: 1001 }, (_, i) => document(`b${String(i)}`, i));
    await searchIndex(server.http).put(document('b7', 90, 'later'));

    const results = await searchIndex(server.http).putAll(documents);

    expect(results).toEqual(documents.map(() => ({ kind: 'done' })));
    expect(server.calls.filter((call) => call.endsWith('_bulk'))).toHaveLength(3);
    expect(server.documents.size).toBe(1001);
    expect(server.documents.get('b7')).toMatchObject({ source: { name: 'later' } });
    expect(server.documents.get('b8')).toMatchObject({ version: 8 });
  });

  it('sends no request that is far above the limit of bytes', async () => {
    const large = 'x'.repeat(3 * 1024 * 1024);
    const documents = ['b1', 'b2', 'b3'].map((id) => document(id, 1, large));

    const results = await searchIndex(server.http).putAll(documents);

    expect(results).toHaveLength(3);
    expect(server.calls).toHaveLength(3);
    expect(server.documents.size).toBe(3);
  });

  it('tells what was refused from what was taken', async () => {
    server.refused.add('b2');

    const results = await searchIndex(server.http).putAll([document('b1', 1), document('b2', 1)]);

    const detail = 'indexing b2 was answered 400';
    expect(results).toEqual([{ kind: 'done' }, { kind: 'rejected', detail }]);
    expect([...server.documents.keys()]).toEqual(['b1']);
  });

  it('leaves all to be tried again when the whole request fails', async () => {
    server.trouble = () => 503;

    const results = await searchIndex(server.http).putAll([document('b1', 1), document('b2', 1)]);

    expect(results.map(({ kind }) => kind)).toEqual(['retry', 'retry']);
  });

  it('names the type to a version that wants one, and asks it once', async () => {
    server.wantsType = true;
    const index = searchIndex(server.http);

    await index.putAll([document('b1', 1)]);
    await index.putAll([document('b2', 1)]);

    expect([...server.documents.keys()]).toEqual(['b1', 'b2']);
    expect(server.calls).toEqual([
      'POST /course-batch/_bulk',
      'POST /course-batch/_doc/_bulk',
      'POST /course-batch/_doc/_bulk',
    ]);
  });

  it('asks nothing for none', async () => {
    expect(await searchIndex(server.http).putAll([])).toEqual([]);
    expect(server.calls).toEqual([]);
  });
});

describe('Asking for statuses', () => {
  it('answers those of the documents that are there', async () => {
    const index = searchIndex(server.http);
    await index.putAll([document('b1', 4), document('b2', 6)]);

    const answer = await index.statuses(['b1', 'b2', 'b3']);

    expect(answer).toEqual({
      ok: true,
      value: new Map([
        ['b1', 0],
        ['b2', 2],
      ]),
    });
  });

  it('answers none where there is no index yet, and fails where nobody answers', async () => {
    const index = searchIndex(server.http);

    server.trouble = () => 404;
    expect(await index.statuses(['b1'])).toEqual({ ok: true, value: new Map() });
    server.trouble = () => 500;
    expect(await index.statuses(['b1'])).toMatchObject({ ok: false });
  });
});
