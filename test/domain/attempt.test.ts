import { describe, expect, it } from 'vitest';
import {
  attemptKey,
  bestScores,
  compareAttempts,
  joinAttempt,
  type AttemptState,
} from '../../src/domain/attempt.js';
import { attempt, contentId } from './given.js';

describe('Of two records of one attempt', () => {
  it('the later one wins, also with a lower score (case assess-01)', () => {
    const older = attempt({ attemptedAt: 1568891729576, score: 2, maxScore: 3 });
    const newer = attempt({ attemptedAt: 1587988642000, score: 1.33, maxScore: 3 });

    expect(joinAttempt(older, newer)).toBe(newer);
    expect(joinAttempt(newer, older)).toBe(newer);
  });

  it.each<[string, Partial<AttemptState>]>([
    ['the higher score', { score: 2 }],
    ['the higher maximum', { maxScore: 2 }],
    ['the greater payload', { payloadHash: 'h2' }],
  ])('with equal times %s wins, whichever came first (Q15)', (_what, more) => {
    const winner = attempt(more);

    expect(joinAttempt(attempt(), winner)).toBe(winner);
    expect(joinAttempt(winner, attempt())).toBe(winner);
  });

  it('score decides before maximum, and maximum before payload', () => {
    const low = attempt({ score: 1, maxScore: 9, payloadHash: 'h9' });
    const high = attempt({ score: 2, maxScore: 1, payloadHash: 'h1' });

    expect(compareAttempts(high, low)).toBeGreaterThan(0);
    expect(
      compareAttempts(attempt({ maxScore: 2 }), attempt({ payloadHash: 'h9' })),
    ).toBeGreaterThan(0);
  });

  it('equal records compare as equal', () => {
    expect(compareAttempts(attempt(), attempt())).toBe(0);
  });
});

describe('The key of an attempt', () => {
  it('tells apart ids that would be equal when joined as text', () => {
    const one = attemptKey({ content: contentId('a'), attempt: 'bc' });

    expect(one).not.toBe(attemptKey({ content: contentId('ab'), attempt: 'c' }));
  });
});

describe('The best scores', () => {
  it('take the highest score of each content and count attempts (vector ass-03)', () => {
    const scores = bestScores([
      attempt({ content: contentId('cont1'), attempt: 'a1', score: 5, maxScore: 10 }),
      attempt({ content: contentId('cont1'), attempt: 'a2', score: 8, maxScore: 10 }),
    ]);

    expect(scores).toEqual([{ content: 'cont1', score: 8, maxScore: 10, attempts: 2 }]);
  });

  it('compare absolute scores, not percentages (reference/jobs.md 4.3)', () => {
    const scores = bestScores([
      attempt({ attempt: 'a1', score: 3, maxScore: 3 }),
      attempt({ attempt: 'a2', score: 4, maxScore: 10 }),
    ]);

    expect(scores).toMatchObject([{ score: 4, maxScore: 10 }]);
  });

  it('take the first in the order of attempt ids on ties, whichever came first', () => {
    const first = attempt({ attempt: 'a1', score: 4, maxScore: 10 });
    const second = attempt({ attempt: 'a2', score: 4, maxScore: 5 });

    expect(bestScores([first, second])).toMatchObject([{ maxScore: 10 }]);
    expect(bestScores([second, first])).toMatchObject([{ maxScore: 10 }]);
  });

  it('are those of the latest attempts where these count, and of equal times the best', () => {
    const early = attempt({ attempt: 'a1', attemptedAt: 1, score: 9 });
    const late = attempt({ attempt: 'a2', attemptedAt: 2, score: 3 });
    const lateAndBetter = attempt({ attempt: 'a3', attemptedAt: 2, score: 4 });

    expect(bestScores([early, late], 'latest')).toMatchObject([{ score: 3, attempts: 2 }]);
    expect(bestScores([late, early], 'latest')).toMatchObject([{ score: 3 }]);
    expect(bestScores([late, lateAndBetter, early], 'latest')).toMatchObject([{ score: 4 }]);
    expect(bestScores([late, early])).toMatchObject([{ score: 9 }]);
  });

  it('are in the order of content ids', () => {
    const scores = bestScores(['c', 'a', 'b'].map((id) => attempt({ content: contentId(id) })));

    expect(scores.map((s) => s.content)).toEqual(['a', 'b', 'c']);
  });

  it('of no attempts are none', () => {
    expect(bestScores([])).toEqual([]);
  });
});
