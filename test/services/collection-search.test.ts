import { describe, expect, it } from 'vitest';
import { err, ok } from '../../src/domain/result.js';
import { collectionsFound } from '../../src/services/collection-search.js';
import type { HttpCall, HttpService } from '../../src/services/http-service.js';

describe('a search for collections', () => {
  it('is posted as it was given, and unites all lists of the answer', async () => {
    const asked: unknown[] = [];
    const result = {
      count: 3,
      content: [{ identifier: 'do_1' }, { identifier: 'do_2' }, { name: 'no id' }],
      QuestionSet: [{ identifier: 'do_3' }],
      facets: 'none',
    };
    const http = answering(Promise.resolve(ok({ status: 200, body: { result } })), asked);
    const search = { request: { filters: { channel: 'org-1' }, limit: 10_000 } };

    expect(await collectionsFound(http, search)).toEqual(ok(new Set(['do_1', 'do_2', 'do_3'])));
    expect(asked).toEqual(['/v3/search', search]);
  });

  it.each<[string, Awaited<HttpCall>, string]>([
    ['refuses', ok({ status: 500, body: null }), 'the search service answered 500'],
    ['is away', err({ kind: 'unreachable', detail: 'POST: ECONNREFUSED' }), 'POST: ECONNREFUSED'],
  ])('says why nobody knows when the service %s', async (_, answer, detail) => {
    const http = answering(Promise.resolve(answer), []);

    expect(await collectionsFound(http, {})).toEqual(err({ detail }));
  });
});

const answering = (answer: HttpCall, asked: unknown[]): HttpService =>
  ({
    post: (path: string, body: unknown) => {
      asked.push(path, body);
      return answer;
    },
  }) as unknown as HttpService;
