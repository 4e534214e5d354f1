import { afterEach, describe, expect, it } from 'vitest';
import type { ContentId, CourseId, LearnerId } from '../../src/domain/ids.js';
import { certificateLookups } from '../../src/services/certificate-lookups.js';
import { contentService, type ContentService } from '../../src/services/content-service.js';
import { standIn, type Reply, type StandIn } from './stand-in.js';

const QUIZ = 'do_quiz' as ContentId;
const COURSE = 'do_course' as CourseId;
const READ_QUIZ = 'GET /content/v3/read/do_quiz';
const SEARCH = 'POST /v3/search';

let server: StandIn | null = null;
afterEach(() => server?.close());

describe('Reading a content', () => {
  it('gives its name, type and number of questions', async () => {
    const service = await serving({ [READ_QUIZ]: content({ name: 'Quiz', totalQuestions: '4' }) });

    expect(await service.meta(QUIZ)).toEqual({
      ok: true,
      value: { name: 'Quiz', contentType: 'SelfAssess', totalQuestions: 4 },
    });
  });

  it.each([[undefined], [null], [''], ['many'], [{}]])(
    'does not guess a number of questions from %j',
    async (totalQuestions) => {
      const service = await serving({ [READ_QUIZ]: content({ totalQuestions }) });

      expect(await service.meta(QUIZ)).toMatchObject({ value: { totalQuestions: null } });
    },
  );

  it('is asked once for what several ask, until the answer is old', async () => {
    const clock = { now: 0 };
    const service = await serving({ [READ_QUIZ]: content({}) }, clock);

    await Promise.all([service.meta(QUIZ), service.meta(QUIZ)]);
    expect(server!.asked.length).toBe(1);

    clock.now = 1000;
    await service.meta(QUIZ);
    expect(server!.asked.length).toBe(2);
  });

  it('does not keep a failure', async () => {
    const service = await serving({ [READ_QUIZ]: { status: 500, body: {} } });

    const answers = [await service.meta(QUIZ), await service.meta(QUIZ)];

    expect(answers.map(({ ok }) => ok)).toEqual([false, false]);
    expect(server!.asked.length).toBe(2);
  });

  it('answers null for a content that is not there', async () => {
    expect(await (await serving({})).meta(QUIZ)).toEqual({ ok: true, value: null });
  });
});

describe('The standing of a course', () => {
  it.each([
    [[{ status: 'Live' }], 'live'],
    [[{ status: 'Unlisted' }], 'live'],
    [[{ status: 'Retired' }], 'retired'],
    [[], 'missing'],
  ])('found as %j is %s', async (found, standing) => {
    const body = { responseCode: 'OK', result: { count: found.length, content: found } };
    const service = await serving({ [SEARCH]: { status: 200, body } });

    expect(await service.standing(COURSE)).toEqual({ ok: true, value: standing });
    const status = ['Live', 'Unlisted', 'Retired'];
    const filters = { objectType: 'Collection', identifier: COURSE, status };
    expect(server!.asked[0]!.body).toEqual({ request: { filters, fields: ['status'] } });
  });

  it('says so when the search refuses', async () => {
    const service = await serving({ [SEARCH]: { status: 503, body: {} } });

    const detail = 'search-service not returning error:503';
    expect(await service.standing(COURSE)).toEqual({ ok: false, error: { detail } });
  });
});

describe('What certificates ask of contents', () => {
  it('is which of them are assessments', async () => {
    const other = content({ contentType: 'Resource' });
    const contents = await serving({
      [READ_QUIZ]: content({}),
      'GET /content/v3/read/do_video': other,
    });

    const scored = await lookups(contents).scored([QUIZ, 'do_video' as ContentId]);

    expect(scored).toEqual({ ok: true, value: new Set([QUIZ]) });
  });

  it('waits for a content of which nothing is known, or leaves it out', async () => {
    const contents = await serving({});

    const strict = await lookups(contents).scored([QUIZ]);
    const lenient = await lookups(contents, true).scored([QUIZ]);

    const detail = 'Metadata not available in cache or API do_quiz';
    expect(strict).toEqual({ ok: false, error: { detail } });
    expect(lenient).toEqual({ ok: true, value: new Set() });
  });

  it('is an answer: a service that is away is waited for, whatever may be left out', async () => {
    const contents = await serving({ [READ_QUIZ]: { status: 500, body: {} } });

    expect(await lookups(contents, true).scored([QUIZ])).toMatchObject({ ok: false });
  });

  it.each([
    ['First\u0007 \\"aid\\"\\n', 'First "aid"'],
    [String.raw`C:\\new \u00e9t\u00e9`, String.raw`C:\new été`],
    [String.raw`50\% off\u0000`, String.raw`50\% off`],
  ])(
    'is the name of the course with escapes read, control characters gone: %j',
    async (...named) => {
      const [name, value] = named;
      const contents = await serving({ 'GET /content/v3/read/do_course': content({ name }) });

      expect(await lookups(contents).courseName(COURSE)).toEqual({ ok: true, value });
    },
  );

  it('includes who the learner is', async () => {
    const contents = await serving({});

    expect(await lookups(contents).user('u' as LearnerId)).toEqual({ ok: true, value: null });
  });
});

const content = (fields: Readonly<Record<string, unknown>>): Reply => ({
  status: 200,
  body: { responseCode: 'OK', result: { content: { contentType: 'SelfAssess', ...fields } } },
});

async function serving(
  replies: Readonly<Record<string, Reply>>,
  clock = { now: 0 },
): Promise<ContentService> {
  server = await standIn(replies);
  const limits = { entriesMax: 10, keptMs: 1000 };
  return contentService({
    ...{ content: server.http, search: server.http, limits },
    now: () => clock.now,
  });
}

const lookups = (
  contents: ContentService,
  leavesOutUnknown = false,
): ReturnType<typeof certificateLookups> =>
  certificateLookups({ read: () => Promise.resolve({ kind: 'unknown' }) }, contents, {
    scoredTypes: ['SelfAssess'],
    leavesOutUnknown,
  });
