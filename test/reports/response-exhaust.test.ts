import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { BatchId, ContentId, CourseId, EnrolmentKey } from '../../src/domain/ids.js';
import { err, ok } from '../../src/domain/result.js';
import type { AttemptRow } from '../../src/persistence/ports.js';
import { adopt, adoptAnswers } from '../../src/persistence/sunbird/adopt.js';
import type { StoredRow } from '../../src/persistence/sunbird/rows.js';
import { zoneOf } from '../../src/gateway/zone.js';
import type { ExhaustInput } from '../../src/reports/exhaust-input.js';
import { writeExhaust } from '../../src/reports/exhaust.js';
import { batch, contents, course, enrolment, tree, userCache } from './builders.js';
import { exhaustInput, reading } from './exhaust-inputs.js';
import { cellsByName, expectedReport, readJson } from './sunbird-fixtures.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'response-exhaust-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe("Sunbird's case R01", () => {
  it('shows each answered question of a stored attempt', async () => {
    const rows = (readJson('fixtures/assessment_aggregator.json') as StoredRow[]).filter(
      ({ user_id, batch_id }) => user_id === 'user-001' && batch_id === 'batch-001',
    );
    const key = keyOf('user-001');
    const none = { enrolment: null, contents: [], activity: null };
    const adopted = adopt(key, { ...none, attempts: rows }, zoneOf('Asia/Kolkata'), 1);
    const state = { ...enrolment({ learner: 'user-001' }), key, attempts: adopted.attempts };

    const written = await write({
      ...reading([state]),
      course: course({ course: key.course, name: 'SelfAssess for course' }),
      batch: batch({ batch: key.batch, name: 'Basic Java' }),
      answers: () => Promise.resolve(ok([adoptAnswers(key, rows)])),
    });

    expect(written).toMatchObject({ ok: true, value: { rows: 4 } });
    const time = '2021-07-15 11:00:00';
    expect(await report()).toEqual(
      expectedReport('response_v2_batch-001_user-001.csv').map((row) => ({
        ...row,
        'Attempted On': time,
      })),
    );
  });
});

describe('a response report', () => {
  it('has a row for each attempt of a learner, and none for a learner without', async () => {
    const states = ['a', 'b', 'c'].map((learner) => enrolment({ learner }));
    const asked: string[] = [];

    const written = await write({
      ...reading([attempted(states[0]!, 'x', 'y'), states[1]!, attempted(states[2]!, 'z')]),
      users: userCache({ a: {}, b: {} }),
      answers: (learners) => {
        asked.push(...learners);
        return Promise.resolve(ok(learners.map(() => [])));
      },
    });

    expect((await report()).map((row) => [row['User UUID'], row['Attempt Id']])).toEqual([
      ['a', 'x'],
      ['a', 'y'],
      ['c', 'z'],
    ]);
    expect(written).toMatchObject({ value: { rows: 3, withoutProfile: 1, leftOut: 0 } });
    expect(asked).toEqual(['a', 'c']);
  });

  it('names contents as published, and asks once for those that are not', async () => {
    const asked: ContentId[] = [];
    const states = ['a', 'b'].map((learner) => attempted(enrolment({ learner }), 'x'));

    await write({
      ...reading([attempted(enrolment(), 'x', 'y'), ...states]),
      tree: tree({ titles: new Map([[contents('do_y')[0]!, 'Published']]) }),
      titlesOf: (missing) => {
        asked.push(...missing);
        return Promise.resolve(ok(new Map([[contents('do_x')[0]!, 'Asked']])));
      },
    });

    const titles = (await report()).map((row) => [row['QuestionSet Id'], row['QuestionSet Title']]);
    expect(new Map(titles as [string, string][])).toEqual(
      new Map([
        ['do_x', 'Asked'],
        ['do_y', 'Published'],
      ]),
    );
    expect(asked).toEqual(['do_x']);
  });

  it('takes answers that are not kept here from where they were before', async () => {
    const state = attempted(enrolment(), 'x');
    const before = answersOf(state, 'x');

    await write({ ...reading([state]), answersBefore: () => Promise.resolve(ok([before])) });

    expect((await report()).map((row) => row['Question Id'])).toEqual(['q-x']);
  });

  it.each([
    ['answers', { answers: () => Promise.resolve(err(DOWN)) }],
    ['earlier answers', { answersBefore: () => Promise.resolve(err(DOWN)) }],
    ['titles', { titlesOf: () => Promise.resolve(err(DOWN)) }],
  ] satisfies [string, Partial<ExhaustInput>][])('fails when the %s fail', async (_what, parts) => {
    const written = await write({ ...reading([attempted(enrolment(), 'x')]), ...parts });

    expect(written).toEqual({ ok: false, error: DOWN });
  });

  it('says in its sidecar how far the intake of attempts was', async () => {
    await write({ assessment: { role: 'off', lagMs: 7 } });

    const sidecar = JSON.parse(await readFile(join(folder, 'report.csv.json'), 'utf8')) as unknown;
    expect(sidecar).toMatchObject({
      report: 'response-exhaust',
      assessment: { role: 'off', lagMs: 7 },
    });
  });

  it('asks for the answers of few learners at a time', async () => {
    const asked: number[] = [];
    const states = Array.from({ length: 320 }, (_, i) =>
      attempted(enrolment({ learner: `l${String(i)}` }), 'x'),
    );

    await write({
      ...reading(states),
      answers: (learners) => {
        asked.push(learners.length);
        return Promise.resolve(ok(learners.map(() => [])));
      },
    });

    expect(Math.max(...asked)).toBeLessThanOrEqual(50);
    expect(asked.reduce((a, b) => a + b)).toBe(320);
  });
});

const DOWN = { kind: 'unavailable', detail: 'down' } as const;

const write = (changes: Partial<ExhaustInput>) =>
  writeExhaust(
    exhaustInput({ dataset: 'response-exhaust', path: join(folder, 'report.csv'), ...changes }),
  );

const report = async () => cellsByName(await readFile(join(folder, 'report.csv'), 'utf8'));

const keyOf = (learner: string): EnrolmentKey => ({
  ...enrolment({ learner }).key,
  course: 'do_1130928636168192001667' as CourseId,
  batch: 'batch-001' as BatchId,
});

/** With an attempt at the content of its own name for each id. */
const attempted = (state: EnrolmentState, ...ids: string[]): EnrolmentState => ({
  ...state,
  attempts: new Map(
    ids.map((attempt) => {
      const content = `do_${attempt}` as ContentId;
      const record = { content, attempt, attemptedAt: 1, score: 1, maxScore: 1 };
      return [attempt, { ...record, payloadHash: 'hash' }];
    }),
  ),
});

const answersOf = ({ key }: EnrolmentState, attempt: string): AttemptRow => ({
  ...{ key, attempt, content: `do_${attempt}` as ContentId, payloadHash: 'hash', attemptedAt: 1 },
  questions: [
    {
      ...{ id: `q-${attempt}`, assessedAt: 1, maxScore: 1, score: 1, duration: 1 },
      ...{ type: '', title: '', description: '', responses: '[]', params: '[]' },
    },
  ],
});
