import { describe, expect, it } from 'vitest';
import { frameworkService } from '../../src/services/framework-service.js';
import { answered, fakeService, frameworkAnswer, type FakeService } from './given.js';

const LIMITS = { frameworksMax: 2, ageMsMax: 1000 };

describe('The categories of a framework', () => {
  it('are the codes in their order', async () => {
    const http = fakeService({ '/framework/v3/read/fw%2F1': frameworkAnswer('board', 'medium') });

    const codes = await frameworkService(http, () => 0).categories('fw/1');

    expect(codes).toEqual({ ok: true, value: ['board', 'medium'] });
  });

  it('are asked for once, until they are too old', async () => {
    const { http, categories, clock } = given({ a: frameworkAnswer('board') });
    await categories('a');
    clock.now = 999;
    await categories('a');
    http.answers.set('/f/a', frameworkAnswer('medium'));
    clock.now = 1000;

    const codes = await categories('a');

    expect(codes).toEqual({ ok: true, value: ['medium'] });
    expect(http.calls).toEqual(['GET /f/a', 'GET /f/a']);
  });

  it('are remembered for no more frameworks than the limit, the oldest forgotten', async () => {
    const code = frameworkAnswer('board');
    const { http, categories } = given({ a: code, b: code, c: code });
    for (const framework of ['a', 'b', 'c', 'b', 'c', 'a']) await categories(framework);

    expect(http.calls).toEqual(['GET /f/a', 'GET /f/b', 'GET /f/c', 'GET /f/a']);
  });

  it('are none for a framework that is not known, which is asked for again', async () => {
    const { http, categories } = given({
      a: answered(404, { responseCode: 'RESOURCE_NOT_FOUND' }),
    });

    expect(await categories('a')).toEqual({ ok: true, value: [] });
    http.answers.set('/f/a', frameworkAnswer('board'));
    expect(await categories('a')).toEqual({ ok: true, value: ['board'] });
  });

  it('are none where the answer has no list of them', async () => {
    const { categories } = given({ a: answered(200, { result: { framework: {} } }) });

    expect(await categories('a')).toEqual({ ok: true, value: [] });
  });

  it('are not known while the service fails or is away', async () => {
    const { categories } = given({ a: answered(500, 'down') });

    expect(await categories('a')).toMatchObject({
      error: { detail: 'the framework service answered 500' },
    });
    expect(await categories('b')).toMatchObject({ error: { detail: 'GET /f/b: ECONNREFUSED' } });
  });
});

function given(frameworks: Parameters<typeof fakeService>[0]) {
  const answers = Object.entries(frameworks).map(([id, answer]) => [`/f/${id}`, answer] as const);
  const http: FakeService = fakeService(Object.fromEntries(answers));
  const clock = { now: 0 };
  const { categories } = frameworkService(http, () => clock.now, LIMITS, '/f/');
  return { http, clock, categories };
}
