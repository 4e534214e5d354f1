import { describe, expect, it } from 'vitest';
import {
  completedCount,
  earliest,
  joinContent,
  sameContent,
  untouched,
  viewCount,
  type ContentState,
} from '../../src/domain/content.js';
import { NEVER } from '../../src/domain/ids.js';
import { content, contentId } from './given.js';

describe('The status of a content', () => {
  it('never goes back (reference/lms.md 1.6)', () => {
    const joined = joinContent(content('x', 2, 500), content('x', 1, 900));

    expect(joined.status).toBe(2);
    expect(joined.progress).toBe(100);
  });

  it('takes progress to 100 once it is 2', () => {
    const joined = joinContent(content('x', 1, 100, { progress: 60 }), content('x', 2, 200));

    expect(joined.progress).toBe(100);
  });

  it('below 2 keeps the greater progress of the client (decision L3)', () => {
    const older = content('x', 1, 100, { progress: 60 });

    expect(joinContent(older, content('x', 1, 200, { progress: 20 })).progress).toBe(60);
    expect(joinContent(untouched(contentId('x')), older).progress).toBe(60);
  });
});

describe('The times of a content', () => {
  it('keep the first completion, the last completion and the last access', () => {
    const joined = joinContent(content('x', 2, 900), content('x', 2, 300));

    expect(joined.firstCompletedAt).toBe(300);
    expect(joined.lastCompletedAt).toBe(900);
    expect(joined.lastAccessAt).toBe(900);
  });

  it('keep the completion when only an access follows', () => {
    const joined = joinContent(content('x', 2, 300), content('x', 1, 900));

    expect(joined.firstCompletedAt).toBe(300);
    expect(joined.lastCompletedAt).toBe(300);
    expect(joined.lastAccessAt).toBe(900);
  });
});

describe('The earlier of two instants', () => {
  it.each([
    [NEVER, 5, 5],
    [5, NEVER, 5],
    [5, 3, 3],
    [3, 5, 3],
    [NEVER, NEVER, NEVER],
  ])('of %i and %i is %i', (a, b, expected) => {
    expect(earliest(a, b)).toBe(expected);
  });
});

describe('The counts of a content', () => {
  it('grow by one when a completion is observed (case agg-01: 1 and 0 become 2 and 1)', () => {
    const imported = content('do_R1', 2, 100, { viewBase: 1, completionSeen: false });

    const joined = joinContent(imported, content('do_R1', 2, 200));

    expect([viewCount(joined), completedCount(joined)]).toEqual([2, 1]);
  });

  it('add the bit to an imported count (case agg-02: 3 and 1 become 4 and 2)', () => {
    const stored = { viewBase: 3, completionBase: 1, completionSeen: false };

    const joined = joinContent(content('x', 2, 100, stored), content('x', 2, 200));

    expect([viewCount(joined), completedCount(joined)]).toEqual([4, 2]);
  });

  it('count a repeated completion once (case agg-17 with decision Q3)', () => {
    const imported = content('do_R1', 2, 100, { viewBase: 1, completionSeen: false });
    const event = content('do_R1', 2, 200);

    const joined = joinContent(joinContent(imported, event), event);

    expect([viewCount(joined), completedCount(joined)]).toEqual([2, 1]);
  });

  it('are the base alone while no completion was observed (case agg-02: 0 and 1)', () => {
    const joined = joinContent(
      content('x', 1, 100, { viewBase: 0, completionBase: 1 }),
      content('x', 1, 200),
    );

    expect([viewCount(joined), completedCount(joined)]).toEqual([0, 1]);
  });
});

describe('The details of a content', () => {
  const older = content('x', 1, 100, { details: '{"page":9}', detailsAt: 100 });

  it('are those of the latest access that brought any', () => {
    const newer = content('x', 1, 200, { details: '{"page":1}', detailsAt: 200 });

    expect(joinContent(older, newer)).toMatchObject({ details: '{"page":1}', detailsAt: 200 });
    expect(joinContent(newer, older)).toMatchObject({ details: '{"page":1}', detailsAt: 200 });
  });

  it('stay when a later access brings none', () => {
    const joined = joinContent(older, content('x', 1, 900));

    expect(joined).toMatchObject({ details: '{"page":9}', detailsAt: 100, lastAccessAt: 900 });
  });

  it('of equal times are the greater text, whichever came first', () => {
    const lesser = content('x', 1, 100, { details: '{"page":10}', detailsAt: 100 });

    expect(joinContent(lesser, older).details).toBe('{"page":9}');
    expect(joinContent(older, lesser).details).toBe('{"page":9}');
  });
});

describe('Two states of a content', () => {
  const whole = content('x', 2, 100, { details: 'd', detailsAt: 100, viewBase: 1 });

  it('are the same when every field is equal', () => {
    expect(sameContent(whole, { ...whole })).toBe(true);
  });

  it.each<Partial<ContentState>>([
    { status: 1 },
    { progress: 99 },
    { firstCompletedAt: 99 },
    { lastCompletedAt: 101 },
    { lastAccessAt: 101 },
    { viewBase: 2 },
    { completionBase: 1 },
    { completionSeen: false },
    { details: 'e' },
    { detailsAt: 101 },
  ])('differ by %o', (change) => {
    expect(sameContent(whole, { ...whole, ...change })).toBe(false);
  });
});
