import { describe, expect, it } from 'vitest';
import { ok } from '../../src/domain/result.js';
import { parseQuestion } from '../../src/gateway/what-if-question.js';
import { whatIfCsv, whatIfNews } from '../../src/gateway/what-if.js';
import { withConsole } from './given-console.js';
import { content, given, HIERARCHY, type Given } from './given.js';

const WHAT_IF = '/v1/console/what-if';
const PLACE = { courseId: 'do_c', batchId: 'b-live' };
const SMALLER = { ...HIERARCHY, children: [{ identifier: 'do_x', mimeType: 'application/pdf' }] };
const COMPLETE = { kind: 'criteria', batchId: 'b-live', criteria: { enrollment: { status: 2 } } };

describe('asking what another structure would change', () => {
  it('tells who would complete, by batch, and what differs; nothing is published', async () => {
    const g = await worked();
    const { news, status, type } = await ask(g, {
      ...{ kind: 'structure', courseId: 'do_c', hierarchy: SMALLER },
    });

    expect([status, type]).toEqual([200, 'application/x-ndjson']);
    expect(news.at(-1)).toEqual({
      kind: 'answer',
      answer: {
        ...{ looked: 2, counts: { completes: 1, 'progress-up': 0, 'progress-down': 0, none: 1 } },
        batches: expect.arrayContaining([
          {
            ...{ batch: 'b-live', name: 'A batch' },
            counts: { completes: 1, 'progress-up': 0, 'progress-down': 0, none: 1 },
          },
          { batch: 'b-future', name: 'A batch', counts: {} },
        ]) as unknown,
        learners: [
          {
            ...{ learner: 'u2', name: 'Asha Rao', batch: 'b-live', batchName: 'A batch' },
            ...{ kind: 'completes', percent: { before: 33, after: 100 } },
          },
        ],
        isMore: false,
        change: expect.objectContaining({
          ...{ isSame: false, requiredBefore: 3, requiredAfter: 1 },
          removed: { count: 2, names: ['do_y', 'do_q'] },
        }) as unknown,
      },
    });
    expect(news.slice(0, -1)).toEqual([{ kind: 'going', looked: 2, batchesDone: 0, batches: 3 }]);
    expect(g.engine.catalogue.tree('do_c' as never)?.version).toBe(1);
  });

  it('tells afterwards what the newest one changed', async () => {
    const g = await worked();
    await g.ask('PUT', '/v1/course/hierarchy/do_c', { request: { hierarchy: SMALLER } });

    const { news } = await ask(g, { kind: 'published', courseId: 'do_c' });

    expect(news.at(-1)).toMatchObject({
      kind: 'answer',
      answer: { looked: 2, change: { requiredBefore: 3, requiredAfter: 1 } },
    });
  });

  it('is a file of everybody who changes where that is accepted', async () => {
    const g = await worked();
    const body = { kind: 'structure', courseId: 'do_c', hierarchy: SMALLER };
    const { text, type } = await ask(g, body, 'text/csv');

    expect(type).toContain('text/csv');
    expect(text.split('\n')).toEqual([
      'userid,batchid,change,completed_before,required_before,percent_before,' +
        'completed_after,required_after,percent_after',
      'u2,b-live,completes,1,3,33,1,1,100',
      '',
    ]);
  });
});

describe('asking who would earn a certificate', () => {
  it('tells who would by these criteria, and who would not', async () => {
    const g = await worked();
    const half = { ...COMPLETE, criteria: { enrollment: { status: 1 } } };

    const { news } = await ask(g, half);

    expect(news.at(-1)).toMatchObject({
      answer: {
        ...{ counts: { has: 0, 'would-earn': 1, 'would-not': 1 }, change: null },
        learners: [{ learner: 'u2', kind: 'would-earn', percent: null }],
      },
    });
    expect((await ask(g, half, 'text/csv')).text).toBe('userid,batchid\nu2,b-live\n');
    expect((await ask(g, COMPLETE)).news.at(-1)).toMatchObject({
      answer: { counts: { 'would-earn': 0, 'would-not': 2 } },
    });
  });

  it.each<[object, string, string]>([
    [{}, 'INVALID_PARAMETER_VALUE', 'kind'],
    [{ kind: 'structure' }, 'MANDATORY_PARAMETER_MISSING', 'courseId'],
    [{ kind: 'structure', courseId: 'none', hierarchy: SMALLER }, 'INVALID_COURSE_ID', ''],
    [{ kind: 'structure', courseId: 'do_c', hierarchy: [] }, 'INVALID_HIERARCHY', 'object'],
    [
      { kind: 'structure', courseId: 'do_c', hierarchy: { ...SMALLER, identifier: 'do_d' } },
      'INVALID_HIERARCHY',
      'do_d',
    ],
    [{ kind: 'published', courseId: 'none' }, 'INVALID_COURSE_ID', ''],
    [{ kind: 'criteria', batchId: 'none' }, 'RESOURCE_NOT_FOUND', ''],
    [{ kind: 'criteria', batchId: 'b-live' }, 'DATA_TYPE_ERROR', 'criteria'],
    [{ ...COMPLETE, criteria: {} }, 'MANDATORY_PARAMETER_MISSING', 'Status'],
    [{ ...COMPLETE, templateId: 'none' }, 'INVALID_PARAMETER_VALUE', 'templateId'],
  ])('is refused for %j', async (request, code, named) => {
    const { ask: send } = await withConsole();

    const { status, body } = await send('POST', WHAT_IF, { request });

    expect([status < 500, body.params['err']]).toEqual([true, code]);
    expect(body.params['errmsg']).toContain(named);
  });
});

describe('an answer that goes on', () => {
  it('ends its scan as soon as nobody listens', async () => {
    const { engine } = await given();
    const question = parseQuestion({ request: COMPLETE }, engine.catalogue);
    if (!question.ok) throw new Error('no question');
    const state = engine.state({ learner: 'u', course: 'do_c', batch: 'b-live' } as never);
    const membership = { active: true, enrolledAt: 1, since: 1, addedBy: '' };
    let [taken, isOver] = [0, false];
    engine.participants = async function* () {
      try {
        for (;;) {
          taken++;
          yield await Promise.resolve({ ...state, membership } as never);
        }
      } finally {
        isOver = true;
      }
    };
    const users = { users: (ids: readonly unknown[]) => Promise.resolve(ok(ids.map(() => null))) };
    const news = whatIfNews(question.value, { engine, users, now: () => 0 });

    expect((await news.next()).value).toMatchObject({ kind: 'going', looked: 1000 });
    await news.return(undefined);

    expect([taken, isOver]).toEqual([1000, true]);
  });

  it('says why it ended early, and leaves no file that looks whole', async () => {
    const { engine } = await given();
    const question = parseQuestion({ request: COMPLETE }, engine.catalogue);
    if (!question.ok) throw new Error('no question');
    engine.participants = () => {
      throw new Error('the row is damaged');
    };
    const users = { users: () => Promise.resolve(ok([])) };
    const parts = { engine, users, now: () => 0 };

    const news = [];
    for await (const one of whatIfNews(question.value, parts)) news.push(one);

    expect(news).toEqual([{ kind: 'failed', reason: 'Error: the row is damaged' }]);
    const file = whatIfCsv(question.value, parts);
    await file.next();
    await expect(file.next()).rejects.toThrow('the row is damaged');
  });
});

/** `u2` has done a third of the course, `u1` nothing; the one who worked is known by name. */
async function worked(): Promise<Given> {
  const g = await withConsole();
  for (const userId of ['u1', 'u2']) {
    await g.ask('POST', '/v1/course/enroll', { request: { ...PLACE, userId } }, userId);
  }
  const update = { request: { contents: [content()] } };
  await g.ask('PATCH', '/v1/content/state/update', update, 'u2');
  return g;
}

async function ask({ app }: Given, request: object, accept = '*/*') {
  const headers = { accept };
  const reply = await app.inject({ method: 'POST', url: WHAT_IF, headers, payload: { request } });
  const text = reply.body;
  const isNews = String(reply.headers['content-type']).includes('ndjson');
  const lines = isNews ? text.trimEnd().split('\n') : [];
  return {
    ...{ status: reply.statusCode, type: reply.headers['content-type'], text },
    news: lines.map((line) => JSON.parse(line) as unknown),
  };
}
