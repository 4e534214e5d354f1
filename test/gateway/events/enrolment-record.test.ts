import { describe, expect, it } from 'vitest';
import {
  courseCompletedRecord,
  enrolmentSyncRecord,
  enrolmentUpdateRecord,
} from '../../../src/gateway/events/enrolment-record.js';
import { contentId, KEY } from '../../domain/given.js';
import { jobCase } from '../topics/given.js';
import { AT, shown } from './given.js';

describe('a job about an enrolment', () => {
  it('tells of every item of an update with its status, keyed by the learner', () => {
    const updated = [
      { content: contentId('do_R1'), status: 2 },
      { content: contentId('do_R2'), status: 0 },
      { content: contentId('do_R1'), status: 2 },
    ] as const;

    const record = enrolmentUpdateRecord(KEY, updated, AT);

    expect(record).toMatchObject({ topic: 'coursebatch.job.request', recordKey: 'user001' });
    expect(shown(record)).toEqual({
      ...ENVELOPE,
      edata: {
        userId: 'user001',
        batchId: 'Batch1',
        courseId: 'course001',
        contents: [
          { contentId: 'do_R1', status: 2 },
          { contentId: 'do_R2', status: 0 },
          { contentId: 'do_R1', status: 2 },
        ],
        action: 'batch-enrolment-update',
        iteration: 1,
      },
    });
  });

  it('asks for a sync in the form that upstream’s job reads', () => {
    const { edata } = jobCase('recon-01-sync-and-skip').input[0]!.value;

    const record = enrolmentSyncRecord(KEY, AT);

    const ids = { batchId: 'Batch1', userId: 'user001', courseId: 'course001' };
    expect(record).toMatchObject({ topic: 'batch.enrolment.sync.request', recordKey: 'user001' });
    expect(shown(record)).toEqual({ ...ENVELOPE, edata: { ...(edata as object), ...ids } });
  });

  it('tells of a completed course once, whenever it is told', () => {
    const [first, again] = [AT, AT + 1].map((at) => courseCompletedRecord(KEY, 5000, at));

    expect(shown(first!)).toMatchObject({
      edata: { action: 'course-completed', completedOn: 5000 },
    });
    expect(again!.id).toBe(first!.id);
  });

  it('is another one at another time', () => {
    expect(enrolmentSyncRecord(KEY, AT).id).not.toBe(enrolmentSyncRecord(KEY, AT + 1).id);
  });
});

const ENVELOPE = {
  eid: 'BE_JOB_REQUEST',
  ets: '<ms>',
  mid: 'LP.<ms>.<uuid>',
  actor: { id: 'Course Batch Updater', type: 'System' },
  context: { pdata: { id: 'org.sunbird.platform', ver: '1.0' } },
  object: { id: 'Batch1_user001', type: 'CourseBatchEnrolment' },
};
