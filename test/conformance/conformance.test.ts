/** The cases of `test/cases`: none fails, and each notices a change of what it expects. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fieldsOf, isFields, type Fields } from './fields.js';
import { casesOf } from './folder.js';
import { parseExpected, parseJobCase } from './job-case.js';
import type { LmsObserved } from './judge-lms.js';
import { parseLmsCase } from './lms-case.js';
import { runLms } from './lms-driver.js';
import { mutants } from './mutation.js';
import type { Verdict } from './observed.js';
import { judgedTrial, joined, runTrial, type TrialRun } from './run-job-case.js';
import { judgedLms } from './run-lms-case.js';

const CASES = join(import.meta.dirname, '../cases');
const JOBS = readdirSync(join(CASES, 'jobs')).filter((file) => file !== 'index.json');
const LMS = lmsCases();

describe.each(JOBS)('jobs/%s', (file) => {
  const content = fieldsOf(readJson('jobs', file), file);
  let runs: readonly TrialRun[] = [];
  beforeAll(async () => {
    const trials = parseJobCase(content).trials;
    runs = await Promise.all(trials.map((trial) => runTrial(trial, Date.now())));
  });

  test('Laurel does what is expected, or deviates by a numbered decision', () => {
    const verdict = joined(runs.map((run) => judgedTrial(run, run.trial.expected)));

    expect(verdict).not.toMatchObject({ kind: 'fail' });
  });

  test('a change of any compared value is found', () => {
    const unnoticed = [...mutants(content['expected'], isNotCompared)]
      .filter(({ value }) => verdictOn(value, content, runs).kind !== 'fail')
      .map(({ path }) => path.join('.'));

    expect(unnoticed).toEqual([]);
  });
});

describe.each(LMS.map((content) => [String(content['id']), content] as const))(
  'lms/%s',
  (_id, content) => {
    const { given, expected } = parseLmsCase(content);
    let observed: LmsObserved;
    beforeAll(async () => {
      observed = await runLms(given, Date.now());
    });

    test('Laurel does what is expected, or deviates by a numbered decision', () => {
      const verdict = judgedLms(given, expected, observed);

      expect(verdict).not.toMatchObject({ kind: 'fail' });
    });

    test('a change of any compared value is found', () => {
      const unnoticed = [...mutants(content['expect'], isNotCompared)]
        .filter(({ value }) => lmsVerdictOn(value, content, observed).kind !== 'fail')
        .map(({ path }) => path.join('.'));

      expect(unnoticed).toEqual([]);
    });
  },
);

describe.each(LMS.filter((content) => 'ours' in content).map((c) => [String(c['id']), c] as const))(
  'lms/%s',
  (_id, content) => {
    test('what the case gives as ours is what Laurel does', async () => {
      const ours = {
        ...fieldsOf(content['expect'], 'expect'),
        ...fieldsOf(content['ours'], 'ours'),
      };
      const observed = await runLms(parseLmsCase(content).given, Date.now());

      const verdict = lmsVerdictOn(ours, content, observed);

      expect(verdict).toEqual({ kind: 'pass' });
    });
  },
);

test('a folder of exhaust cases has one case for each of its cases and vectors', () => {
  const names = casesOf(join(CASES, 'exhaust'))?.map(({ name }) => name) ?? [];

  expect(names).toEqual(expect.arrayContaining(['P01', 'R01', 'U08', 'vectors_misc file_path.0']));
  expect(new Set(names).size).toBe(names.length);
});

test('a folder of other cases is refused', () => {
  expect(casesOf(join(CASES, 'exhaust/fixtures'))).toBeNull();
  expect(casesOf(join(CASES, 'nowhere'))).toBeNull();
});

/** What FORMAT.md says is not compared. */
function isNotCompared(path: readonly string[]): boolean {
  const [first = '', second = '', third = ''] = path;
  if (first.startsWith('metrics') || ['upstream_asserted', 'order_of_lists'].includes(first)) {
    return true;
  }
  if (first === 'error') return ['type', 'cause', 'code'].includes(second);
  if (first === 'table') return third === 'change';
  if (first === 'redis') return /db\s*(5|13)\b/.test(second);
  return first === 'events' && second === 'activity.agg.failed' && path.length > 3;
}

function verdictOn(expected: unknown, content: Fields, runs: readonly TrialRun[]): Verdict {
  try {
    if (isFields(expected) && expected['table'] !== undefined) {
      const { trials } = parseJobCase({ ...content, expected });
      return joined(
        runs.map((run, i) => judgedTrial(run, trials[i]?.expected ?? run.trial.expected)),
      );
    }
    return joined(
      runs.map((run) =>
        judgedTrial(run, parseExpected(fieldsOf(expected, 'expected'), run.trial.given.config)),
      ),
    );
  } catch (error) {
    return { kind: 'fail', reason: String(error) };
  }
}

function lmsVerdictOn(expect: unknown, content: Fields, observed: LmsObserved): Verdict {
  try {
    const { given, expected } = parseLmsCase({ ...content, expect });
    return judgedLms(given, expected, observed);
  } catch (error) {
    return { kind: 'fail', reason: String(error) };
  }
}

function lmsCases(): Fields[] {
  const content = fieldsOf(readJson('lms', 'cases.json'), 'cases.json');
  return (content['cases'] as unknown[]).map((entry) => fieldsOf(entry, 'a case'));
}

function readJson(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(CASES, ...path), 'utf8')) as unknown;
}
