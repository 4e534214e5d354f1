import { describe, expect, it } from 'vitest';
import { autoIssueRecord, issueOrderRecord } from '../../../src/gateway/events/issue-record.js';
import { KEY } from '../../domain/given.js';
import { key } from '../topics/given.js';
import { AT, expectedOn, shown } from './given.js';

const TOPIC = 'issue.certificate.request';

describe('a request for certificates that follows from work', () => {
  it('is upstream’s on completion of a course', () => {
    const record = autoIssueRecord(KEY, null, '', AT);

    expect([shown(record)]).toEqual(expectedOn('agg-01-complete-course', TOPIC));
    expect(record).toMatchObject({ topic: TOPIC, recordKey: null });
  });

  it('is upstream’s on a score, and names the attempt', () => {
    const enrolment = key(
      'ff1c4bdf-27e2-49bc-a53f-6e304bb3a87f',
      'do_2128415652377067521125',
      '012846671379595264119',
    );

    const record = autoIssueRecord(enrolment, 'attempt-b', '', AT);

    expect([shown(record)]).toEqual(expectedOn('assess-05-recompute', TOPIC));
  });

  it('names no attempt where several contents have scores', () => {
    const record = autoIssueRecord(KEY, '', '', AT);

    expect(shown(record)).toMatchObject({ edata: { attemptId: '' } });
  });

  it('has an id for each occasion', () => {
    const ids = [
      autoIssueRecord(KEY, null, '', AT),
      autoIssueRecord(KEY, 'a', 'score 1', AT),
      autoIssueRecord(KEY, 'a', 'score 2', AT),
    ].map(({ id }) => id);

    expect(new Set(ids).size).toBe(3);
  });
});

describe('a request for certificates of the API', () => {
  it('is keyed by the batch, under a hashed object id', () => {
    const order = { ...PLACE, learners: [KEY.learner], reIssue: true };

    const record = issueOrderRecord(order, AT);

    expect(record).toMatchObject({ topic: TOPIC, recordKey: 'Batch1' });
    expect(shown(record)).toEqual({
      eid: 'BE_JOB_REQUEST',
      ets: '<ms>',
      mid: 'LP.<ms>.<uuid>',
      actor: { id: 'Course Certificate Generator', type: 'System' },
      context: { pdata: { id: 'org.sunbird.platform', ver: '1.0' } },
      object: {
        id: '5ba6b06e1fe125ae61949c7c9ef1242f158286c6168d40bdca969b3a4a29b68e',
        type: 'CourseCertificateGeneration',
      },
      edata: {
        userIds: ['user001'],
        batchId: 'Batch1',
        courseId: 'course001',
        action: 'issue-certificate',
        iteration: 1,
        reIssue: true,
      },
    });
  });

  it('is silent on users and on issuing again where nobody asked', () => {
    const record = issueOrderRecord({ ...PLACE, learners: [], reIssue: false }, AT);

    expect(shown(record)).toMatchObject({
      edata: {
        batchId: 'Batch1',
        courseId: 'course001',
        action: 'issue-certificate',
        iteration: 1,
      },
    });
    expect(record.value).not.toMatch(/userIds|reIssue|trigger/);
  });
});

const PLACE = { course: KEY.course, batch: KEY.batch };
