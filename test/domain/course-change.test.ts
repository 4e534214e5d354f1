import { describe, expect, it } from 'vitest';
import { courseChange } from '../../src/domain/course-change.js';
import { contentIds, tree } from './given.js';

describe('what differs between two structures', () => {
  it('is which contents come, go, and change what they count for', () => {
    const before = tree(['a', 'b', 'c', 'd'], {
      ...{ required: contentIds('a', 'b', 'c'), optional: contentIds('d') },
    });
    const after = tree(['a', 'c', 'd', 'e'], {
      ...{ required: contentIds('a', 'd', 'e'), optional: contentIds('c') },
    });

    expect(courseChange(before, after)).toEqual({
      ...{ isSame: false, requiredBefore: 3, requiredAfter: 3 },
      ...{ added: ['e'], removed: ['b'], nowOptional: ['c'], nowRequired: ['d'] },
    });
  });

  it('is nothing where both are equal, whatever their numbers', () => {
    const change = courseChange(tree(['a'], { version: 1 }), tree(['a'], { version: 2 }));

    expect(change).toMatchObject({ isSame: true, added: [], removed: [] });
  });

  it('is everything where there was none before', () => {
    expect(courseChange(null, tree(['a']))).toMatchObject({
      ...{ isSame: false, requiredBefore: 0, added: ['a'] },
    });
  });
});
