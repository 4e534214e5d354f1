import { describe, expect, it } from 'vitest';
import type { UserEntry } from '../../src/domain/certificate.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import { progressColumns } from '../../src/reports/progress-columns.js';
import {
  firstOfArrayText,
  percentCell,
  progressPercent,
  progressRow,
  type ProgressSubject,
} from '../../src/reports/progress-row.js';
import { zoneDay } from '../../src/reports/zone-day.js';
import { batch, contents, course, enrolment, tree } from './builders.js';
import { readJson } from './sunbird-fixtures.js';

interface PercentVector {
  readonly contentstatus: Record<string, number> | null;
  readonly leafNodesCount: number;
  readonly optionalNodes: string[];
  readonly expected: number;
}

interface ScoreVectors {
  readonly content_score_from_grand_total: { grand_total: string; expected: string }[];
  readonly total_score_best_attempts: { rows: [number, number][]; expected: string }[];
}

interface MiscVectors {
  readonly extract_first_of_array_string: { in: string | null; expected: string | null }[];
}

const scoreVectors = readJson('vectors_scores.json') as ScoreVectors;
const miscVectors = readJson('vectors_misc.json') as MiscVectors;

describe('the Progress cell', () => {
  const vectors = readJson('vectors_completion_percentage.json') as { cases: PercentVector[] };

  // A state always holds a map of contents, so upstream's unreadable map has no counterpart.
  it.each(vectors.cases.filter((v) => v.contentstatus !== null))(
    'is $expected for $contentstatus of $leafNodesCount',
    ({ contentstatus, leafNodesCount, optionalNodes, expected }) => {
      const state = enrolment({ statuses: contentstatus ?? {} });

      const percent = progressPercent(state, new Set(contents(...optionalNodes)), leafNodesCount);

      expect(percent).toBe(expected);
    },
  );

  it('is 100 once the course is completed, whatever is counted', () => {
    const state = enrolment({ statuses: { do_1: 2 }, completedAt: Date.parse('2024-06-01') });

    expect(progressPercent(state, new Set(), 7)).toBe(100);
  });

  it('rounds halves up', () => {
    expect(progressPercent(enrolment({ statuses: { do_1: 2 } }), new Set(), 200)).toBe(1);
  });
});

describe('score cells', () => {
  // A text without a slash does not occur: an attempt's state holds score and maximum as numbers.
  const fractions = scoreVectors.content_score_from_grand_total.filter((v) =>
    v.grand_total.includes('/'),
  );

  it.each(fractions)('show $grand_total as "$expected"', ({ grand_total, expected }) => {
    const [score = 0, maxScore = 0] = grand_total.split('/').map(Number);

    expect(percentCell(score, maxScore)).toBe(expected);
  });

  it.each(scoreVectors.total_score_best_attempts)(
    'total $rows as "$expected"',
    ({ rows, expected }) => {
      const scored = contents(...rows.map((_, i) => `do_${String(i)}`));
      const attempts = rows.map(([score, max], i) => [scored[i]!, 'a', score, max] as const);

      expect(cells(enrolment({ attempts }), {}, { scores: scored })['Total Score']).toBe(expected);
    },
  );

  it('take the best attempt of a content', () => {
    const attempts = [
      ['do_1', 'a1', 3, 5],
      ['do_1', 'a2', 4, 5],
    ] as const;

    const row = cells(enrolment({ attempts }), {}, { scores: contents('do_1') });

    expect(row).toMatchObject({ 'Total Score': '80%', 'do_1 - Score': '80%' });
  });

  it('leave contents out that have no column', () => {
    const attempts = [
      ['do_1', 'a', 1, 2],
      ['do_other', 'a', 9, 9],
    ] as const;

    const row = cells(enrolment({ attempts }), {}, { scores: contents('do_1', 'do_2') });

    expect(row).toMatchObject({
      'Total Score': '50%',
      'do_1 - Score': '50%',
      'do_2 - Score': '',
    });
  });

  it('are empty without an attempt', () => {
    const row = cells(enrolment(), {}, { scores: contents('do_1') });

    expect(row).toMatchObject({ 'Total Score': '', 'do_1 - Score': '' });
  });
});

describe('the Certificate Status cell', () => {
  it.each([
    [[], ''],
    [[{ rendered: false }], ''],
    [[{ rendered: false }, { rendered: true }], 'Issued'],
  ])('for certificates %j is "%s"', (certificates, expected) => {
    expect(cells(enrolment({ certificates }))['Certificate Status']).toBe(expected);
  });
});

describe('date cells', () => {
  it('are days of the configured zone', () => {
    const enrolledAt = Date.parse('2019-11-15T20:00:00Z');
    const completedAt = Date.parse('2020-08-27T13:45:54Z');

    const row = cells(enrolment({ enrolledAt, completedAt }));

    expect(row).toMatchObject({
      'Enrolment Date': '16/11/2019',
      'Completion Date': '27/08/2020',
      Progress: '100',
    });
  });

  it('are empty before completion, also when everything is done', () => {
    const row = cells(enrolment({ statuses: { a: 2, b: 2, c: 2, d: 2 } }));

    expect(row).toMatchObject({ 'Completion Date': '', Progress: '100' });
  });
});

describe('profile cells', () => {
  it('come from the user cache, with lists of types as they are', () => {
    const user = {
      state: 'Karnataka',
      district: 'Bengaluru',
      orgname: 'Org',
      schooludisecode: '3183211',
      schoolname: 'DPS, MATHURA',
      block: 'Block',
      cluster: 'Cluster',
      usertype: 'teacher,administrator',
      usersubtype: 'deo',
      framework_board: '["CBSE","ICSE"]',
    };

    expect(cells(enrolment(), user)).toMatchObject({
      State: 'Karnataka',
      District: 'Bengaluru',
      'Org Name': 'Org',
      'School Id': '3183211',
      'School Name': 'DPS, MATHURA',
      'Block Name': 'Block',
      'Cluster Name': 'Cluster',
      'User Type': 'teacher,administrator',
      'User Sub Type': 'deo',
      'Declared Board': 'CBSE',
    });
  });

  it('take the board of an older cache', () => {
    expect(cells(enrolment(), { board: 'CBSE' })['Declared Board']).toBe('CBSE');
  });

  it('are empty for a learner whom the cache does not know', () => {
    const row = cells(enrolment(), null);

    expect(row).toMatchObject({ 'User UUID': 'user-1', State: '', 'Declared Board': '' });
  });

  it.each(miscVectors.extract_first_of_array_string.filter((v) => v.in !== null))(
    'read $in as $expected',
    (vector) => {
      expect(firstOfArrayText(vector.in ?? '')).toBe(vector.expected);
    },
  );

  it('keep a text that only looks like a list', () => {
    expect(firstOfArrayText('[CBSE')).toBe('[CBSE');
  });
});

it('shows the latest attempt of a content where that one counts', () => {
  const [early, late] = enrolment({
    attempts: [
      ['do_1', 'a1', 9, 10],
      ['do_1', 'a2', 3, 10],
    ],
  }).attempts.values();
  const attempts = new Map([
    ['a1', { ...early!, attemptedAt: 1 }],
    ['a2', { ...late!, attemptedAt: 2 }],
  ]);
  const [scores, state] = [contents('do_1'), { ...enrolment(), attempts }];

  const latest = cells(state, {}, { scores, counting: 'latest' });
  const best = cells(state, {}, { scores });

  expect([latest['Total Score'], latest['do_1 - Score']]).toEqual(['30%', '30%']);
  expect([best['Total Score'], best['do_1 - Score']]).toEqual(['90%', '90%']);
});

it('names course and batch in every row, the batch with its prefix', () => {
  expect(cells(enrolment())).toMatchObject({
    'Collection Id': 'do_course',
    'Collection Name': 'A course',
    'Batch Id': 'BatchId_batch-1',
    'Batch Name': 'First batch',
  });
});

function cells(
  state: EnrolmentState,
  user: UserEntry | null = {},
  changes: Partial<ProgressSubject> = {},
): Record<string, string | undefined> {
  const subject: ProgressSubject = {
    course: course(),
    batch: batch(),
    tree: tree(),
    scores: [],
    counting: 'best',
    dayOf: zoneDay('Asia/Kolkata'),
    ...changes,
  };
  const row = progressRow(subject)(state, user);
  const headers = progressColumns(subject.scores).map((c) => c.header);
  expect(row).toHaveLength(headers.length);
  return Object.fromEntries(headers.map((header, i) => [header, row[i]]));
}
