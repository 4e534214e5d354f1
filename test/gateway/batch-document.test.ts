import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/domain/batch.js';
import type { BatchId, CourseId, TemplateId } from '../../src/domain/ids.js';
import { batchDocument, batchEntries } from '../../src/gateway/batch-document.js';
import { zoneOf } from '../../src/gateway/zone.js';

const ZONE = zoneOf('Asia/Kolkata');
const CREATED_AT = Date.parse('2024-05-20T10:00:00Z');
const SIGNATORY = { name: 'Asha', id: 'CEO', designation: 'CEO', image: 'https://i.example/s' };

const BATCH: Batch = {
  batch: '0138786333558784001' as BatchId,
  course: 'do_1' as CourseId,
  name: 'Spring',
  description: 'First batch',
  enrolmentType: 'open',
  startDate: '2024-05-20',
  endDate: '2024-06-20',
  enrolmentEndDate: '2024-06-10',
  createdBy: 'creator',
  createdFor: ['org-1'],
  mentors: ['mentor'],
  createdAt: CREATED_AT,
  updatedAt: CREATED_AT + 1,
  templates: {
    ['t1' as TemplateId]: {
      template: 't1' as TemplateId,
      name: 'Merit',
      url: 'CLOUD_BASE_PATH/t1.svg',
      criteria: { enrolmentStatus: 2, score: null, user: null },
      issuer: { name: 'Council', url: 'https://council.example' },
      signatories: [SIGNATORY],
      extras: { criteria: { enrollment: { status: 2 } } },
    },
  },
};

const TEMPLATES = {
  t1: {
    identifier: 't1',
    name: 'Merit',
    url: 'CLOUD_BASE_PATH/t1.svg',
    issuer: { name: 'Council', url: 'https://council.example' },
    signatoryList: [SIGNATORY],
    criteria: { enrollment: { status: 2 } },
  },
};

describe('The document of a batch', () => {
  it('has the keys, the forms of dates and the templates of the LMS', () => {
    const { id, fields } = batchDocument(BATCH, '2024-05-21', ZONE);

    expect(id).toBe('0138786333558784001');
    expect(fields).toEqual({
      identifier: '0138786333558784001',
      id: '0138786333558784001',
      batchId: '0138786333558784001',
      courseId: 'do_1',
      name: 'Spring',
      description: 'First batch',
      enrollmentType: 'open',
      startDate: '2024-05-20',
      endDate: '2024-06-20',
      enrollmentEndDate: '2024-06-10',
      createdBy: 'creator',
      createdDate: '2024-05-20 15:30:00:000+0530',
      updatedDate: '2024-05-20 15:30:00:001+0530',
      createdFor: ['org-1'],
      mentors: ['mentor'],
      status: 1,
      cert_templates: TEMPLATES,
      certTemplates: TEMPLATES,
    });
  });

  it.each([
    ['2024-05-19', 0],
    ['2024-05-20', 1],
    ['2024-06-20', 1],
    ['2024-06-21', 2],
  ])('has on %s the status %i', (today, status) => {
    expect(batchDocument(BATCH, today, ZONE).fields['status']).toBe(status);
  });

  it('has a higher version with every change and every status, and the same for the same', () => {
    const changed = { ...BATCH, updatedAt: BATCH.updatedAt + 1 };
    const moments = [
      [BATCH, '2024-05-19'],
      [BATCH, '2024-05-20'],
      [BATCH, '2024-06-21'],
      // An update may move the end, and so the status back.
      [{ ...changed, startDate: '2024-07-01', endDate: null }, '2024-06-21'],
    ] as const;

    const versions = moments.map(([batch, day]) => batchDocument(batch, day, ZONE).version);

    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    expect(batchDocument({ ...BATCH }, '2024-05-19', ZONE).version).toBe(versions[0]);
    expect(versions.every((version) => Number.isSafeInteger(version))).toBe(true);
  });
});

describe('The entries of the batches of a content', () => {
  it('say what the LMS writes into them', () => {
    expect(batchEntries([BATCH], '2024-05-21')).toEqual([
      {
        batchId: '0138786333558784001',
        name: 'Spring',
        createdFor: ['org-1'],
        startDate: '2024-05-20',
        endDate: '2024-06-20',
        enrollmentType: 'open',
        status: 1,
        enrollmentEndDate: '2024-06-10',
      },
    ]);
  });

  it.each([
    ['2024-06-20', '2024-06-19'],
    ['2024-03-01', '2024-02-29'],
    [null, null],
  ])('end enrolment the day before %s where it has no end', (endDate, enrollmentEndDate) => {
    const batch = { ...BATCH, startDate: '2024-01-01', endDate, enrolmentEndDate: null };

    expect(batchEntries([batch], '2024-02-01')).toMatchObject([{ enrollmentEndDate }]);
  });

  it('leave out those that have ended and come in the order of their ids', () => {
    const other = (id: string, endDate: string | null): Batch => ({
      ...BATCH,
      batch: id as BatchId,
      endDate,
    });
    const batches = [other('b3', null), other('b2', '2024-06-01'), other('b1', '2024-06-02')];

    const ids = batchEntries(batches, '2024-06-02').map(({ batchId }) => batchId);

    expect(ids).toEqual(['b1', 'b3']);
  });
});
