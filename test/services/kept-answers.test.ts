import { describe, expect, it } from 'vitest';
import { err, ok, type Result } from '../../src/domain/result.js';
import { KeptAnswers } from '../../src/services/kept-answers.js';

describe('KeptAnswers', () => {
  it('keeps no more than the limit, and lets the one kept longest go first', async () => {
    const { of, asked } = keeping(2);

    for (const question of ['a', 'b', 'c', 'c', 'b', 'a']) await of(question);

    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });

  it('asks again when the time is up, not before', async () => {
    const { of, asked, clock } = keeping(2);

    await of('a');
    clock.now = 999;
    await of('a');
    expect(asked).toEqual(['a']);

    clock.now = 1000;
    await of('a');
    expect(asked).toEqual(['a', 'a']);
  });

  it('asks again after a failure', async () => {
    const { of, asked } = keeping(2, err({ detail: 'away' }));

    await of('a');
    await of('a');

    expect(asked).toEqual(['a', 'a']);
  });
});

type Answer = Result<string, { readonly detail: string }>;

function keeping(entriesMax: number, answer: Answer = ok('answer')) {
  const clock = { now: 0 };
  const kept = new KeptAnswers<string>({ entriesMax, keptMs: 1000 }, () => clock.now);
  const asked: string[] = [];
  const of = (question: string): Promise<Answer> =>
    kept.of(question, () => {
      asked.push(question);
      return Promise.resolve(answer);
    });
  return { of, asked, clock };
}
