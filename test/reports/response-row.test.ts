import { describe, expect, it } from 'vitest';
import { AGGREGATED_ATTEMPT, type AttemptState } from '../../src/domain/attempt.js';
import type { QuestionRecord } from '../../src/domain/command.js';
import type { EnrolmentState } from '../../src/domain/enrolment.js';
import type { ContentId } from '../../src/domain/ids.js';
import type { AttemptRow } from '../../src/persistence/ports.js';
import { RESPONSE_COLUMNS } from '../../src/reports/response-columns.js';
import { responseRows } from '../../src/reports/response-row.js';
import { zoneTime } from '../../src/reports/zone-time.js';
import { batch, course, enrolment } from './builders.js';
import { expectedReport } from './sunbird-fixtures.js';

const DO_1 = 'do_1' as ContentId;
const AT = Date.parse('2021-07-15T05:30:00.120Z');

describe('columns of a response report', () => {
  it("are Sunbird's, in its order", () => {
    const sunbird = Object.keys(expectedReport('response_v2_batch-001_user-001.csv')[0]!);

    expect(RESPONSE_COLUMNS.map((c) => c.header)).toEqual(sunbird);
  });

  it('are as many as the cells of every row', () => {
    const state = attempted(attempt('a'), attempt('b'));

    expect(rows(state, [answers('a', [QUESTION])]).map((row) => row.length)).toEqual([18, 18]);
  });
});

describe('rows of a response report', () => {
  it('are one for each attempt and question, in order of their ids', () => {
    const state = attempted(attempt('b'), attempt('a'), attempt('a', { content: 'do_0' }));
    const kept = [
      answers('a', [question('q2'), question('q1')]),
      answers('b', [question('q1')]),
      { ...answers('a', [question('q3')]), content: 'do_0' as ContentId },
    ];

    expect(rows(state, kept).map((row) => [row[5], row[7], row[9]])).toEqual([
      ['do_0', 'a', 'q3'],
      ['do_1', 'a', 'q1'],
      ['do_1', 'a', 'q2'],
      ['do_1', 'b', 'q1'],
    ]);
  });

  it('hold the values of the question as Sunbird prints them', () => {
    const [row] = rows(attempted(attempt('a')), [answers('a', [QUESTION])]);

    expect(row).toEqual([
      ...['do_course', 'A course', 'BatchId_batch-1', 'First batch', 'user-1', 'do_1', 'Quiz', 'a'],
      ...['2021-07-15 11:00:00.12', 'q1', 'mcq', 'Which?', 'Choose', '2.0', '0.33', '10.0'],
      ...["[{'1':'{'text':'A=pi r^2'}'}]", '[]'],
    ]);
  });

  it('are one with empty cells for an attempt without questions', () => {
    const [row] = rows(attempted(attempt('a', { attemptedAt: 0 })), []);

    expect(row!.slice(7)).toEqual(['a', '', '', '', '', '', '', '', '', 'null', 'null']);
  });

  it('show no answers of a record that lost to a later one', () => {
    const state = attempted(attempt('a', { payloadHash: 'new' }));

    const [row] = rows(state, [{ ...answers('a', [QUESTION]), payloadHash: 'old' }]);

    expect(row![9]).toBe('');
  });

  it('are none for an attempt that only totals tell of', () => {
    expect(rows(attempted(attempt(AGGREGATED_ATTEMPT, { payloadHash: '' })), [])).toEqual([]);
  });

  it('have no title where the content has none', () => {
    const [row] = rows(attempted(attempt('a', { content: 'do_9' })), []);

    expect(row![6]).toBe('');
  });
});

describe('a time in a report', () => {
  it.each([
    ['2021-07-15T05:30:00.000Z', '2021-07-15 11:00:00'],
    ['2021-07-15T05:30:00.100Z', '2021-07-15 11:00:00.1'],
    ['2021-07-15T18:30:10.007Z', '2021-07-16 00:00:10.007'],
  ])('%s is %s', (at, text) => {
    expect(zoneTime('Asia/Kolkata')(Date.parse(at))).toBe(text);
  });
});

const rows = (state: EnrolmentState, kept: readonly AttemptRow[]) =>
  responseRows({ course: course(), batch: batch(), timeOf: zoneTime('Asia/Kolkata') })(
    state,
    kept,
    new Map([[DO_1, 'Quiz']]),
  );

const attempt = (
  id: string,
  more: Partial<Omit<AttemptState, 'content'>> & { readonly content?: string } = {},
): AttemptState => ({
  ...{ attempt: id, attemptedAt: AT, score: 1, maxScore: 2, payloadHash: 'hash', ...more },
  content: (more.content ?? 'do_1') as ContentId,
});

const attempted = (...attempts: AttemptState[]): EnrolmentState => ({
  ...enrolment(),
  attempts: new Map(attempts.map((a) => [`${a.content} ${a.attempt}`, a])),
});

const question = (id: string): QuestionRecord => ({ ...QUESTION, id });

const QUESTION: QuestionRecord = {
  id: 'q1',
  assessedAt: AT,
  maxScore: 10,
  score: 0.33,
  type: 'mcq',
  title: 'Which?',
  description: 'Choose',
  duration: 1.5,
  responses: '[]',
  params: JSON.stringify([{ 1: '{"text":"A=\\\\pi r^2\\n"}' }]),
};

const answers = (id: string, questions: readonly QuestionRecord[]): AttemptRow => ({
  ...{ key: enrolment().key, content: DO_1, attempt: id, payloadHash: 'hash', attemptedAt: AT },
  questions,
});
