import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/domain/command.js';
import type { Send } from '../../src/domain/effects.js';
import { err, ok } from '../../src/domain/result.js';
import { DEAD_LETTER_TEXT_BYTES_MAX, deadLetter } from '../../src/gateway/dead-letter.js';
import {
  lookAtLetter,
  redriveLetter,
  type RedriveDeps,
  type Redriven,
} from '../../src/gateway/redrive.js';
import type { IngressDeps } from '../../src/gateway/topics/ingress.js';
import { letterOfCommand } from '../../src/actors/command-letter.js';
import type { DeadLetter, LetterWay } from '../../src/persistence/ports.js';
import { addBatch, content, given, KEY, NOW, type Given } from './given.js';
import { depsOf } from './redrive-given.js';

const UPDATE = '/v1/content/state/update';
const SCORE = '/v1/assessment/agg';
const ENDED = { ...KEY, batch: 'b-ended' } as typeof KEY;

describe('an entry of a state update', () => {
  it('is applied once its batch goes on, with the time at which it came', async () => {
    const { engine, letter, deps } = await rejected({
      contents: [content({ batchId: 'b-ended' })],
    });
    await addBatch(engine, { batchId: 'b-ended', endDate: '2024-12-31' });

    const taken = await redriveLetter(letter, deps);

    expect(taken).toEqual(ok({ kind: 'applied' }));
    const held = engine.state(ENDED).contents.get('do_x' as never);
    expect(held).toMatchObject({ status: 2, firstCompletedAt: NOW });
  });

  it('is a duplicate the second time, and changes nothing', async () => {
    const { engine, letter, deps } = await rejected({
      contents: [content({ batchId: 'b-ended' })],
    });
    await addBatch(engine, { batchId: 'b-ended', endDate: '2024-12-31' });
    await redriveLetter(letter, deps);
    const before = engine.state(ENDED);

    const again = await redriveLetter(letter, deps);

    expect(again).toEqual(ok({ kind: 'duplicate' }));
    expect(engine.state(ENDED)).toEqual(before);
  });

  it('fails again with the reason of now while nothing changed', async () => {
    const { letter, deps } = await rejected({ contents: [content({ batchId: 'b-none' })] });

    expect(await redriveLetter(letter, deps)).toEqual(failed('batch-unknown'));
    expect(lookAtLetter(letter, deps)).toEqual({ kind: 'failed', reason: 'batch-unknown' });
  });

  it('of another user gets no more rights than its sender had', async () => {
    const entry = content({ batchId: 'b-none', userId: 'u2' });
    const { engine, letter, deps } = await rejected({ contents: [entry] });
    await addBatch(engine, { batchId: 'b-none' });

    expect(await redriveLetter(letter, deps)).toEqual(failed('other-user'));
    expect(engine.submissions).toEqual([]);
  });

  it('is told to those who would have heard of it', async () => {
    const { engine, letter, deps } = await rejected({
      contents: [content({ batchId: 'b-ended' })],
    });
    await addBatch(engine, { batchId: 'b-ended', endDate: '2024-12-31' });
    const listenedTopics = new Set(['coursebatch.job.request']);

    await redriveLetter(letter, { ...deps, listenedTopics });

    const [sent] = engine.asked as Send[];
    expect(sent).toMatchObject({ kind: 'send', topic: 'coursebatch.job.request' });
  });

  it('that is refused for the moment may be taken again', async () => {
    const { letter, deps } = await rejected({ contents: [content({ batchId: 'b-ended' })] });
    const away = { kind: 'unavailable', detail: 'away' } as const;
    const engine = { ...deps.engine, decide: () => Promise.resolve(err(away)) };
    const open = { ...deps, engine, limits: { ...deps.limits, endedBatchGraceMs: 1e12 } };
    const dated = { ...letter, text: letter.text.replace('"status":2', `"status":2,${ACCESSED}`) };

    expect(await redriveLetter(dated, open)).toEqual(err(away));
  });
});

describe('an assessment that could not be scored', () => {
  it('fails again as long as its events are what they are', async () => {
    const assessments = [{ ...ATTEMPT, userId: '' }, ATTEMPT];
    const { letter, deps } = await rejected({ assessments }, 'POST', SCORE);

    const taken = await redriveLetter(letter, deps);

    expect(letter.way).toBe('scoring');
    expect(taken).toEqual(failed('userId is mandatory'));
  });

  it('is scored for its sender, and for nobody else', async () => {
    const assessments = [{ ...ATTEMPT, userId: '' }, ATTEMPT];
    const { engine, letter, deps } = await rejected({ assessments }, 'POST', SCORE);
    const of = (user: string): DeadLetter => ({
      ...letter,
      text: letter.text.replace('"userId":""', `"userId":"${user}"`),
    });
    const asUser = (one: DeadLetter): DeadLetter => ({
      ...one,
      text: one.text.replace('"system":true', '"system":false'),
    });

    expect(await redriveLetter(asUser(of('u2')), deps)).toEqual(failed('other-user'));
    expect((await redriveLetter(asUser(of('u1')), deps)).ok).toBe(true);
    expect(engine.state(KEY).attempts.size).toBe(1);
  });
});

describe('a record', () => {
  it.each([
    ['topic coursebatch.job.request', NOW],
    ['file coursebatch.job.request', ETS],
  ] as const)('that came by %s is received when it came', async (way, at) => {
    const { deps, engine } = await redriving();

    const taken = await redriveLetter(recordLetter(way), deps);

    expect(taken).toEqual(ok({ kind: 'applied' }));
    expect(engine.submissions.flat().map(({ receivedAt }) => receivedAt)).toEqual([at]);
  });

  it('that its parser refuses fails with the reason of now', async () => {
    const { deps } = await redriving();
    const letter = { ...recordLetter('topic telemetry.assess'), text: '{"a":' };

    const taken = await redriveLetter(letter, deps);

    expect(taken).toEqual(failed('is not valid JSON'));
    expect(lookAtLetter(letter, deps)).toEqual({ kind: 'failed', reason: 'is not valid JSON' });
  });

  it('that asks for nothing any more is done with', async () => {
    const { deps } = await redriving();
    const letter = { ...recordLetter('topic coursebatch.job.request'), text: OTHER_ACTION };

    expect(await redriveLetter(letter, deps)).toEqual(ok({ kind: 'ignored' }));
  });

  it('that no command stands for is applied', async () => {
    const { deps } = await redriving({ updateUser: () => Promise.resolve({ kind: 'changed' }) });
    const letter = { ...recordLetter('topic telemetry.audit'), text: AUDIT };

    expect(await redriveLetter(letter, deps)).toEqual(ok({ kind: 'applied' }));
  });

  it('whose learner is damaged fails, and says which', async () => {
    const { deps } = await redriving();
    const damaged = { kind: 'damaged', key: 'u1/do_c', detail: 'checksum' } as const;
    const engine = { ...deps.engine, decide: () => Promise.resolve(err(damaged)) };

    const taken = await redriveLetter(recordLetter('topic coursebatch.job.request'), {
      ...deps,
      engine,
    });

    expect(taken).toEqual(failed('u1/do_c is damaged: checksum'));
  });
});

describe('a command', () => {
  it('is decided as it was accepted', async () => {
    const { deps, engine } = await redriving();
    const command: Command = {
      ...{ kind: 'enrol', key: KEY, receivedAt: 7, courseVersion: 1, at: 7, addedBy: 'u1' },
    };

    const taken = await redriveLetter(letterOfCommand(command, DAMAGE, 9), deps);

    expect(taken).toEqual(ok({ kind: 'applied' }));
    expect(engine.submissions.flat()).toEqual([command]);
  });

  it('that is none fails', async () => {
    const { deps, engine } = await redriving();
    const letter = { ...letterOfCommand({ key: KEY } as Command, DAMAGE, 9), text: '{}' };

    const taken = await redriveLetter(letter, deps);

    expect(taken).toEqual(failed('the kept text is no command'));
    expect(lookAtLetter(letter, deps)).toMatchObject({ kind: 'failed' });
    expect(engine.submissions).toEqual([]);
  });
});

describe('a letter that cannot be taken', () => {
  const long = recordLetter('topic telemetry.assess', 'x'.repeat(DEAD_LETTER_TEXT_BYTES_MAX + 1));
  it.each<[string, DeadLetter, string]>([
    ['was cut', long, '16384 of its 16385 bytes are kept: send the original again'],
    ['is a row', recordLetter('row'), 'correct it there and import the file again'],
    ['is of no topic', recordLetter('topic x.y'), 'x.y is no topic that Laurel reads'],
    ['says nothing', recordLetter('unknown'), 'without saying how it came'],
  ])('because it %s says what to do instead', async (_why, letter, why) => {
    const { deps } = await redriving();

    const taken = await redriveLetter(letter, deps);

    expect(taken).toEqual(ok({ kind: 'impossible', why: expect.stringContaining(why) as string }));
    expect(lookAtLetter(letter, deps)).toMatchObject({ kind: 'impossible' });
  });

  it('is not one that an earlier version kept of a topic', async () => {
    const { deps } = await redriving();
    const letter = { ...recordLetter('unknown'), source: 'dev.coursebatch.job.request' };

    expect(await redriveLetter(letter, deps)).toEqual(ok({ kind: 'applied' }));
  });
});

const ETS = NOW - 5000;
const ACCESSED = '"lastAccessTime":"2024-05-09 10:00:00:000+0000"';
const ATTEMPT = {
  ...{ userId: 'u1', courseId: 'do_c', batchId: 'b-live', contentId: 'do_q', assessmentTs: NOW },
  events: [
    {
      eid: 'ASSESS',
      ets: NOW,
      edata: { item: { id: 'q1', maxscore: 1 }, score: 1, duration: 1, resvalues: [] },
    },
  ],
};
const DAMAGE = { kind: 'damaged', key: 'k', detail: 'd' } as const;
const OTHER_ACTION = JSON.stringify({ edata: { action: 'course-completed' } });
const AUDIT = JSON.stringify({
  eid: 'AUDIT',
  object: { type: 'User', id: 'u1' },
  edata: { state: 'Update', props: ['firstName'] },
});

function recordLetter(
  way: LetterWay,
  text = JSON.stringify({
    ets: ETS,
    edata: {
      action: 'batch-enrolment-update',
      ...{ userId: 'u1', courseId: 'do_c', batchId: 'b-live' },
      contents: [{ contentId: 'do_x', status: 2 }],
    },
  }),
): DeadLetter {
  return deadLetter({ source: 'somewhere', position: '0:1', way }, 'of then', NOW, text);
}

const failed = (reason: string): { ok: true; value: Redriven } => ok({ kind: 'failed', reason });

/** A request of which one entry was kept. */
async function rejected(
  request: object,
  method: 'POST' | 'PATCH' = 'PATCH',
  path = UPDATE,
): Promise<Pick<Given, 'engine'> & { letter: DeadLetter; deps: RedriveDeps }> {
  const { ask, engine, letters } = await given();
  await ask(method, path, { request });
  engine.submissions.length = 0;
  return { engine, letter: letters[0]!, deps: depsOf(engine) };
}

async function redriving(differing: Partial<IngressDeps> = {}) {
  const { engine } = await given();
  return { engine, deps: depsOf(engine, differing) };
}
