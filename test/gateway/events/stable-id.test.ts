import { describe, expect, it } from 'vitest';
import { stableId } from '../../../src/gateway/events/stable-id.js';

describe('the id of a record', () => {
  it('is a UUID of version 8', () => {
    expect(stableId('a')).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
  });

  it('stays the same in every version', () => {
    expect(stableId('audit', 'start', 1)).toBe('9173e160-3a02-84dd-92d5-a5028f8a1247');
  });

  it('tells parts from their concatenation', () => {
    expect(stableId('ab', 'c')).not.toBe(stableId('a', 'bc'));
  });
});
