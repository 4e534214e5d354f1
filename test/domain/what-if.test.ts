import { describe, expect, it } from 'vitest';
import {
  changeKind,
  sinceStructure,
  underCriteria,
  underStructure,
} from '../../src/domain/what-if.js';
import { content, enrolled, template, tree } from './given.js';

const TWO = tree(['a', 'b'], { version: 1 });
const HALF = { contents: [content('a', 2, 200)] };

describe('Another structure', () => {
  it('completes whoever has done all that it asks for', () => {
    const change = underStructure(enrolled(HALF), TWO, tree(['a'], { version: 2 }));

    expect(changeKind(change)).toBe('completes');
    expect(change).toMatchObject({
      before: { completed: 1, required: 2, percentage: 50 },
      after: { completed: 1, required: 1, percentage: 100, status: 2 },
    });
  });

  it('brings back whoever has more to do than before', () => {
    const change = underStructure(enrolled(HALF), TWO, tree(['a', 'b', 'c', 'd'], { version: 2 }));
    expect(changeKind(change)).toBe('progress-down');
  });

  it('takes no completion away', () => {
    const done = enrolled({ ...HALF, completedAt: 900 });
    expect(changeKind(underStructure(done, TWO, tree(['z'], { version: 2 })))).toBe('none');
  });

  it('shows afterwards as unchanged whose completion it only moved to an earlier time', () => {
    const both = { contents: [content('a', 2, 200), content('b', 2, 700)] };
    const moved = { ...enrolled({ ...both, completedAt: 200 }), completedVersion: 2 };

    const change = sinceStructure(moved, TWO, tree(['a'], { version: 2 }));

    expect(changeKind(change)).toBe('none');
    expect(change.before).toMatchObject({ status: 2, percentage: 100 });
  });

  it('shows afterwards who completed by it', () => {
    const after = tree(['a'], { version: 2 });
    const by = { ...enrolled({ ...HALF, completedAt: 900 }), completedVersion: 2 };
    const before = enrolled({ ...HALF, completedAt: 900 });

    expect(changeKind(sinceStructure(by, TWO, after))).toBe('completes');
    expect(changeKind(sinceStructure(before, TWO, after))).toBe('none');
  });
});

describe('Other criteria', () => {
  it('are judged as issuing judges them', () => {
    const user = { firstname: 'Asha' };
    const of = (state: ReturnType<typeof enrolled>, status: number) =>
      underCriteria({ state, status, scored: null, user }, template());

    expect(of(enrolled({ completedAt: 900 }), 2)).toBe('would-earn');
    expect(of(enrolled(HALF), 1)).toBe('would-not');
  });
});
