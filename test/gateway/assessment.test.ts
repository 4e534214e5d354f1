import { describe, expect, it } from 'vitest';
import { canonicalJson, scoreAttempt } from '../../src/gateway/assessment.js';

const event = (id: string, score: number, max: number, ets: number, more: object = {}): object => ({
  ets,
  edata: { item: { id, maxscore: max, type: 'mcq', title: 'Q', desc: 'D' }, score, ...more },
});

describe('scoring an attempt', () => {
  it('counts the latest event of each question', () => {
    const events = [event('q1', 2, 5, 1000), event('q1', 4, 5, 2000), event('q2', 5, 5, 1500)];
    const scored = scoreAttempt(events);
    expect(scored).toMatchObject({ ok: true, value: { score: 9, maxScore: 10 } });
    expect(scored.ok && scored.value.questions.map((q) => [q.id, q.score])).toEqual([
      ['q1', 4],
      ['q2', 5],
    ]);
  });

  it('gives the same for every order, also at equal times', () => {
    const events = [
      event('q1', 0.1, 1, 7),
      event('q1', 0.2, 1, 7),
      event('q2', 0.3, 1, 7),
      event('q3', 0.7, 1, 7),
    ];
    const turned = [...events].reverse();
    expect(scoreAttempt(turned)).toEqual(scoreAttempt(events));
  });

  it('keeps what a report needs of a question', () => {
    const answers = { resvalues: [{ b: 'x', a: 1 }], duration: 3 };
    const scored = scoreAttempt([event('q1', 1, 1, 9, answers)]);
    expect(scored.ok && scored.value.questions[0]).toEqual({
      id: 'q1',
      assessedAt: 9,
      maxScore: 1,
      score: 1,
      type: 'mcq',
      title: 'Q',
      description: 'D',
      duration: 3,
      responses: '[{"a":1,"b":"x"}]',
      params: '[]',
    });
  });

  it('gives another hash for other answers of the same score', () => {
    const hash = (answer: string): unknown => {
      const scored = scoreAttempt([event('q1', 1, 1, 9, { resvalues: [{ a: answer }] })]);
      return scored.ok && scored.value.payloadHash;
    };
    expect(hash('x')).not.toBe(hash('y'));
  });

  it.each([
    ['no item', { ets: 1, edata: {} }, 'no edata.item'],
    ['no question id', { ets: 1, edata: { item: {} } }, 'edata.item.id is missing'],
    ['no time', { edata: { item: { id: 'q' } } }, 'ets is no time'],
    ['a score that is no number', event('q', 'x' as never, 1, 1), 'is no number'],
  ])('names the event that has %s', (_, bad, reason) => {
    const scored = scoreAttempt([event('q1', 1, 1, 1), bad]);
    expect(scored.ok ? '' : scored.error).toContain(`events[1]: `);
    expect(scored.ok ? '' : scored.error).toContain(reason);
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [1, null], a: { d: 'x', c: true } })).toBe(
      canonicalJson(JSON.parse('{"a":{"c":true,"d":"x"},"b":[1,null]}')),
    );
  });
});
