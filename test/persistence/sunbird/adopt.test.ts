import { describe, expect, it } from 'vitest';
import { NEVER } from '../../../src/domain/ids.js';
import { completionTime, enrolmentStatus } from '../../../src/domain/progress.js';
import { scoreAttempt } from '../../../src/gateway/assessment.js';
import { adoptAnswers } from '../../../src/persistence/sunbird/adopt.js';
import { questionOf } from '../../../src/persistence/sunbird/question.js';
import type { StoredRow } from '../../../src/persistence/sunbird/rows.js';
import { KEY, contentId, tree } from '../../domain/given.js';
import { ENROLMENT_KEY, READ_AT, adopted, consumption } from './given.js';

const AT = Date.parse('2020-11-23T12:58:35.179Z');

describe('An adopted enrolment', () => {
  it('is active when its row says so', () => {
    const row = { ...ENROLMENT_KEY, active: true, enrolled_date: new Date(AT), addedby: 'meera' };
    expect(adopted({ enrolment: row }).membership).toEqual({
      active: true,
      decidedAt: AT,
      enrolledAt: AT,
      addedBy: 'meera',
    });
  });

  it('is dated by the old text of its day where the timestamp is unset', () => {
    const enrolleddate = '2020-11-23 12:58:35:179+0000';
    const { membership } = adopted({ enrolment: { ...ENROLMENT_KEY, active: true, enrolleddate } });
    expect(membership?.enrolledAt).toBe(AT);
  });

  it.each([{ status: 1 }, { active: false }, {}, { completedon: AT }])(
    'is there but not active where the row holds %j',
    (columns) => {
      const { membership } = adopted({ enrolment: { ...ENROLMENT_KEY, ...columns } });
      expect(membership?.active).toBe(false);
    },
  );

  it('is none where the row holds only what was read last', () => {
    const enrolment = { ...ENROLMENT_KEY, lastreadcontentid: 'do_R1', active: null, status: null };
    expect(adopted({ enrolment }).membership).toBeNull();
  });

  it('is none without a row', () => {
    expect(adopted({ contents: [consumption('do_R1', { status: 2 })] }).membership).toBeNull();
  });

  it.each([2, '2'])('is completed with the status %j, at its stored day', (status) => {
    const state = adopted({ enrolment: { ...ENROLMENT_KEY, status, completedon: AT } });
    expect(state.completedAt).toBe(AT);
    expect(enrolmentStatus(state)).toBe(2);
  });

  it('is completed by its day alone where the status is unset, and not against its status', () => {
    const row = { ...ENROLMENT_KEY, completedon: AT };
    expect(adopted({ enrolment: row }).completedAt).toBe(AT);
    expect(adopted({ enrolment: { ...row, status: 1 } }).completedAt).toBe(NEVER);
  });

  it('keeps its day of completion under any course', () => {
    const contents = [
      consumption('do_R1', { status: 2, last_completed_time: AT - 5000 }),
      consumption('do_R2', { status: 2 }),
    ];
    const state = adopted({
      enrolment: { ...ENROLMENT_KEY, status: 2, completedon: AT },
      contents,
    });
    expect(completionTime(state, tree(['do_R1']))).toBe(AT);
    expect(completionTime(state, tree(['do_R1', 'do_R2']))).toBe(AT);
    expect(state.contents.get(contentId('do_R1'))?.lastCompletedAt).toBe(AT - 5000);
  });

  it.each([
    ['its last content', { last_completed_time: AT }, {}, AT],
    ['its last write', {}, { datetime: AT }, AT],
    ['the time of reading', {}, {}, READ_AT],
  ])('was completed at %s where no day is stored', (_, content, enrolment, at) => {
    const state = adopted({
      enrolment: { ...ENROLMENT_KEY, status: 2, ...enrolment },
      contents: [consumption('do_R1', { status: 2, ...content })],
    });
    expect(state.completedAt).toBe(at);
  });
});

describe('Adopted certificates', () => {
  const entry = {
    identifier: 'certificateId',
    lastIssuedOn: '2019-08-21',
    name: 'Course Completion Certificate',
    token: 'P4L3Y9',
  };
  const enrolment = { ...ENROLMENT_KEY, active: true, issued_certificates: [entry] };

  it('are public under their stored identifier', () => {
    expect([...adopted({ enrolment }).generations.values()]).toEqual([
      {
        id: 'certificateId',
        template: '',
        name: 'Course Completion Certificate',
        issuedAt: Date.parse('2019-08-21'),
        replaces: '',
        rendered: true,
        identifier: '',
        listing: JSON.stringify(entry),
        revocation: null,
      },
    ]);
  });

  it('know their template where the details of the course tell it', () => {
    const agg_details = [
      '{"type":"certificate","identifier":"certificateId","template_id":"t1"}',
      'not JSON',
    ];
    const state = adopted({ enrolment, activity: { agg_details } });
    expect(state.generations.get('certificateId')?.template).toBe('t1');
  });
});

describe('Adopted attempts', () => {
  const attemptRow: StoredRow = {
    content_id: 'c1',
    attempt_id: 'a1',
    last_attempted_on: AT,
    total_score: 2,
    total_max_score: 3,
  };

  it('come from their own rows first', () => {
    const agg_details = ['{"attempt_id":"a1","content_id":"c1","score":1,"max_score":3}'];
    const aggregates = { 'score:c1': 9 };
    const state = adopted({ attempts: [attemptRow], activity: { agg_details, aggregates } });
    expect([...state.attempts.values()]).toEqual([
      { content: 'c1', attempt: 'a1', attemptedAt: AT, score: 2, maxScore: 3, payloadHash: '' },
    ]);
  });

  it('come from the details of the course where they have no rows', () => {
    const detail = {
      attempt_id: 'a1',
      last_attempted_on: 'Nov 23, 2020, 6:28:35 PM',
      score: 2,
      content_id: 'c1',
      max_score: 3,
      type: 'attempt_metrics',
    };
    const state = adopted({ activity: { agg_details: [JSON.stringify(detail)] } });
    expect([...state.attempts.values()]).toEqual([
      {
        content: 'c1',
        attempt: 'a1',
        attemptedAt: AT - 179,
        score: 2,
        maxScore: 3,
        payloadHash: '',
      },
    ]);
  });

  it('come from totals where nothing else tells of them, doubles over whole numbers', () => {
    const state = adopted({
      activity: {
        agg: { 'score:c1': 2, 'max_score:c1': 5, 'score:c2': 1 },
        aggregates: new Map([
          ['score:c2', 3],
          ['max_score:c2', 4],
          ['completedCount', 7],
        ]),
        agg_last_updated: { 'score:c1': AT },
      },
    });
    const told = [...state.attempts.values()].map((a) => [
      a.content,
      a.score,
      a.maxScore,
      a.attemptedAt,
    ]);
    expect(told).toEqual([
      ['c1', 2, 5, AT],
      ['c2', 3, 4, NEVER],
    ]);
  });

  it('have a maximum of 1 where the totals do not tell it', () => {
    const [only] = adopted({ activity: { aggregates: { 'score:c1': 1 } } }).attempts.values();
    expect(only?.maxScore).toBe(1);
  });

  it('are recognised when the same answers are scored from events', () => {
    const item = {
      id: 'q1',
      maxscore: 1,
      type: 'mcq',
      title: 'Q1',
      desc: '',
      params: [{ b: '2', a: '1' }],
    };
    const resvalues = [{ '1': '{"text":"A"}' }];
    const scored = scoreAttempt([
      { ets: AT, edata: { item, score: 1, resvalues, duration: 3 } },
      { ets: AT, edata: { item: { ...item, id: 'q0' }, score: 0, resvalues: [], duration: 2 } },
    ]);
    const { questions, payloadHash } = scored.ok
      ? scored.value
      : { questions: [], payloadHash: '-' };
    const stored = { ...attemptRow, question: questions.map(questionOf).reverse() };
    const [only] = adopted({ attempts: [stored] }).attempts.values();
    expect(only?.payloadHash).toBe(payloadHash);
    expect(adoptAnswers(KEY, [stored])).toEqual([
      { key: KEY, content: 'c1', attempt: 'a1', payloadHash, attemptedAt: AT, questions },
    ]);
  });
});
