import { describe, expect, it } from 'vitest';
import { stableId, stableIds } from '../../../src/gateway/events/stable-id.js';

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

  it('follows from long names and other alphabets as well', () => {
    const name = 'शिक्षा'.repeat(2_000);

    expect(stableId(name)).toBe('87393120-0d6b-8cf2-99a2-7e35a2af758b');
    expect(stableId(name)).not.toBe(stableId(`${name}a`));
  });
});

describe('the ids of a record with a session and a device', () => {
  it('are three UUIDs, the first of them the id', () => {
    const { id, session, device } = stableIds('a', 1);

    expect(id).toBe(stableId('a', 1));
    expect(new Set([id, session, device]).size).toBe(3);
    for (const one of [session, device]) {
      expect(one).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    }
  });
});
