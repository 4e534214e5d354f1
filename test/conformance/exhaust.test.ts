/** The cases of `test/cases/exhaust`: none fails, and each notices a change of what it expects. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseExhaustCase, parseExhaustExpected, type ExhaustExpected } from './exhaust-case.js';
import { runExhaust } from './exhaust-driver.js';
import { vectorsOf } from './exhaust-vectors.js';
import { fieldsOf, listOf, type Fields } from './fields.js';
import type { ExhaustObserved } from './judge-exhaust.js';
import { mutants } from './mutation.js';
import type { Verdict } from './observed.js';
import { judgedExhaust, judgedVector } from './run-exhaust-case.js';

const FOLDER = join(import.meta.dirname, '../cases/exhaust');
const INDEX = fieldsOf(readJson('index.json'), 'index.json');
const COMMON = textsOf(INDEX['common_fixtures']);
const CASES = listOf(INDEX['cases'], 'cases').map((entry) => fieldsOf(entry, 'a case'));
const VECTORS = textsOf(INDEX['vectors']).flatMap((file) => vectorsOf(file, readJson(file)));

/** What a case expects in values of its own; files are changed cell by cell. */
const EXPECTATIONS = [
  ...['expected_request', 'expected_requests', 'expected_metrics', 'expected_cells'],
  ...['expected_row_count', 'row_count_breakdown_derived'],
];

describe.each(CASES.map((content) => [String(content['id']), content] as const))(
  'exhaust/%s',
  (_id, content) => {
    const { given, expected } = parseExhaustCase(content, FOLDER, COMMON);
    let observed: ExhaustObserved;
    beforeAll(async () => {
      observed = await runExhaust(given, Date.now());
    });
    const verdictOn = (wanted: ExhaustExpected): Verdict => judgedExhaust(given, wanted, observed);

    test('Laurel does what is expected, or deviates by a numbered decision', () => {
      expect(verdictOn(expected)).not.toMatchObject({ kind: 'fail' });
    });

    test('a change of any compared value is found', () => {
      const unnoticed = [...changesOf(content, given.requests, expected)]
        .filter(({ wanted }) => verdictOn(wanted).kind !== 'fail')
        .map(({ place }) => place);

      expect(unnoticed).toEqual([]);
    });
  },
);

describe.each(VECTORS.map((vector) => [vector.name, vector] as const))('%s', (_name, vector) => {
  test('Laurel computes what is expected, or deviates by a numbered decision', () => {
    expect(judgedVector(vector)).not.toMatchObject({ kind: 'fail' });
  });

  test('a change of any expected value is found', () => {
    const given = (path: readonly string[]): boolean =>
      path.length === 1 && !/^(expected|kept|content_score|key)/.test(path[0] ?? '');
    const unnoticed = [...mutants(vector.entry, given)]
      .filter(({ value }) => verdictOf({ ...vector, entry: value as Fields }).kind !== 'fail')
      .map(({ path }) => path.join('.'));

    expect(unnoticed).toEqual([]);
  });
});

test('every kind of expectation is met by some case', () => {
  const asked = new Set(CASES.flatMap((content) => Object.keys(content)));

  expect(
    [...EXPECTATIONS, 'expected_csv', 'expected_csv_subset'].filter((k) => !asked.has(k)),
  ).toEqual([]);
});

interface Change {
  readonly place: string;
  readonly wanted: ExhaustExpected;
}

/** Every expectation of a case with one value changed. */
function* changesOf(
  content: Fields,
  requests: readonly Fields[],
  expected: ExhaustExpected,
): Generator<Change> {
  for (const key of EXPECTATIONS.filter((name) => name in content)) {
    for (const { path, value } of mutants(content[key], () => false, [key])) {
      const wanted = parsedOr(expected, { ...content, [key]: value }, requests);
      yield { place: path.join('.'), wanted };
    }
  }
  for (const key of ['csv', 'subset'] as const) {
    if (expected[key] === null) continue;
    for (const { path, value } of mutants(expected[key], () => false, [key])) {
      yield { place: path.join('.'), wanted: { ...expected, [key]: value } };
    }
  }
}

/** What cannot be read is refused, and so noticed: it expects what is nowhere. */
function parsedOr(
  expected: ExhaustExpected,
  content: Fields,
  requests: readonly Fields[],
): ExhaustExpected {
  try {
    return parseExhaustExpected(content, requests, FOLDER);
  } catch {
    return { ...expected, rowCount: -1 };
  }
}

function verdictOf(vector: Parameters<typeof judgedVector>[0]): Verdict {
  try {
    return judgedVector(vector);
  } catch (error) {
    return { kind: 'fail', reason: String(error) };
  }
}

function textsOf(list: unknown): string[] {
  return listOf(list, 'the index').map(String);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown;
}
