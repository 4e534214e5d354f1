import { describe, expect, it } from 'vitest';
import { parseAssessEvent } from '../../../src/gateway/topics/assess-event.js';
import { tree } from '../../domain/given.js';
import { context, jobCase, key, knowing, RECEIVED } from './given.js';

describe('an assessment event', () => {
  it('is an attempt, scored over questions without duplicates', () => {
    const { value } = jobCase('assess-01-nine-event-sequence').input[4]!;

    const event = parseAssessEvent(JSON.stringify(value), context());

    expect(event).toMatchObject({
      kind: 'attempt',
      command: {
        key: key(
          'ff1c4bdf-27e2-49bc-a53f-6e304bb3a87f',
          'do_2128415652377067521125',
          '012846671379595264119',
        ),
        receivedAt: RECEIVED,
        attempt: {
          content: 'do_212686723743318016173',
          attempt: '8cd87e24df268ad09a8b0060c0a40271',
          attemptedAt: 1587988642000,
          score: 2,
          maxScore: 3,
        },
      },
    });
  });

  it.each([
    ['without events', {}],
    ['with events null', { events: null }],
    ['with no event', { events: [] }],
  ])('%s asks for the scores again, and needs no attempt', (_name, change) => {
    const { value } = jobCase('assess-05-recompute').input[0]!;

    const event = parseAssessEvent(JSON.stringify({ ...value, ...change }), context());

    expect(event).toMatchObject({ kind: 'rescore', command: { kind: 'reevaluate' } });
  });

  it('passes on unchanged what names a content outside of its course', () => {
    const event = parseAssessEvent(assess({ contentId: 'do_4957349' }), knowing(tree(['do_x'])));

    expect(event).toEqual({
      kind: 'dead',
      explained: false,
      reason: 'contentId do_4957349 is no leaf node of course c',
    });
  });

  it('takes any content of a course without leaf nodes', () => {
    const event = parseAssessEvent(assess({ contentId: 'do_4957349' }), knowing(tree([])));

    expect(event.kind).toBe('attempt');
  });

  it('takes a leaf node, under the newest version of its course', () => {
    const event = parseAssessEvent(assess({}), knowing(tree(['do_x'])));

    expect(event).toMatchObject({ kind: 'attempt', command: { courseVersion: 3 } });
  });

  it('is not dated after it was received', () => {
    const event = parseAssessEvent(assess({ assessmentTs: RECEIVED + 5 }), context());

    expect(event).toMatchObject({ command: { attempt: { attemptedAt: RECEIVED } } });
  });

  it.each([
    [{ userId: null }, 'userId is missing'],
    [{ courseId: ['c'] }, 'courseId is not-a-string'],
    [{ contentId: '' }, 'contentId is missing'],
    [{ attemptId: undefined }, 'attemptId is missing'],
    [{ assessmentTs: 'NaN' }, 'assessmentTs is missing or no time in milliseconds'],
    [{ assessmentTs: 1e300 }, 'assessmentTs is missing or no time in milliseconds'],
    [{ events: 'all' }, 'events is not a list'],
    [{ events: [null] }, 'events[0]: no edata.item'],
    [{ events: [answer({ score: 'x' })] }, 'events[0]: score, maxscore or duration is no number'],
  ])('is buried for %j', (change, reason) => {
    const event = parseAssessEvent(assess(change), context());

    expect(event).toEqual({ kind: 'dead', explained: true, reason });
  });
});

const answer = (edata: object): object => ({
  ets: 1,
  edata: { item: { id: 'q1', maxscore: 1 }, score: 1, duration: 1, ...edata },
});

function assess(change: object): string {
  const ids = { userId: 'u', courseId: 'c', batchId: 'b', contentId: 'do_x', attemptId: 'a' };
  return JSON.stringify({ assessmentTs: 1000, ...ids, events: [answer({})], ...change });
}
