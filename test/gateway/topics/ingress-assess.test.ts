import { describe, expect, it } from 'vitest';
import type { AttemptState } from '../../../src/domain/attempt.js';
import type { TellEvent } from '../../../src/domain/effects.js';
import { err, ok } from '../../../src/domain/result.js';
import { attempt, enrolled } from '../../domain/given.js';
import { record, stream, type Stream } from './fake-stream.js';
import { jobCase, key } from './given.js';

describe('an attempt', () => {
  it.each([
    ['fewer questions than its content has', 5],
    ['all questions of its content', 2],
    ['a content of unknown questions', null],
  ])('counts with %s', async (_name, questions) => {
    const given = stream({ deps: { questionsOf: () => Promise.resolve(ok(questions)) } });

    await given.ingress.take(assessment());

    expect(given.tally).toEqual({ ...NONE, events: 1, applied: 1 });
  });

  it('with more questions than its content has goes on unchanged', async () => {
    const given = stream({ deps: { questionsOf: () => Promise.resolve(ok(1)) } });

    await given.ingress.take(assessment());

    expect(given.letters).toMatchObject([
      {
        reason: 'events answer more questions than contentId do_212686723743318016173 has: 2 of 1',
      },
    ]);
    const [failed] = given.sent('telemetry.assess.failed');
    expect(JSON.parse(failed!.value)).toEqual(ASSESSED);
  });

  it('fails with the reason when the questions of its content cannot be told', async () => {
    const detail = 'Failed to fetch the content meta for the content ID: do_1';
    const given = stream({ deps: { questionsOf: () => Promise.resolve(err({ detail })) } });

    await given.ingress.take(assessment());

    const [failed] = given.sent('telemetry.assess.failed');
    expect(JSON.parse(failed!.value)).toMatchObject({
      metadata: { validation_error: detail, src: 'AssessmentAggregator' },
      flags: {},
    });
  });
});

describe('a wish to look at scores again', () => {
  const recompute = record('telemetry.assess', jobCase('assess-05-recompute').input[0]!.value);

  it('has certificates judged where they are judged here', async () => {
    const { ingress, asked } = stream();

    await ingress.take(recompute);

    expect(asked).toMatchObject([{ kind: 'certify', request: '' }]);
  });

  it('tells of the latest attempt where they are judged elsewhere', async () => {
    const { asked } = await rescore([
      attempt({ attempt: 'a', attemptedAt: 1 }),
      attempt({ attempt: 'b', attemptedAt: 2 }),
    ]);

    expect(asked).toMatchObject([
      { kind: 'tell', event: 'certificate-request', subject: 'attempt:b' },
    ]);
  });

  it('tells of no attempt where several contents have scores', async () => {
    const { asked } = await rescore([attempt(), attempt({ content: 'content_002' as never })]);

    expect(asked).toMatchObject([{ kind: 'tell', subject: 'attempt:' }]);
  });

  async function rescore(attempts: readonly AttemptState[]): Promise<Stream> {
    const tells = new Set<TellEvent>(['certificate-request']);
    const state = { ...enrolled({ attempts }), key: SCORED };
    const given = stream({ states: [state], deps: { judges: false, tells } });
    await given.ingress.take(recompute);
    return given;
  }
});

const NONE = { events: 0, applied: 0, duplicates: 0, ignored: 0, rejected: 0, dead: 0 };
const SCORED = key(
  'ff1c4bdf-27e2-49bc-a53f-6e304bb3a87f',
  'do_2128415652377067521125',
  '012846671379595264119',
);
const ASSESSED = jobCase('assess-01-nine-event-sequence').input[0]!.value;

const assessment = (): ReturnType<typeof record> => record('telemetry.assess', ASSESSED);
