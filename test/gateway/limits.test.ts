/** The numbers by which upstream bounds its answers (`reference/lms.md` 2, 3.3, 3.4, 11). */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/domain/command.js';
import { KEY, NOW, addBatch, given } from './given.js';

describe('an answer holds at most', () => {
  it('the 1000 enrolments made last', async () => {
    const { ask, engine } = await given();
    await engine.submit(Array.from({ length: 1001 }, (_, i) => enrolment(i)));
    const { body } = await ask('GET', '/v1/user/courses/list/u1');
    const batches = (body.result['courses'] as { batchId: string }[]).map((row) => row.batchId);
    expect([batches.length, batches.includes('b-0'), batches.includes('b-1000')]).toEqual([
      ...[1000, false, true],
    ]);
  });

  it('25 attempts at one content', async () => {
    const { ask } = await given();
    const events = [{ ets: 1, edata: { item: { id: 'q', maxscore: 2 }, score: 1 } }];
    const request = { userId: 'u1', courseId: 'do_c', batchId: 'b-live' };
    const common = { ...request, contentId: 'do_q', assessmentTs: NOW, events };
    const assessments = Array.from({ length: 26 }, (_, i) => ({ ...common, attemptId: `a${i}` }));
    await ask('PATCH', '/v1/content/state/update', { request: { assessments } });
    const wanted = { ...request, fields: ['score'] };
    const { body } = await ask('POST', '/v1/content/state/read', { request: wanted });
    const [content] = body.result['contentList'] as { score: unknown[] }[];
    expect(content!.score).toHaveLength(25);
  });

  it('30 batches, of a count that holds them all, unless a search says otherwise', async () => {
    const { ask, engine } = await given();
    for (let i = 0; i < 40; i++) await addBatch(engine, { batchId: `many-${i}`, name: 'Many' });
    const search = async (limit: object) =>
      (await ask('POST', '/v1/course/batch/search', { request: { query: 'many', ...limit } })).body;
    const page = (await search({})).result['response'] as { count: number; content: unknown[] };
    const more = (await search({ limit: 35 })).result['response'] as typeof page;
    expect([page.count, page.content.length, more.content.length]).toEqual([40, 30, 35]);
  });
});

const enrolment = (i: number): Command => ({
  kind: 'enrol',
  key: { ...KEY, batch: `b-${i}` as never },
  ...{ receivedAt: NOW, courseVersion: 1, at: NOW + i, addedBy: '' },
});
