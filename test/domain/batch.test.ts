import { describe, expect, it } from 'vitest';
import { barToEnrol, barToLeave, batchStatus, type Batch } from '../../src/domain/batch.js';
import { KEY } from './given.js';

const YESTERDAY = '2024-02-29';
const TODAY = '2024-03-01';
const TOMORROW = '2024-03-02';

describe('The status of a batch (vector bat-01)', () => {
  it.each([
    [TOMORROW, null, 0],
    [TODAY, null, 1],
    [YESTERDAY, TOMORROW, 1],
    [YESTERDAY, TODAY, 1],
    ['2024-01-01', YESTERDAY, 2],
    ['2020-01-01', '2020-01-31', 2],
  ] as const)('from %s to %s is %i', (startDate, endDate, status) => {
    expect(batchStatus({ startDate, endDate }, TODAY)).toBe(status);
  });
});

describe('Enrolling in a batch (reference/lms.md 3.1)', () => {
  it.each(['open', 'invite-only', 'Open', 'INVITE-ONLY'])('is free for type %s', (type) => {
    expect(barToEnrol(batch({ enrolmentType: type }), TODAY)).toBeNull();
  });

  it.each(['', 'closed'])('is barred for type %j (case enr-05)', (type) => {
    expect(barToEnrol(batch({ enrolmentType: type }), TODAY)).toBe('type');
  });

  it('is free in a batch that has not started', () => {
    expect(barToEnrol(batch({ startDate: TOMORROW }), TODAY)).toBeNull();
  });

  it('is free on the last days, of the batch and of enrolment (case enr-01)', () => {
    const last = batch({ endDate: TODAY, enrolmentEndDate: TODAY });

    expect(barToEnrol(last, TODAY)).toBeNull();
  });

  it('is barred once enrolment has ended', () => {
    const late = batch({ endDate: TOMORROW, enrolmentEndDate: YESTERDAY });

    expect(barToEnrol(late, TODAY)).toBe('enrolment-ended');
  });

  it('is barred first of all by the end of the batch (case enr-02)', () => {
    const ended = batch({ endDate: YESTERDAY, enrolmentEndDate: YESTERDAY });

    expect(barToEnrol(ended, TODAY)).toBe('completed');
  });
});

describe('Leaving a batch (reference/lms.md 3.1)', () => {
  it('is free after enrolment has ended', () => {
    expect(barToLeave(batch({ enrolmentEndDate: YESTERDAY }), TODAY)).toBeNull();
  });

  it('is barred by type before it is barred by date', () => {
    expect(barToLeave(batch({ enrolmentType: 'x', endDate: YESTERDAY }), TODAY)).toBe('type');
    expect(barToLeave(batch({ endDate: YESTERDAY }), TODAY)).toBe('completed');
  });
});

function batch(more: Partial<Batch> = {}): Batch {
  return {
    batch: KEY.batch,
    course: KEY.course,
    name: 'Batch 1',
    description: '',
    enrolmentType: 'open',
    startDate: '2024-01-01',
    endDate: null,
    enrolmentEndDate: null,
    createdBy: 'creator',
    createdFor: [],
    mentors: [],
    createdAt: 1,
    updatedAt: 1,
    templates: {},
    ...more,
  };
}
