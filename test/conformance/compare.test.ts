/** The rules by which values, rows, records and errors are compared. */
import { describe, expect, test } from 'vitest';
import { differences, differencesOfBags } from './difference.js';
import { namesIn } from './judge-job.js';
import type { Run } from './placeholder.js';
import { differencesOfRows } from './tables.js';

const RUN: Run = { from: 1_000_000_000_000, to: 1_000_000_000_010, env: 'dev' };

describe('a placeholder', () => {
  test.each<[string, unknown]>([
    ['<ms>', 1_563_788_371_969],
    ['<now>', 1_000_000_000_005],
    ['<now>', new Date(1_000_000_000_005)],
    ['LP.<ms>.<uuid>', 'LP.1563788371969.590c5fa0-0ce8-46ed-bf6c-681c0a1fdac8'],
    ['<env>.telemetry.raw', 'dev.telemetry.raw'],
    ["<yyyy-MM-dd'T'HH:mm:ss.SSSZ>", '2021-05-24T10:15:30.123+0000'],
    ['<opaque: a map>', { any: 'thing' }],
  ])('%s stands for %s', (expected, actual) => {
    expect(differences([], expected, actual, RUN)).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['<ms>', '1563788371969'],
    ['<now>', 999_999_999_999],
    ['LP.<ms>.<uuid>', 'LP.1563788371969.none'],
    ['<env>.telemetry.raw', 'other.telemetry.raw'],
    ["<yyyy-MM-dd'T'HH:mm:ss.SSSZ>", '2021-05-24'],
    ['<opaque: a map>', undefined],
  ])('%s does not stand for %s', (expected, actual) => {
    expect(differences([], expected, actual, RUN)).toHaveLength(1);
  });
});

describe('values', () => {
  test('what is unset equals what is empty', () => {
    expect(differences([], { a: [], b: {}, c: null }, {}, RUN)).toEqual([]);
  });

  test('a difference names its place', () => {
    const found = differences(['x'], { a: [1, 2] }, { a: [1, 3] }, RUN);

    expect(found).toEqual([{ path: ['x', 'a', '1'], expected: 2, actual: 3 }]);
  });

  test('equal elements of a bag are paired once', () => {
    const found = differencesOfBags([], ['a', 'a', 'b'], ['b', 'a', 'c'], Object.is);

    expect(found).toEqual([
      { path: [], expected: 'a', actual: undefined },
      { path: [], expected: undefined, actual: 'c' },
    ]);
  });
});

describe('rows', () => {
  const key = { userid: 'u', courseid: 'c', batchid: 'b' };

  test('a moment is the same in any form', () => {
    const expected = { ...key, completedon: '2021-01-01T00:00:00Z' };
    const actual = { ...key, completedon: 1_609_459_200_000 };

    expect(differencesOfRows('user_enrolments', [expected], [actual], RUN)).toEqual([]);
  });

  test('a row too many and a row missing are differences', () => {
    const other = { ...key, userid: 'v' };

    const found = differencesOfRows('user_enrolments', [key], [other], RUN);

    expect(found.map(({ path }) => path.at(-1))).toEqual(['u/c/b', 'v/c/b']);
  });
});

describe('the names in an error', () => {
  test.each<[string, string[]]>([
    ['Mandatory parameter edata.issuer.url is missing.', ['edata.issuer.url']],
    ['Invalid value a-b for parameter tag.', ['a-b', 'tag']],
    ['Invalid template for batch : 0131000245281587206', ['0131000245281587206']],
    ['Something Went Wrong:  service.rc.create.api | Status is: 500', ['500']],
    ['it just broke', []],
  ])('of "%s"', (message, names) => {
    expect([...new Set(namesIn(message))]).toEqual(names);
  });
});
