import { describe, expect, it } from 'vitest';
import type { QuestionRecord } from '../../../src/domain/command.js';
import { attemptOfRow, decimalText } from '../../../src/persistence/sunbird/assessment-row.js';
import { dateText, instantOfDateText } from '../../../src/persistence/sunbird/date-text.js';
import { zoneOf } from '../../../src/gateway/zone.js';
import { KEY, attempt, contentId, unenrolled } from '../../domain/given.js';
import { NOW, NO_CHANGES, adopted, nothingKnown, projected } from './given.js';

const CONTENT = contentId('do_212686723743318016173');
const FIRST = attempt({
  content: CONTENT,
  attempt: '8cd87e24df268ad09a8b0060c0a40271',
  attemptedAt: 1568891729576,
  score: 1.33,
  maxScore: 2,
});
const SECOND = attempt({
  content: CONTENT,
  attempt: 'attempt-b',
  attemptedAt: 1568891799999,
  score: 1,
  maxScore: 3,
});
const QUESTION: QuestionRecord = {
  id: '2bc922e7',
  assessedAt: 1568891772964,
  maxScore: 1,
  score: 0.33,
  type: '',
  title: 'Question 7edc',
  description: '',
  duration: 24,
  responses: '[{"1":"{\\"text\\":\\"A\\"}","2":{"text":"B"}}]',
  params: '[]',
};

describe('A stored attempt', () => {
  const ids = { content_id: CONTENT, attempt_id: 'a1' };

  it.each([
    [{ total_score: 2, total_max_score: 4, grand_total: '1/3' }, 2, 4],
    [{ grand_total: '2.5/10' }, 2.5, 10],
    [{ grand_total: '20' }, 0, 0],
    [{}, 0, 0],
  ])('has the totals of its columns, else those of their text: %j', (totals, score, maxScore) => {
    expect(attemptOfRow({ ...ids, ...totals })).toMatchObject({ score, maxScore });
  });
});

describe('An assessment row', () => {
  it('has the totals of the attempt and its answers', () => {
    const answers = { ...FIRST, key: KEY, questions: [QUESTION] };
    const state = unenrolled({ attempts: [FIRST] });
    const rows = projected(state, { before: nothingKnown, attempts: [answers] });
    expect(rows.assessment_aggregator).toEqual([
      {
        course_id: 'course001',
        batch_id: 'Batch1',
        user_id: 'user001',
        content_id: CONTENT,
        attempt_id: FIRST.attempt,
        last_attempted_on: 1568891729576,
        total_score: 1.33,
        total_max_score: 2,
        grand_total: '1.33/2.0',
        question: [
          {
            id: '2bc922e7',
            assess_ts: 1568891772964,
            max_score: 1,
            score: 0.33,
            type: null,
            title: 'Question 7edc',
            resvalues: [{ 1: '{"text":"A"}', 2: '{"text":"B"}' }],
            params: [],
            description: '',
            duration: 24,
          },
        ],
        created_on: NOW,
        updated_on: NOW,
      },
    ]);
  });

  it('keeps the time of its creation and answers that are not those of the record', () => {
    const before = unenrolled({ attempts: [FIRST] });
    const after = unenrolled({ attempts: [{ ...FIRST, score: 2, payloadHash: 'h2' }] });
    const answers = { ...FIRST, key: KEY, questions: [QUESTION] };
    const [row] = projected(after, { before, attempts: [answers] }).assessment_aggregator;
    expect(row).toMatchObject({ total_score: 2, updated_on: NOW });
    expect(row).not.toHaveProperty('created_on');
    expect(row).not.toHaveProperty('question');
  });

  it('is not written again for an equal record', () => {
    const state = unenrolled({ attempts: [FIRST] });
    const after = unenrolled({ attempts: [{ ...FIRST }] });
    expect(projected(after, { before: state })).toEqual(NO_CHANGES);
  });

  it.each([
    [1.33, '1.33'],
    [3, '3.0'],
    [0.125, '0.12'],
    [0.375, '0.38'],
    [0.625, '0.62'],
    [1.005, '1.0'],
    [0.1 + 0.2, '0.3'],
    [12345.678, '12345.68'],
    [0, '0.0'],
  ])('prints %d as %s', (value, text) => {
    expect(decimalText(value)).toBe(text);
  });
});

describe('The scores of a course', () => {
  it('are of the best attempt by its absolute score', () => {
    const state = unenrolled({ attempts: [FIRST, SECOND] });
    const [row] = projected(state, { before: nothingKnown }).user_activity_agg;
    expect(row!.aggregates).toEqual({
      [`score:${CONTENT}`]: 1.33,
      [`max_score:${CONTENT}`]: 2,
      [`attempts_count:${CONTENT}`]: 2,
    });
    expect(row!.agg_last_updated).toEqual({
      [`score:${CONTENT}`]: NOW,
      [`max_score:${CONTENT}`]: NOW,
      [`attempts_count:${CONTENT}`]: NOW,
    });
  });

  it('list every attempt in the order of their ids', () => {
    const state = unenrolled({ attempts: [SECOND, FIRST] });
    const [row] = projected(state, { before: nothingKnown }).user_activity_agg;
    expect(row!.agg_details!.map((text) => JSON.parse(text) as unknown)).toEqual([
      {
        attempt_id: FIRST.attempt,
        last_attempted_on: 'Sep 19, 2019, 4:45:29 PM',
        score: 1.33,
        content_id: CONTENT,
        max_score: 2,
        type: 'attempt_metrics',
      },
      {
        attempt_id: 'attempt-b',
        last_attempted_on: 'Sep 19, 2019, 4:46:39 PM',
        score: 1,
        content_id: CONTENT,
        max_score: 3,
        type: 'attempt_metrics',
      },
    ]);
  });

  it('are written again when a request asks, and nothing else with them', () => {
    const state = unenrolled({ attempts: [FIRST, SECOND] });
    const rows = projected(state, { before: state, renew: new Set(['scores']) });
    expect(rows.assessment_aggregator).toEqual([]);
    expect(rows.user_activity_agg).toHaveLength(1);
    expect(Object.keys(rows.user_activity_agg[0]!.aggregates!)).toHaveLength(3);
    expect(rows.user_activity_agg[0]!.agg_details).toHaveLength(2);
  });

  it('count an attempt that only totals told of, without listing it', () => {
    const aggregates = { 'score:c1': 3, 'max_score:c1': 4 };
    const state = adopted({ activity: { aggregates } });
    const rows = projected(state, { before: nothingKnown });
    expect(rows.assessment_aggregator).toEqual([]);
    expect(rows.user_activity_agg[0]!.aggregates).toMatchObject(aggregates);
    expect(rows.user_activity_agg[0]).not.toHaveProperty('agg_details');
  });
});

describe('The date of an attempt', () => {
  const utc = zoneOf('UTC');

  it.each([
    ['2020-04-27T11:57:22.000Z', 'Apr 27, 2020, 11:57:22 AM'],
    ['2020-12-01T00:05:09.000Z', 'Dec 1, 2020, 12:05:09 AM'],
    ['2020-12-01T12:00:00.000Z', 'Dec 1, 2020, 12:00:00 PM'],
  ])('of %s is %s, and is read back', (iso, text) => {
    expect(dateText(Date.parse(iso), utc)).toBe(text);
    expect(instantOfDateText(text, utc)).toBe(Date.parse(iso));
  });

  it.each(['Apr 27, 2020 11:57:22 AM', 'Apr 27, 2020, 11:57:22\u202fAM', 1587988642000])(
    'is read from %s',
    (text) => {
      expect(instantOfDateText(text, utc)).toBe(1587988642000);
    },
  );

  it('is in the installation’s zone, on either side of a change of its offset', () => {
    const zone = zoneOf('America/New_York');
    for (const iso of ['2020-03-08T06:59:59.000Z', '2020-03-08T07:00:00.000Z']) {
      expect(instantOfDateText(dateText(Date.parse(iso), zone), zone)).toBe(Date.parse(iso));
    }
  });

  it.each(['', 'Foo 1, 2020, 1:00:00 AM', null])('is none in %j', (text) => {
    expect(instantOfDateText(text, utc)).toBe(0);
  });
});
