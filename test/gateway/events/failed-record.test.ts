import { describe, expect, it } from 'vitest';
import { courselessRecord, failedRecord } from '../../../src/gateway/events/failed-record.js';
import { content, KEY } from '../../domain/given.js';
import { shown } from './given.js';

const AT_7 = { source: 'telemetry.assess', position: '0:7' };
const FAILURE = { topic: 'telemetry.assess.failed', job: 'AssessmentAggregator' } as const;

describe('a failed record', () => {
  it('is the input with the reason', () => {
    const text = '{"userId":"u","metadata":{"tries":1}}';

    const record = failedRecord({ ...FAILURE, reason: 'courseId is missing' }, text, AT_7);

    expect(shown(record)).toEqual({
      userId: 'u',
      metadata: { tries: 1, validation_error: 'courseId is missing', src: 'AssessmentAggregator' },
      flags: {},
    });
  });

  it('keeps flags that the input has', () => {
    const record = failedRecord({ ...FAILURE, reason: 'no' }, '{"flags":{"seen":true}}', AT_7);

    expect(shown(record)).toMatchObject({ flags: { seen: true } });
  });

  it('is the input alone where there is no reason to tell', () => {
    const record = failedRecord({ ...FAILURE, reason: null }, '{"userId":"u"}', AT_7);

    expect(shown(record)).toEqual({ userId: 'u' });
  });

  it('is the reason alone where the input is no event', () => {
    const record = failedRecord({ ...FAILURE, reason: 'is not valid JSON' }, '{', AT_7);

    expect(shown(record)).toMatchObject({ metadata: { validation_error: 'is not valid JSON' } });
  });

  it('has the id of its position, so that a repetition is known', () => {
    const ids = ['0:7', '0:7', '0:8'].map(
      (position) => failedRecord({ ...FAILURE, reason: null }, '{}', { ...AT_7, position }).id,
    );

    expect(new Set(ids).size).toBe(2);
  });
});

describe('work on a course that is not there', () => {
  it('is told with its contents', () => {
    const contents = [content('do_R1', 2, 1)];
    const command = {
      kind: 'observe',
      key: KEY,
      receivedAt: 1,
      courseVersion: 0,
      contents,
    } as const;

    const record = courselessRecord('activity.agg.failed', command, AT_7);

    expect(shown(record)).toEqual({
      userId: 'user001',
      batchId: 'Batch1',
      courseId: 'course001',
      contents: [{ contentId: 'do_R1', status: 2 }],
    });
  });

  it('is told without, where an enrolment was to be derived again', () => {
    const command = { kind: 'reevaluate', key: KEY, receivedAt: 1, courseVersion: 0 } as const;

    const record = courselessRecord('enrolment.reconciliation.failed', command, AT_7);

    expect(record.topic).toBe('enrolment.reconciliation.failed');
    expect(shown(record)).toMatchObject({ contents: [] });
  });
});
