import { describe, expect, it } from 'vitest';
import { CHANGES_TOLD_MAX, changedPlaces } from '../../src/gateway/json-changes.js';

describe('changedPlaces', () => {
  it.each([
    ['{"a":1}', '{ "a": 1 }', []],
    ['{"a":1}', '{"a":2}', ['/a']],
    ['{"a":{"b":[1,2]}}', '{"a":{"b":[1,3]}}', ['/a/b/1']],
    ['{"a":1}', '{"b":1}', ['/a', '/b']],
    ['{"a":[1]}', '{"a":{"0":1}}', ['/a']],
    ['{"a":[]}', '{"a":[{"b":1}]}', ['/a/0']],
    ['{"__proto__":1}', '{"__proto__":2}', ['/__proto__']],
    ['1', '[1]', ['']],
    ['{"a"', '{"a":1}', ['']],
    ['{"a"', '{"a"', []],
  ])('of %s and %s are %j', (before, after, places) => {
    expect(changedPlaces(before, after)).toEqual(places);
  });

  it('tells the first of many', () => {
    const zeros = JSON.stringify(Array.from({ length: 100 }, () => 0));
    const ones = JSON.stringify(Array.from({ length: 100 }, () => 1));

    expect(changedPlaces(zeros, ones)).toHaveLength(CHANGES_TOLD_MAX);
  });
});
