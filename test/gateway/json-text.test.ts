import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indentedJson, jsonFault } from '../../src/gateway/json-text.js';

describe('jsonFault', () => {
  it.each([
    ['', 1, 1],
    ['{"a":1,}', 1, 8],
    ['{"a" 1}', 1, 6],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['[1, 2', 1, 6],
    ['[01]', 1, 3],
    ["{'a': 1}", 1, 2],
    ['"a\nb"', 1, 1],
    ['{} {}', 1, 4],
    ['[1}', 1, 3],
    ['{"a": nul}', 1, 7],
  ])('finds where %j breaks: line %i, column %i', (text, line, column) => {
    expect(jsonFault(text)).toEqual({ line, column });
  });

  it('agrees with JSON.parse about what is JSON, whatever one character becomes', () => {
    const spoilt = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom(...'{ } [ ] , : " 0 e - \\ t \n'.split(' ')))
      .map(([text, at, by]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + by + text.slice(place + 1);
      });

    fc.assert(
      fc.property(spoilt, (text) => {
        expect(jsonFault(text) === null).toBe(isJson(text));
      }),
    );
  });
});

describe('indentedJson', () => {
  it('puts each member and element on a line of its own', () => {
    expect(indentedJson('{"a":[1,{"b":2}],"c":{},"d":[]}')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": 2\n    }\n  ],\n  "c": {},\n  "d": []\n}',
    );
  });

  it('prints what JSON.stringify prints', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(indentedJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }),
    );
  });

  it('keeps large numbers and keys that are there twice as they are written', () => {
    const text = '{"a":12345678901234567890,"a":1.50}';

    expect(indentedJson(text)).toBe('{\n  "a": 12345678901234567890,\n  "a": 1.50\n}');
  });

  it('leaves alone what is no JSON', () => {
    expect(indentedJson('{"a":')).toBe('{"a":');
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
